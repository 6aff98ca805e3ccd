"""Services used: who sees names and who sees counts, put down and corrected by hand, and how far each reached."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import ROLES, Place, Role
from commissioning.people.models import AuditEntry, User
from commissioning.profiles import service_use
from commissioning.profiles.actions import service_use as actions
from commissioning.profiles.models import ServiceUse
from commissioning.saving import NotNow
from tests.profiles.rows import BASE, CUMBRIA, HOSTILE, dated, use, use_typed
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

USES, REACH = f"{BASE}/services-used/", "/profiles/services-used/"
NAMES = {
    Role.CHAMPION,
    Role.DIRECTOR,
    Role.LOCAL_LEAD,
    Role.PROGRAMME_LEAD,
    Role.EVALUATOR,
    Role.ADMINISTRATOR,
}
COUNTS = NAMES | {Role.REGIONAL_LEAD}
KEEP = {Role.PROGRAMME_LEAD, Role.ADMINISTRATOR}


@pytest.fixture
def programme(client_as):
    return client_as(Role.PROGRAMME_LEAD)


def posted(day=(30, 4, 2025), **changes) -> dict:
    values = {"service": "training", "what": "Pooled budgets", "email": "jo@example.org", "name": "Jo Field"}
    return values | dated("used_on", day) | changes


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


# --- Who sees what ------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*Role])
def test_names_are_for_some_and_counts_for_more(client_as, role):
    use(name="Jo Field", what="Pooled budgets")
    reader = client_as(role)
    before = len(verbs())
    answer = reader.get(USES)
    assert answer.status_code == (200 if role in COUNTS else 403)
    page = text(answer)
    assert ("Jo Field" in page) is (role in NAMES)
    assert ("1 use by 1 person" in page) is (role in COUNTS)
    assert verbs()[before:] == (["service-use-read"] if role in NAMES else [])
    file = reader.get(f"{USES}?format=csv")
    content = b"".join(file) if role in COUNTS else b""
    assert (b"Jo Field" in content) is (role in NAMES)
    assert (b"@example.org" in content) is (role in KEEP)
    assert ("service-use-export" in verbs()[before:]) is (role in NAMES)


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].place is not Place.PROGRAMME])
def test_another_areas_do_not_exist(client_as, role):
    row, reader = use(), client_as(role, area(EALING))
    for path in ("", "add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(USES + path).status_code == 404
        assert reader.post(USES + path, posted(because="So")).status_code in (404, 405)
    assert ServiceUse.objects.filter(removed_at=None).count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role not in KEEP])
def test_only_the_programme_keeps_the_list(client_as, role):
    row, reader = use(), client_as(role)
    for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(USES + path).status_code == 403
        assert reader.post(USES + path, posted(because="So", version=1)).status_code == 403
    assert f"{USES}add/" not in text(reader.get(USES))
    with pytest.raises(PermissionDenied):
        actions.add(authority=area(), typed=use_typed(), by=reader.person)
    with pytest.raises(PermissionDenied):
        actions.correct(use=row, typed=use_typed(), because="So", by=reader.person)
    with pytest.raises(PermissionDenied):
        actions.remove(use=row, because="So", version=1, by=reader.person)
    assert ServiceUse.objects.filter(removed_at=None).count() == 1


@pytest.mark.parametrize("role", [*Role])
def test_reach_counts_the_areas_of_the_reader(client_as, role):
    use()
    use(authority=area(EALING))
    answer = client_as(role).get(REACH)
    assert answer.status_code == (200 if role in COUNTS else 403)
    if role in COUNTS:
        everywhere = ROLES[role].place is Place.PROGRAMME
        assert [row.gss_code for row in answer.context["list"].page.object_list] == (
            [DURHAM, EALING] if everywhere else [DURHAM]
        )
        reached = {row.service: (row.people, row.areas) for row in answer.context["reach"]}
        assert reached["any"] == reached["training"] == ((2, 2) if everywhere else (1, 1))
        assert "Jo Field" not in text(answer)


# --- Put down by hand ---------------------------------------------------------------------


def test_put_down_once_however_often_it_is_sent(programme):
    for email in ("jo@example.org", "JO@Example.ORG"):
        assert programme.post(f"{USES}add/", posted(email=email)).status_code == 302
    row = ServiceUse.objects.get()
    assert (row.person.full_name, row.used_on, row.source) == ("Jo Field", date(2025, 4, 30), "entered")
    assert not row.person.has_usable_password()
    assert verbs().count("service-use-add") == 1
    assert User.objects.filter(email__iexact="jo@example.org").count() == 1


def test_whoever_is_there_already_keeps_their_name(programme):
    known = person("Joanna Field")
    page = text(programme.post(f"{USES}add/", posted(email=known.email.upper()), follow=True))
    assert f"belongs to {known}, whose name stays as it is" in page
    assert ServiceUse.objects.get().person == known
    known.refresh_from_db()
    assert known.full_name == "Joanna Field"


def test_nobody_need_be_named(programme):
    for _ in range(2):
        programme.post(f"{USES}add/", posted(email="", name=""))
    assert ServiceUse.objects.get().person is None
    page = text(programme.get(USES))
    assert "Nobody is named" in page
    assert "1 use by nobody named" in page


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"service": "coaching"}, "Select a service from the list"),
        ({"email": "nobody"}, "Enter an email address in the correct format"),
        ({"email": "jo@exämple.org"}, "Enter an email address in the correct format"),
        ({"name": ""}, "Enter their name, or leave the email address empty too"),
        ({"email": ""}, "Enter their email address, or leave the name empty too"),
        ({"what": "x" * 201}, "What it was must be 200 characters or less"),
        ({"day": (1, 1, 1999)}, "must be on or after 1 January 2000"),
        ({"day": (31, 2, 2025)}, "must be a real date"),
    ],
)
def test_what_is_wrong_is_said(programme, changes, reason):
    assert reason in text(programme.post(f"{USES}add/", posted(**changes)))
    assert not ServiceUse.objects.exists()


def test_nothing_is_used_tomorrow(programme):
    day = timezone.localdate() + timedelta(days=1)
    page = text(programme.post(f"{USES}add/", posted(day=(day.day, day.month, day.year))))
    assert "must be on or before" in page
    with pytest.raises(NotNow, match="not in the future"):
        use(programme.person, used_on=day)


def test_corrected_the_wrong_row_stays_with_the_reason(programme):
    row = use(programme.person, what="Pooled budgetts")
    sent = posted(email=row.person.email, name=row.person.full_name, because="A letter too many")
    for _ in range(2):
        assert programme.post(f"{USES}{row.pk}/", sent).status_code == 302
    row.refresh_from_db()
    assert (row.removed_by, row.removed_because) == (programme.person, "A letter too many")
    now = ServiceUse.objects.kept().get()
    assert (now.what, now.person, now.pk != row.pk) == ("Pooled budgets", row.person, True)
    assert verbs().count("service-use-correct") == 1
    assert "A letter too many" in text(programme.get(f"{USES}?show=removed"))
    assert programme.get(f"{USES}{row.pk}/").status_code == 409
    other = programme.post(f"{USES}{row.pk}/", {**sent, "what": "Something else"})
    assert other.status_code == 409
    assert "Something else" in text(other)


def test_corrected_to_what_it_is_nothing_happens(programme):
    row = use(programme.person)
    typed = use_typed(email=row.person.email, name=row.person.full_name, what=row.what)
    assert actions.correct(use=row, typed=typed, because="So", by=programme.person) == row
    assert ServiceUse.objects.get().removed_at is None


def test_removed_with_the_reason(client_as, programme):
    row = use()
    for because in ("Was ill", "Again"):
        programme.post(f"{USES}{row.pk}/remove/", {"because": because, "version": 1})
    row.refresh_from_db()
    assert row.removed_because == "Was ill"
    assert "1 use by" not in text(programme.get(USES))
    assert client_as(Role.CHAMPION).get(f"{USES}?show=removed").status_code == 400
    use(programme.person, email=row.person.email, name=row.person.full_name, what=row.what)
    assert ServiceUse.objects.kept().count() == 1


def test_a_former_councils_uses_can_be_put_down(programme):
    address = f"/profiles/{CUMBRIA}/services-used/"
    assert programme.post(f"{address}add/", posted(day=(1, 3, 2022))).status_code == 302
    assert "Jo Field" in text(programme.get(address))


def test_hostile_words_are_shown_as_the_words_they_are(programme):
    programme.post(f"{USES}add/", posted(what=HOSTILE, name=HOSTILE[:100]))
    programme.post(f"{USES}add/", posted(what="=HYPERLINK(1)", name="+1"))
    row = ServiceUse.objects.first()
    for path in ("", f"{row.pk}/", f"{row.pk}/remove/"):
        page = text(programme.get(USES + path))
        assert "<script>alert" not in page
    rows = list(csv.DictReader(io.StringIO(b"".join(programme.get(f"{USES}?format=csv")).decode("utf-8-sig"))))
    assert "'=HYPERLINK(1)" in {row["what"] for row in rows}


def test_the_database_knows_a_use_once():
    row = use(email="", name="")
    values = {"service": row.service, "used_on": row.used_on, "what": row.what, "source": "entered"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceUse.objects.create(authority=area(), **values)


# --- The list -----------------------------------------------------------------------------


def shown(response) -> list[str]:
    return [row.what for row in response.context["list"].page.object_list]


def test_searched_filtered_and_sorted(programme):
    use(what="A", service="training", used_on=date(2024, 3, 31), name="Zoe Ash")
    use(what="B", service="bespoke", used_on=date(2024, 4, 1), name="Bea Oak")
    assert shown(programme.get(USES)) == ["B", "A"]
    assert shown(programme.get(f"{USES}?sort=name")) == ["B", "A"]
    assert shown(programme.get(f"{USES}?service=training")) == ["A"]
    assert shown(programme.get(f"{USES}?year=2023")) == ["A"]
    assert shown(programme.get(f"{USES}?year=2024")) == ["B"]
    assert shown(programme.get(f"{USES}?q=zoe")) == ["A"]
    for query in ("service=coaching", "year=1999", "year=2023&year=2024", "sort=pk", "format=exe"):
        assert programme.get(f"{USES}?{query}").status_code == 400


def test_as_many_queries_for_one_as_for_fifty(programme):
    use()
    for address in (USES, REACH):
        programme.get(address)
        with CaptureQueriesContext(connection) as one:
            programme.get(address)
        for code in (DURHAM, EALING):
            for day in range(1, 26):
                use(authority=area(code), used_on=date(2025, 5, day))
        with CaptureQueriesContext(connection) as many:
            programme.get(address)
        assert len(many) == len(one)


def test_counts_by_year_name_nobody(client_as):
    use(name="Jo Field", used_on=date(2024, 4, 1), what="A")
    use(email="", name="", used_on=date(2024, 4, 1), what="A")
    use(service="bespoke", used_on=date(2024, 3, 31))
    reader = client_as(Role.REGIONAL_LEAD)
    rows = reader.get(USES).context["rows"]
    assert [(row.year, row.service, row.people, row.uses) for row in rows] == [
        (2024, "training", 1, 2),
        (2023, "bespoke", 1, 1),
    ]


# --- Reach --------------------------------------------------------------------------------


def test_people_and_areas_are_counted_apart():
    one, two = person(), person()
    who = {one: {"email": one.email, "name": one.full_name}, two: {"email": two.email, "name": two.full_name}}
    use(service="resources_bank", used_on=date(2025, 4, 1), **who[one])
    use(service="community_area", used_on=date(2025, 4, 2), **who[one])
    use(service="community_area", used_on=date(2025, 4, 3), authority=area(EALING), **who[one])
    use(service="training", used_on=date(2026, 3, 31), **who[two])
    use(service="training", used_on=date(2026, 3, 31), email="", name="", authority=area(EALING))
    gone = use(service="enhanced", used_on=date(2025, 6, 1))
    actions.remove(use=gone, because="Never was", version=1, by=in_role(Role.PROGRAMME_LEAD))
    rows = service_use.measured_reach(date(2025, 4, 1), date(2026, 3, 31))
    reach = {row.service: (row.people, row.areas, row.uses) for row in rows}
    assert reach == {
        "training": (1, 2, 2),
        "networking": (0, 0, 0),
        "resources_bank": (1, 1, 1),
        "community_area": (1, 2, 2),
        "bespoke": (0, 0, 0),
        "enhanced": (0, 0, 0),
        "online": (1, 2, 3),
        "any": (2, 2, 5),
    }
    used = service_use.services_used([one.pk, two.pk], until=date(2026, 3, 30))
    assert used == {one.pk: {"resources_bank", "community_area"}}
    later = service_use.services_used([one.pk], since=date(2025, 4, 2), until=date(2025, 4, 2))
    assert later == {one.pk: {"community_area"}}
    found = service_use.users_of_services(until=date(2026, 3, 31))
    assert {(row.person_id, row.authority_id, row.services) for row in found} == {
        (one.pk, area().pk, frozenset({"resources_bank", "community_area"})),
        (one.pk, area(EALING).pk, frozenset({"community_area"})),
        (two.pk, area().pk, frozenset({"training"})),
    }
    assert service_use.users_of_services([], until=date(2026, 3, 31)) == []
    assert len(service_use.users_of_services([area(EALING).pk], until=date(2026, 3, 31))) == 1


def test_the_year_narrows_reach_and_areas_and_the_service_the_areas(programme):
    use(used_on=date(2024, 5, 1))
    use(used_on=date(2025, 5, 1), authority=area(EALING), service="bespoke")
    page = programme.get(f"{REACH}?year=2024")
    assert {row.service: row.people for row in page.context["reach"]}["any"] == 1
    assert [row.gss_code for row in page.context["list"].page.object_list] == [DURHAM]
    assert "By service, 2024/25" in text(page)
    page = programme.get(f"{REACH}?service=bespoke&region=london")
    assert [(row.gss_code, row.people, row.uses) for row in page.context["list"].page.object_list] == [(EALING, 1, 1)]
    file = b"".join(programme.get(f"{REACH}?sort=-uses&format=csv")).decode("utf-8-sig").splitlines()
    assert file[0] == "gss_code,area,region,people,uses,latest"
    assert len(file) == 3
    for query in ("year=1999", "service=coaching", "region=wales", "year=2024&year=2025", "year=x"):
        assert programme.get(f"{REACH}?{query}").status_code == 400


def test_the_areas_page_says_how_much(client_as):
    use()
    for role in (Role.CHAMPION, Role.REGIONAL_LEAD):
        page = text(client_as(role).get(area().get_absolute_url()))
        assert "1 use by 1 person" in page
        assert f'href="{USES}"' in page
    assert f'href="{USES}"' not in text(client_as(Role.CONTRIBUTOR).get(area().get_absolute_url()))
