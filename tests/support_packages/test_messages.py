"""Messages between the area and the team: kept, the other side told without their words."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail, RoleAppointment, User
from commissioning.support.actions import team
from commissioning.support.models import Message, PackageArea, TeamMember
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.delivering import Cast, cast
from tests.support.packages import a_draft
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role

pytestmark = pytest.mark.django_db
WORDS = "Could we meet before the board does? <b>Please</b>"


@pytest.fixture
def work(register) -> Cast:
    return cast()


def written(work: Cast, who: str, body: str = WORDS) -> tuple[Message, set[str]]:
    """The message, and whom mail went to about it."""
    before = OutgoingEmail.objects.count()
    answer = work.by[who].post(work.at("messages"), {"key": str(uuid4()), "body": body})
    assert answer.status_code == 302, text(answer)
    mails = OutgoingEmail.objects.order_by("pk")[before:]
    assert all("board does" not in mail.body and "board does" not in mail.subject for mail in mails)
    assert all(work.at("messages") in mail.body for mail in mails)
    return Message.objects.latest("pk"), {mail.recipient for mail in mails}


def gone(person: User) -> None:
    RoleAppointment.objects.filter(person=person).update(revoked_at=timezone.now())


@pytest.mark.parametrize("who", ["champion", "director"])
def test_the_area_writes_to_the_team(work, who):
    message, told = written(work, who)
    assert told == {work.lead.email, work.adviser.email}
    page = text(work.by["adviser"].get(work.at("messages")))
    assert "Could we meet before the board does? &lt;b&gt;Please&lt;/b&gt;" in page
    assert work.lead.full_name in message.told
    assert work.programme.full_name not in message.told
    work.package.refresh_from_db()
    assert work.package.last_contact_on == timezone.localdate()
    assert "Message to the team" in work.lines()


@pytest.mark.parametrize("who", ["lead", "adviser", "programme"])
def test_the_team_writes_to_the_area(work, who):
    leader = in_role(Role.SENIOR_LEADER)
    PackageArea.objects.filter(package=work.package).update(sponsor=leader)
    assert written(work, who)[1] == {work.champion.email, work.director.email, leader.email}
    gone(leader)
    assert written(work, who)[1] == {work.champion.email, work.director.email}


def test_somebody_who_has_left_is_told_nothing(work):
    gone(work.director)
    second = in_role(Role.ADVISER)
    team.add_adviser(package=work.package, person=second, by=work.programme)
    assert written(work, "lead")[1] == {work.champion.email}
    team.end_part(member=TeamMember.objects.get(person=second), handover="All", by=work.programme)
    gone(work.adviser)
    assert written(work, "champion")[1] == {work.lead.email}
    User.objects.filter(pk=work.lead.pk).update(is_active=False)
    assert work.lead.email not in written(work, "champion")[1]


def test_where_nobody_leads_the_programme_is_told(work):
    gone(work.lead)
    assert written(work, "champion")[1] == {work.adviser.email, work.programme.email}


def test_where_nobody_of_the_other_side_is_in_role_it_is_kept_and_says_what_to_do(work):
    gone(work.champion)
    gone(work.director)
    assert "Nobody of the area can be told" in text(work.by["lead"].get(work.at("messages")))
    message, told = written(work, "lead")
    assert told == set()
    assert "An administrator appoints one" in message.told
    assert message.body == WORDS
    page = text(work.by["lead"].get(work.at("messages")))
    assert "Could we meet" in page
    assert "nobody in it is in role" in page


def test_somebody_without_an_address_is_named(work):
    User.objects.filter(pk=work.director.pk).update(email=None)
    message, told = written(work, "lead")
    assert told == {work.champion.email}
    assert f"they have no e-mail address here: {work.director.full_name}" in message.told


def test_sent_twice_is_one_and_other_words_are_not_lost(work):
    fields = {"key": str(uuid4()), "body": WORDS}
    before = OutgoingEmail.objects.count()
    for _ in range(2):
        assert work.by["lead"].post(work.at("messages"), fields).status_code == 302
    assert Message.objects.count() == 1
    assert OutgoingEmail.objects.count() == before + 2
    answer = work.by["lead"].post(work.at("messages"), {**fields, "body": "Something else altogether, and longer"})
    assert answer.status_code == 409
    assert "Something else altogether" in text(answer)
    assert hidden(text(work.by["lead"].get(work.at("messages"))), "key") != fields["key"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"body": ""}, "Enter your message"),
        ({"body": " \n "}, "Enter your message"),
        ({"body": "x" * 10_001}, "10000 characters"),
        ({"key": "x"}, "lost its place"),
    ],
)
def test_what_is_wrong_is_said(work, fields, message):
    answer = work.by["lead"].post(work.at("messages"), {"key": str(uuid4()), "body": "Kept words"} | fields)
    assert answer.status_code == 200
    assert message in text(answer)
    assert "body" in fields or "Kept words" in text(answer)
    assert not Message.objects.exists()


def test_a_draft_has_nobody_to_write_to(register):
    draft = a_draft()
    browser = browser_of(draft.created_by)
    path = f"/support/{draft.pk}/messages/"
    assert "Nobody has the request yet" in text(browser.get(path))
    answer = browser.post(path, {"key": str(uuid4()), "body": "Kept words all the same"})
    assert answer.status_code == 409
    assert "Kept words all the same" in text(answer)


def test_after_the_close_they_can_still_write(register):
    work = cast(Stage.CLOSED)
    assert written(work, "champion")[1] == {work.lead.email, work.adviser.email}


def test_who_may_not(work, client_as):
    fields = {"key": str(uuid4()), "body": WORDS}
    assert client_as(Role.REGIONAL_LEAD).post(work.at("messages"), fields).status_code == 403
    for role in (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD):
        assert client_as(role, area(EALING)).post(work.at("messages"), fields).status_code == 404
    assert client_as(Role.ADVISER).post(work.at("messages"), fields).status_code == 404
    assert not Message.objects.exists()


def test_as_many_queries_for_fifty_messages_as_for_one(work):
    def many(number: int) -> None:
        Message.objects.bulk_create(
            Message(package=work.package, body="x", key=uuid4(), by=work.lead) for _ in range(number)
        )

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert work.by["champion"].get(work.at("messages")).status_code == 200
        return len(queries)

    many(1)
    asked()
    before = asked()
    many(49)
    assert asked() == before
