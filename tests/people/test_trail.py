"""Who did and read what: the list of the house for administrators, and an area’s own for the area."""

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import ROLES, Place, Role
from commissioning.access.verbs import words_of
from commissioning.people import audit, listings_trail
from commissioning.people.models import AuditEntry, RoleAppointment, User
from commissioning.people.queries import trail
from tests.conftest import browser_of
from tests.support.people import DURHAM, EALING, area, in_role, person

pytestmark = pytest.mark.usefixtures("register")
TRAIL = "/accounts/people/trail/"
OF_DURHAM, OF_EALING = f"{TRAIL}{DURHAM}/", f"{TRAIL}{EALING}/"
OWN = (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD)
MANY = 60_000


def shown(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def file(client, address: str) -> list[dict[str, str]]:
    lines = b"".join(client.get(address).streaming_content).decode("utf-8-sig").splitlines()
    return list(csv.DictReader(lines))


def did(verb: str, by=None, subject=None, where: str | None = DURHAM) -> AuditEntry:
    audit.record(verb, subject, by=by, authority_id=area(where).pk if where else None)
    return AuditEntry.objects.latest("pk")


def at(entry: AuditEntry, when) -> None:
    """The site cannot change an entry, so one of another time is written anew."""
    values = {name: getattr(entry, name) for name in ("actor_id", "verb", "object_kind", "object_id", "authority_id")}
    made = AuditEntry(**values)
    AuditEntry.objects.bulk_create([made])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_auditentry (at, verb, actor_id, object_kind, object_id, authority_id)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [when, made.verb, made.actor_id, made.object_kind, made.object_id, made.authority_id],
        )


@pytest.fixture
def many(db):
    """So many entries that to look at each would be noticed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_auditentry (at, verb, actor_id, object_kind, object_id, authority_id)"
            " SELECT now() - n * interval '7 minutes', CASE n %% 3 WHEN 0 THEN 'report-read' WHEN 1 THEN 'plan-export'"
            " ELSE 'action-save' END, 1000000 + n %% 997, 'people.User', n %% 5003, 2000000 + n %% 151"
            " FROM generate_series(1, %s) n",
            [MANY],
        )


# --- The house ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_only_administrators_read_the_trail_of_the_house(client_as, role):
    expected = 200 if role is Role.ADMINISTRATOR else 403
    assert client_as(role).get(TRAIL).status_code == expected


def test_nobody_reads_it_without_signing_in(client):
    assert client.get(TRAIL).status_code == 302


def test_it_says_who_did_what_to_what_and_where_and_never_what_was_written(client_as):
    somebody = in_role(Role.CHAMPION)
    entry = did("share", somebody, somebody)
    admin = client_as(Role.ADMINISTRATOR)
    page = shown(admin, TRAIL)
    for words in (
        somebody.full_name,
        f"person {somebody.pk}",
        words_of("share"),
        f"User {somebody.pk}",
        "County Durham",
    ):
        assert words in page
    assert somebody.email not in page
    [row] = [row for row in file(admin, TRAIL + "?format=csv") if row["entry"] == str(entry.pk)]
    assert (row["what"], row["object_number"], row["area"]) == (words_of("share"), str(somebody.pk), "County Durham")


def test_reading_it_and_taking_it_are_in_it(client_as):
    admin = client_as(Role.ADMINISTRATOR)
    mine = AuditEntry.objects.filter(actor_id=admin.person.pk)
    shown(admin, TRAIL)
    assert list(mine.values_list("verb", flat=True)) == ["trail-read"]
    file(admin, TRAIL + "?format=csv")
    assert set(mine.values_list("verb", flat=True)) == {"trail-read", "trail-export"}
    assert mine.count() == 2


def test_refused_it_leaves_nothing(client_as):
    for client, query in ((client_as(Role.CHAMPION), ""), (client_as(Role.ADMINISTRATOR), "?sort=verb&format=csv")):
        assert client.get(TRAIL + query).status_code in (400, 403)
        assert not AuditEntry.objects.filter(actor_id=client.person.pk).exists()


@pytest.mark.parametrize("by", ["name", "email", "area", "code", "number"])
def test_it_is_searched_by_person_area_and_number_of_the_object(client_as, by):
    wanted, other = in_role(Role.CHAMPION), in_role(Role.CHAMPION, area(EALING))
    mine, theirs = did("share", wanted, User(pk=987_654_321)), did("share", other, other, EALING)
    asked = {"name": wanted.full_name, "email": wanted.email, "area": "durham", "code": DURHAM, "number": 987_654_321}
    found = {row["entry"] for row in file(client_as(Role.ADMINISTRATOR), f"{TRAIL}?format=csv&q={asked[by]}")}
    assert str(mine.pk) in found
    assert str(theirs.pk) not in found


@pytest.mark.parametrize(
    "typed",
    [
        "' OR 1=1 --",
        "%",
        "100%25_\\",
        "\x00",
        "\ud800",
        "٣",
        "²",
        "9" * 19,
        "9" * 90,
        "-1",
        "1e9",
        "<script>",
        "\u202e",
        "a" * 5000,
        "pg_sleep(9)",
    ],
)
def test_a_hostile_search_finds_nothing_it_should_not(client_as, typed):
    did("share")
    answer = client_as(Role.ADMINISTRATOR).get(TRAIL, {"q": typed.encode("utf-8", "surrogatepass").decode("latin-1")})
    assert answer.status_code in (200, 302)
    assert b"<script>" not in answer.content.replace(b"<script src", b"")


def test_words_that_fit_very_many_people_are_asked_to_be_longer(client_as, monkeypatch):
    monkeypatch.setattr(trail, "MOST_FOUND", 3)
    for _ in range(4):
        person("Very Common")
    page = shown(client_as(Role.ADMINISTRATOR), TRAIL + "?q=very+common")
    assert "Type more of the name" in page
    assert "Nothing fits" in page


@pytest.mark.parametrize(("act", "verb"), [("read", "report-read"), ("taken", "plan-export"), ("access", "share")])
def test_it_is_filtered_by_what_was_done(client_as, act, verb):
    for one in ("report-read", "plan-export", "share", "action-save"):
        did(one)
    rows = file(client_as(Role.ADMINISTRATOR), f"{TRAIL}?format=csv&act={act}&q=durham")
    assert {row["verb"] for row in rows} & {"report-read", "plan-export", "share", "action-save"} == {verb}


def test_from_day_to_day_holds_both_days_whole(client_as):
    entry, noon = did("share"), timezone.localtime().replace(hour=12, minute=0)
    day = noon - timedelta(days=400)
    for when in (day.replace(hour=0, minute=0, second=0), day.replace(hour=23, minute=59), day - timedelta(days=1)):
        at(entry, when)
    days = "&".join(
        f"{name}-{part}={getattr(day, part)}" for name in ("since", "until") for part in ("day", "month", "year")
    )
    rows = file(client_as(Role.ADMINISTRATOR), f"{TRAIL}?format=csv&{days}")
    assert len(rows) == 2
    assert {row["when"][:10] for row in rows} == {day.date().isoformat()}


@pytest.mark.parametrize("part", ["since-day=32", "since-day=x&since-month=1&since-year=2026", "until-year=99999999"])
def test_what_is_no_day_is_said_on_the_page_and_refused_as_a_file(client_as, part):
    admin = client_as(Role.ADMINISTRATOR)
    assert "govuk-error-message" in shown(admin, f"{TRAIL}?{part}")
    assert admin.get(f"{TRAIL}?{part}&format=csv").status_code == 400


@pytest.mark.parametrize("year", [1, 9999])
def test_the_first_and_the_last_day_there_are_can_be_asked_for(client_as, year):
    day = f"day=31&{{0}}-month=12&{{0}}-year={year:04}"
    asked = "&".join(f"{name}-{day.format(name)}" for name in ("since", "until"))
    assert client_as(Role.ADMINISTRATOR).get(f"{TRAIL}?{asked}").status_code == 200


def test_as_many_questions_for_one_entry_as_for_fifty(client_as):
    admin, numbers = client_as(Role.ADMINISTRATOR), []
    shown(admin, TRAIL)
    for entries in (1, 60):
        for _ in range(entries):
            did("share", in_role(Role.CONTRIBUTOR))
        with CaptureQueriesContext(connection) as asked:
            shown(admin, TRAIL)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_no_more_is_counted_and_paged_through_than_can_be_read(client_as, many):
    admin = client_as(Role.ADMINISTRATOR)
    page = shown(admin, TRAIL)
    assert "There are more than 10,000 entries" in page
    assert "of 10000 entries" in page
    last = listings_trail.MOST_PAGED // 50
    assert admin.get(f"{TRAIL}?page={last}").status_code == 200
    assert admin.get(f"{TRAIL}?page={last + 1}").status_code == 302
    assert admin.get(f"{TRAIL}?format=csv").status_code == 400  # 50,000 rows and more are refused as a file
    assert not AuditEntry.objects.filter(verb="trail-export").exists()


def test_however_long_it_grows_an_index_leads_to_what_is_shown(client_as, many):
    """Of the page, of its count where search narrows it, and of an area’s own."""
    somebody = in_role(Role.CHAMPION)
    admin, champion = client_as(Role.ADMINISTRATOR), browser_of(somebody)
    did("share", somebody)
    for client, address in ((admin, TRAIL), (admin, f"{TRAIL}?q={somebody.email}"), (champion, OF_DURHAM)):
        with CaptureQueriesContext(connection) as asked:
            shown(client, address)
        of_the_trail = [one["sql"] for one in asked if 'FROM "people_auditentry"' in one["sql"]]
        assert len(of_the_trail) >= 2
        for sql in of_the_trail:
            narrows = "WHERE" in sql or "ORDER BY" in sql
            assert not narrows or "Seq Scan on people_auditentry" not in plan(sql), sql


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql.replace('%', '%%')}", [])
        return "\n".join(line for (line,) in cursor.fetchall())


def test_the_page_of_a_person_is_recorded_once_and_not_for_whoever_is_refused(client_as):
    somebody = in_role(Role.CHAMPION)
    address = f"/accounts/people/{somebody.appointments.get().pk}/"
    read = AuditEntry.objects.filter(verb="person-read", object_id=somebody.pk)
    assert client_as(Role.DIRECTOR, area(EALING)).get(address).status_code == 404
    assert not read.exists()
    director = client_as(Role.DIRECTOR)
    shown(director, address)
    assert [(one.actor_id, one.authority_id) for one in read] == [(director.person.pk, area().pk)]


# --- An area’s own ------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_the_area_and_its_lead_read_their_own_and_nobody_else_of_it_does(client_as, role):
    client = client_as(role)
    assert client.get(OF_DURHAM).status_code == (200 if role in OWN else 403)
    assert AuditEntry.objects.filter(actor_id=client.person.pk).count() == (role in OWN)


@pytest.mark.parametrize("role", OWN)
def test_another_areas_is_not_there(client_as, role):
    client = client_as(role)
    assert client.get(OF_EALING).status_code == 404
    assert client.get(f"{TRAIL}E09999999/").status_code == 404
    assert not AuditEntry.objects.filter(actor_id=client.person.pk).exists()


def test_it_says_who_read_and_took_what_by_name_and_role_that_day(client_as):
    admin, elsewhere = in_role(Role.ADMINISTRATOR), in_role(Role.CHAMPION, area(EALING))
    did("levels-export", admin)
    did("report-read", elsewhere, where=EALING)
    page = shown(client_as(Role.DIRECTOR), OF_DURHAM)
    assert admin.full_name in page
    assert "Administrator" in page
    assert words_of("levels-export") in page
    assert elsewhere.full_name not in page


def test_whoever_held_no_role_here_that_day_is_not_named_and_not_found(client_as):
    partner, over = person(), in_role(Role.CONTRIBUTOR)
    did("thanks-read", partner)
    now = timezone.now()
    did("report-read", over)
    RoleAppointment.objects.filter(person=over).update(revoked_at=now)
    champion = client_as(Role.CHAMPION)
    page = shown(champion, OF_DURHAM)
    assert page.count(trail.WITHOUT_ROLE) == 2
    for one in (partner, over):
        assert one.full_name not in page
        assert trail.WITHOUT_ROLE not in shown(champion, f"{OF_DURHAM}?q={one.full_name.replace(' ', '+')}")


@pytest.mark.parametrize("verb", ["views-send", "view-save", "interview-begin", "relationship-add", "conflict-add"])
def test_what_could_tell_is_not_told(client_as, verb):
    did(verb, in_role(Role.EVALUATOR))
    assert words_of(verb) not in shown(client_as(Role.CHAMPION), OF_DURHAM)
    assert words_of(verb) in shown(client_as(Role.ADMINISTRATOR), TRAIL)


def test_its_own_reading_and_file_are_in_it_once_each(client_as):
    director = client_as(Role.DIRECTOR)
    shown(director, OF_DURHAM)
    rows = file(director, f"{OF_DURHAM}?format=csv")
    assert [row["what"] for row in rows].count(words_of("area-trail-read")) == 1
    entries = AuditEntry.objects.filter(actor_id=director.person.pk)
    assert {(one.verb, one.authority_id) for one in entries} == {
        ("area-trail-read", area().pk),
        ("area-trail-export", area().pk),
    }
    assert entries.count() == 2


@pytest.mark.parametrize("role", Role)
def test_the_areas_page_leads_to_it_for_those_who_may(client_as, role):
    page = shown(client_as(role), f"/authorities/{DURHAM}/")
    assert (OF_DURHAM in page) == (role in OWN)


def test_roles_of_the_programme_elsewhere_do_not_reach_it(client_as):
    regional = [role for role in Role if ROLES[role].place is Place.REGION]
    for role in regional:
        assert client_as(role, region=area(EALING).region).get(OF_DURHAM).status_code == 404
