"""The list of an area's commissioners: kept by the champion, seen by few, from a file without doubles, confirmed."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import ROLES, Place, Role
from commissioning.people.models import AuditEntry, User
from commissioning.profiles import commissioners as queries
from commissioning.profiles.actions import commissioners as actions
from commissioning.profiles.models import Commissioner, CommissionerList
from commissioning.saving import NotNow
from tests.profiles.rows import BASE, CUMBRIA, HOSTILE, commissioner, dated, post
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

LISTED = f"{BASE}/commissioners/"
BRING_IN, CONFIRM = f"{LISTED}bring-in/", f"{LISTED}confirm/"
HEAD = "name,email,job_title,employer,level"
ROW = "Jo Field,jo@example.org,Manager,council,operational"


@pytest.fixture
def champion(client_as):
    return client_as(Role.CHAMPION)


def posted(**changes) -> dict:
    values = {"name": "Jo Field", "email": "jo@example.org", "job_title": "Manager", "employer": "health"}
    return values | {"level": "strategic", "version": 1} | changes


def send(client, *lines: str, head: str = HEAD, content: bytes | None = None, address: str = BRING_IN):
    content = content or "\n".join([head, *lines]).encode()
    return client.post(address, {"file": SimpleUploadedFile("list.csv", content, "text/csv")}, follow=True)


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def names(response) -> list[str]:
    return [str(row.person) for row in response.context["list"].page.object_list]


# --- Who sees it --------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("role", [*Role])
def test_only_the_champion_and_evaluators_see_it_and_only_the_champion_keeps_it(client_as, role):
    reader = client_as(role)
    by = reader.person if role is Role.CHAMPION else in_role(Role.CHAMPION)
    row = commissioner(by, name="Jo Field")
    before = len(verbs())
    answer = reader.get(LISTED)
    sees, keeps = role in (Role.CHAMPION, Role.EVALUATOR), role is Role.CHAMPION
    assert answer.status_code == (200 if sees else 403)
    assert ("Jo Field" in text(answer)) is sees
    assert ("Add somebody" in text(answer)) is keeps
    assert reader.get(f"{LISTED}?format=csv").status_code == (200 if sees else 403)
    assert verbs()[before:] == (["commissioners-read", "commissioners-export"] if sees else [])
    for path in ("add/", "bring-in/", f"{row.pk}/", f"{row.pk}/leave/", f"{row.pk}/remove/"):
        assert reader.get(LISTED + path).status_code == (200 if keeps else 403)
        if not keeps:
            assert reader.post(LISTED + path, posted(because="So")).status_code == 403
    assert reader.get("/profiles/commissioners/sample/").status_code == (200 if keeps else 403)
    assert reader.post(CONFIRM, {"seen": queries.state_of(area())}).status_code == (302 if keeps else 403)
    row.refresh_from_db()
    assert row.version == 1
    linked = f'href="{LISTED}"' in text(reader.get(area().get_absolute_url()))
    assert linked is sees


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].place is not Place.PROGRAMME])
def test_another_areas_does_not_exist(client_as, role):
    row, reader = commissioner(in_role(Role.CHAMPION)), client_as(role, area(EALING))
    for path in ("", "add/", "bring-in/", f"{row.pk}/", f"{row.pk}/leave/", f"{row.pk}/remove/"):
        assert reader.get(LISTED + path).status_code == 404
    assert reader.post(CONFIRM, {"seen": "x"}).status_code == 404
    if role is Role.CHAMPION:
        assert reader.get(f"/profiles/{EALING}/commissioners/{row.pk}/").status_code == 404
        for change in (
            lambda: actions.save(commissioner=row, post=post(), version=1, by=reader.person),
            lambda: actions.leave(commissioner=row, left_on=timezone.localdate(), version=1, by=reader.person),
            lambda: actions.remove(commissioner=row, because="So", version=1, by=reader.person),
            lambda: actions.confirm(authority=area(), seen=queries.state_of(area()), by=reader.person),
            lambda: actions.bring_in(authority=area(), content=f"{HEAD}\n{ROW}".encode(), by=reader.person),
        ):
            with pytest.raises(PermissionDenied):
                change()


def test_the_page_says_why_and_who_sees_it(champion):
    page = text(champion.get(LISTED))
    for words in ("asks them once a year", "evaluators when they draw up whom to ask", "may ask to be left out"):
        assert words in page
    assert "Nobody on the list yet" in page


# --- One by one ---------------------------------------------------------------------------


def test_added_once_however_the_address_is_written(champion):
    for email in ("jo@example.org", "JO@Example.org"):
        assert champion.post(f"{LISTED}add/", posted(email=email)).status_code == 302
    row = Commissioner.objects.get()
    assert (str(row), row.job_title, row.since) == ("Jo Field", "Manager", timezone.localdate())
    assert (row.person.has_usable_password(), row.person.appointments.exists()) == (False, False)
    assert User.objects.filter(email__iexact="jo@example.org").count() == 1
    assert verbs().count("commissioner-add") == 1


def test_whoever_has_an_account_is_neither_doubled_nor_renamed(champion):
    director = in_role(Role.DIRECTOR)
    page = text(champion.post(f"{LISTED}add/", posted(email=director.email.upper()), follow=True))
    assert f"{director} is on the list. The name is that of their account" in page
    assert Commissioner.objects.get().person == director
    director.refresh_from_db()
    assert (director.full_name != "Jo Field", director.job_title, director.has_usable_password()) == (True, "", True)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "Enter name"),
        ({"email": ""}, "Enter email address"),
        ({"email": "jo"}, "Enter an email address in the correct format"),
        ({"email": "jo@exämple.org"}, "Enter an email address in the correct format"),
        ({"job_title": ""}, "Enter job title"),
        ({"job_title": "x" * 121}, "Job title must be 120 characters or less"),
        ({"employer": "army"}, "Select who employs them"),
        ({"level": ""}, "Select strategic or operational"),
    ],
)
def test_what_is_wrong_is_said(champion, changes, reason):
    assert reason in text(champion.post(f"{LISTED}add/", posted(**changes)))
    assert not Commissioner.objects.exists()


def test_two_who_change_a_row_see_each_others_words(champion):
    row = commissioner(champion.person)
    address = f"{LISTED}{row.pk}/"
    assert champion.post(address, posted(job_title="Head of it")).status_code == 302
    page = text(champion.post(address, posted(job_title="Deputy")))
    assert "Head of it" in page
    assert "Deputy" in page
    champion.post(address, posted(job_title="Deputy", version=hidden(page)))
    row.refresh_from_db()
    assert (row.job_title, row.version) == ("Deputy", 3)


def test_who_left_is_asked_no_more_and_may_come_back(champion):
    row = commissioner(champion.person, name="Jo Field", email="jo@example.org")
    today = timezone.localdate()
    day = dated("left_on", (today.day, today.month, today.year))
    for _ in range(2):
        assert champion.post(f"{LISTED}{row.pk}/leave/", day | {"version": 1}).status_code == 302
    assert names(champion.get(LISTED)) == []
    assert names(champion.get(f"{LISTED}?show=left")) == ["Jo Field"]
    assert list(queries.commissioners_on(today)) == []
    champion.post(f"{LISTED}add/", posted())
    assert [found.pk != row.pk for found in queries.commissioners_on(today)] == [True]


@pytest.mark.parametrize("away", [-1, 1])
def test_nobody_left_before_they_came_or_tomorrow(champion, away):
    row = commissioner(champion.person)
    day = timezone.localdate() + timedelta(days=away)
    page = text(champion.post(f"{LISTED}{row.pk}/leave/", dated("left_on", (day.day, day.month, day.year))))
    assert "Day they left must be on or" in page
    with pytest.raises(NotNow, match="between the day"):
        actions.leave(commissioner=row, left_on=day, version=1, by=champion.person)


def test_who_asks_to_be_left_out_is_not_put_back_by_a_file(champion):
    row = commissioner(champion.person, name="Jo Field", email="jo@example.org")
    champion.post(f"{LISTED}{row.pk}/remove/", {"because": "Asked to be left out", "version": 1})
    page = text(send(champion, ROW.replace("jo@", "JO@")))
    assert "0 added, 0 on the list already" in page
    assert "not put back by a file: Jo Field." in page
    assert "Asked to be left out" in text(champion.get(f"{LISTED}?show=removed"))
    assert not Commissioner.objects.kept().exists()


# --- From a file --------------------------------------------------------------------------


def test_a_file_adds_who_is_missing_and_changes_nobody(champion):
    known, listed = person("Joanna Field"), commissioner(champion.person, job_title="Head")
    lines = [
        f"Jo Field,{known.email.upper()},Manager,council,operational",
        f"Other Name,{listed.person.email},Deputy,health,strategic",
        "New Person,new@example.org,Lead,education,strategic",
    ]
    page = text(send(champion, *lines))
    assert "2 added, 1 on the list already and left as they were." in page
    assert "Listed under the name of their account, which stays as it is: Joanna Field." in page
    listed.refresh_from_db()
    assert (listed.job_title, listed.version) == ("Head", 1)
    assert {str(row.person) for row in Commissioner.objects.all()} == {
        "Joanna Field",
        str(listed.person),
        "New Person",
    }
    people = User.objects.count()
    assert "0 added, 3 on the list already" in text(send(champion, *lines))
    assert (Commissioner.objects.count(), User.objects.count()) == (3, people)
    assert verbs().count("commissioners-import") == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (ROW, "Row 3, email: “jo@example.org” is on row 2 already"),
        (ROW.replace("jo@", "JO@"), "Row 3, email: “JO@example.org” is on row 2 already"),
        (ROW.replace("jo@example.org", ""), "Row 3, email: is empty"),
        (ROW.replace("jo@example.org", "jo"), "Row 3, email: “jo” is not an email address"),
        ("," + ROW.partition(",")[2].replace("jo@", "x@"), "Row 3, name: is empty"),
        (ROW.replace("jo@", "x@").replace("Manager", ""), "Row 3, job_title: is empty"),
        (ROW.replace("jo@", "x@").replace("council", "army"), "Row 3, employer: “army” is not one of council, health"),
        (ROW.replace("jo@", "x@").replace("operational", "both"), "Row 3, level: “both” is not one of strategic"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_and_nothing_is_kept(champion, line, reason):
    assert reason in text(send(champion, ROW, line))
    assert not Commissioner.objects.exists()
    assert not User.objects.filter(email="jo@example.org").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"\0",
        b"\xff",
        b"name;email",
        f"{HEAD},phone\n{ROW},1".encode(),
        HEAD.encode(),
        f"{HEAD}\nZo\xeb,".encode("cp1252"),
    ],
)
def test_what_is_no_such_file_is_refused(champion, content):
    assert "There is a problem" in text(send(champion, content=content))
    assert not Commissioner.objects.exists()


def test_too_many_rows_are_refused(champion):
    lines = [f"P,p{n}@example.org,Job,council,strategic" for n in range(2001)]
    assert "The file has more than 2,000 rows" in text(send(champion, *lines))
    assert "2000 added" in text(send(champion, *lines[:2000]))


def test_hostile_words_stay_words(champion):
    out = io.StringIO()
    csv.writer(out).writerow((HOSTILE[:110], "=1@example.org", "=HYPERLINK(1)", "council", "strategic"))
    send(champion, out.getvalue().strip())
    row = Commissioner.objects.get()
    for path in ("", f"{row.pk}/", f"{row.pk}/leave/", f"{row.pk}/remove/"):
        page = text(champion.get(LISTED + path))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
    file = b"".join(champion.get(f"{LISTED}?format=csv")).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(file)))["job_title"] == "'=HYPERLINK(1)"


def test_the_sample_is_a_file_that_can_be_brought_in(champion):
    assert "2 added" in text(send(champion, content=champion.get("/profiles/commissioners/sample/").content))


# --- Confirmed ----------------------------------------------------------------------------


def test_confirmed_once_and_again_after_a_change(champion):
    row = commissioner(champion.person)
    page = text(champion.get(LISTED))
    assert "1 person on the list, not confirmed as complete yet" in page
    for _ in range(2):
        sent = champion.post(CONFIRM, {"seen": hidden(page, "seen")}, follow=True)
        assert "Confirmed as complete today: 1 on the list." in text(sent)
    assert CommissionerList.objects.get().confirmed_by == champion.person
    page = text(champion.get(LISTED))
    assert "confirmed as complete on" in page
    assert CONFIRM not in page
    actions.save(commissioner=row, post=post(job_title="Other"), version=1, by=champion.person)
    page = text(champion.get(LISTED))
    assert "and changed since" in page
    champion.post(CONFIRM, {"seen": hidden(page, "seen")})
    assert CommissionerList.objects.count() == 2
    assert verbs().count("commissioners-confirm") == 2


def test_nobody_confirms_what_they_have_not_seen(champion):
    assert champion.post(CONFIRM, {"seen": queries.state_of(area())}).status_code == 409
    row = commissioner(champion.person)
    for change in (
        lambda: commissioner(champion.person),
        lambda: actions.save(commissioner=row, post=post(job_title="Other"), version=1, by=champion.person),
        lambda: actions.remove(commissioner=row, because="So", version=2, by=champion.person),
    ):
        seen = hidden(text(champion.get(LISTED)), "seen")
        change()
        assert champion.post(CONFIRM, {"seen": seen}).status_code == 409
    for seen in ("", "x" * 65, "x\0"):
        assert champion.post(CONFIRM, {"seen": seen}).status_code == 400
    assert not CommissionerList.objects.exists()


# --- For the frame of a survey ------------------------------------------------------------


def test_who_was_on_a_list_that_day(champion):
    by, ealings = champion.person, in_role(Role.CHAMPION, area(EALING))
    one, two, three = (commissioner(by) for _ in range(3))
    other = commissioner(ealings, area(EALING))
    Commissioner.objects.update(since=date(2025, 5, 1))
    Commissioner.objects.filter(pk=two.pk).update(left_on=date(2025, 6, 1))
    actions.remove(commissioner=three, because="So", version=1, by=by)
    on = {
        day: set(queries.commissioners_on(day).values_list("pk", flat=True))
        for day in (date(2025, 4, 30), date(2025, 5, 1), date(2025, 5, 31), date(2025, 6, 1))
    }
    assert list(on.values()) == [set(), {one.pk, two.pk, other.pk}, {one.pk, two.pk, other.pk}, {one.pk, other.pk}]
    assert [row.pk for row in queries.commissioners_on(date(2025, 6, 1), [area(EALING).pk])] == [other.pk]
    assert list(queries.commissioners_on(date(2025, 6, 1), [])) == []


def test_the_database_knows_that_nobody_is_listed_twice(champion):
    row = commissioner(champion.person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commissioner.objects.create(authority=area(), person=row.person, **post().values)


def test_as_many_queries_for_one_as_for_fifty(champion):
    commissioner(champion.person)
    champion.get(LISTED)
    with CaptureQueriesContext(connection) as one:
        champion.get(LISTED)
    send(champion, *[f"P{n},p{n}@example.org,Job,council,strategic" for n in range(49)])
    with CaptureQueriesContext(connection) as many:
        champion.get(LISTED)
    assert len(many) == len(one)
    with CaptureQueriesContext(connection) as frame:
        rows = queries.commissioners_on(timezone.localdate())
        assert len({(row.person.email, row.authority.short_name) for row in rows}) == 50
    assert len(frame) == 1


def test_searched_filtered_and_sorted(champion):
    commissioner(champion.person, name="Zoe Ash", employer="police", level="strategic", job_title="Inspector")
    commissioner(champion.person, name="Bea Oak")
    assert names(champion.get(LISTED)) == ["Bea Oak", "Zoe Ash"]
    assert names(champion.get(f"{LISTED}?sort=-name")) == ["Zoe Ash", "Bea Oak"]
    assert names(champion.get(f"{LISTED}?employer=police")) == ["Zoe Ash"]
    assert names(champion.get(f"{LISTED}?level=operational")) == ["Bea Oak"]
    assert names(champion.get(f"{LISTED}?q=inspector")) == ["Zoe Ash"]


def test_a_former_councils_is_read_and_no_longer_changed(client_as):
    former = area(CUMBRIA)
    champion = client_as(Role.CHAMPION, former)
    row = Commissioner.objects.create(authority=former, person=person("Jo Field"), **post().values)
    address = f"/profiles/{CUMBRIA}/commissioners/"
    page = text(champion.get(address))
    assert "Jo Field" in page
    assert "Add somebody" not in page
    for path in ("add/", "bring-in/", f"{row.pk}/", f"{row.pk}/leave/", f"{row.pk}/remove/"):
        assert champion.get(address + path).status_code == 409
        assert champion.post(address + path, posted(because="So")).status_code == 409
    assert champion.post(f"{address}confirm/", {"seen": queries.state_of(former)}).status_code == 409
    row.refresh_from_db()
    assert (row.version, row.removed_at) == (1, None)
