"""The calendar of one's packages: a secret address, and what stands in it at the moment it is fetched."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate as today
from icalendar import Calendar

from commissioning.access.roles import Role
from commissioning.people.models import RoleAppointment, User
from commissioning.reporting.calendar_file import Entry, written
from commissioning.support.actions import calendar as actions
from commissioning.support.actions import plan_steps, team
from commissioning.support.models import CalendarLink, FollowUp, PlanStep, Session, SupportPackage, TeamMember
from commissioning.support.workflow import Stage
from tests.support.delivering import Cast, cast
from tests.support.packages import a_package
from tests.support.pages import text
from tests.support.people import EALING, area, in_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(register) -> Cast:
    """With one of everything that a calendar knows."""
    made = cast()
    plan_steps.add(package=made.package, typed=plan_steps.Typed("milestone", "Secret words", "", today()), by=made.lead)
    Session.objects.create(
        package=made.package, adviser=made.adviser, held_on=today(), days=0, what="x", next="Secret words",
        next_on=today() + timedelta(days=5), key=uuid4(),
    )  # fmt: skip
    SupportPackage.objects.filter(pk=made.package.pk).update(review_on=today() + timedelta(days=60))
    FollowUp.objects.create(package=made.package, why="six", due_on=today() + timedelta(days=200))
    return made


def path_of(person: User) -> str:
    return "/support" + actions.renew(by=person).partition("/support")[2]


def fetched(person: User) -> dict[str, str]:
    """What stands in the calendar, by what each entry says after the area, and its day."""
    answer = Client().get(path_of(person))
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["summary"]): event["dtstart"].dt for event in events}


def said(work: Cast, what: str) -> str:
    return f"{work.package.reference}, {work.package.authority.short_name}: {what}"


@pytest.mark.parametrize("who", ["champion", "lead", "adviser"])
def test_those_who_lead_work_on_or_champion_it_have_its_days(work, who):
    assert fetched(getattr(work, who)) == {
        said(work, "milestone due"): today(),
        said(work, "next session"): today() + timedelta(days=5),
        said(work, "review due"): today() + timedelta(days=60),
        said(work, "follow-up, six months on"): today() + timedelta(days=200),
    }


def test_nobody_else_has_them(work):
    for person in (work.programme, work.director, in_role(Role.REGIONAL_LEAD), in_role(Role.CHAMPION, area(EALING))):
        assert fetched(person) == {}


def test_a_package_to_come_back_to_stands_there_on_its_day(work):
    later = {"stage": "deferred", "condition": "A director", "revisit_on": today() + timedelta(days=9)}
    SupportPackage.objects.filter(pk=work.package.pk).update(**later)
    assert fetched(work.champion)[said(work, "come back to it")] == today() + timedelta(days=9)


def test_what_anybody_wrote_is_not_in_it(work):
    answer = Client().get(path_of(work.lead))
    assert b"Secret" not in answer.content
    assert work.package.title.encode() not in answer.content
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_the_scope_is_that_of_the_moment(work):
    path = path_of(work.adviser)
    team.end_part(member=TeamMember.objects.get(person=work.adviser), handover="All", by=work.programme)
    assert b"VEVENT" not in Client().get(path).content
    path = path_of(work.champion)
    assert b"VEVENT" in Client().get(path).content
    RoleAppointment.objects.filter(person=work.champion).update(revoked_at=timezone.now())
    assert b"VEVENT" not in Client().get(path).content


def test_unknown_ended_or_of_somebody_who_has_gone_it_is_not_found(work):
    old = path_of(work.lead)
    new = path_of(work.lead)
    for path in (
        old,
        "/support/calendar/made-up.ics",
        f"/support/calendar/{'x' * 3000}.ics",
        "/support/calendar/ü.ics",
    ):
        assert Client().get(path).status_code == 404, path
    assert Client().get(new).status_code == 200
    User.objects.filter(pk=work.lead.pk).update(is_active=False)
    assert Client().get(new).status_code == 404
    User.objects.filter(pk=work.lead.pk).update(is_active=True)
    actions.end(by=work.lead)
    assert Client().get(new).status_code == 404


def test_whoever_tries_address_after_address_is_slowed_down(work, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "calendar_feed": "3/m/ip"}
    cache.clear()
    path, elsewhere = path_of(work.lead), Client(REMOTE_ADDR="192.0.2.7")
    for guess in ("one", "two", "three"):
        assert Client().get(f"/support/calendar/{guess}.ics").status_code == 404
    slowed = Client().get(path)
    assert slowed.status_code == 429
    assert b"VEVENT" not in slowed.content
    assert slowed["Referrer-Policy"] == "no-referrer"
    assert elsewhere.get(path).status_code == 200


def test_the_page_shows_the_address_once_and_keeps_its_hash_alone(work):
    browser = work.by["lead"]
    assert "Make an address" in text(browser.get("/support/calendar/"))
    answer = browser.post("/support/calendar/new/")
    token = text(answer).partition("/support/calendar/")[2].partition(".ics")[0].rpartition("/")[2]
    assert Client().get(f"/support/calendar/{token}.ics").status_code == 200
    assert token not in text(browser.get("/support/calendar/"))
    assert token not in CalendarLink.objects.get().token_hash
    assert browser.post("/support/calendar/end/").status_code == 302
    assert Client().get(f"/support/calendar/{token}.ics").status_code == 404
    assert Client().post(f"/support/calendar/{token}.ics").status_code == 405


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_have_one_for_everybody_can_book_events(register, client_as, role):
    browser = client_as(role)
    assert browser.get("/support/calendar/").status_code == 200
    assert browser.post("/support/calendar/new/").status_code == 200
    assert CalendarLink.objects.get().person == browser.person
    assert Client().get("/support/calendar/").status_code == 302


def test_what_is_done_dropped_taken_back_or_long_ago_is_not_in_it(work):
    PlanStep.objects.update(done_on=today())
    Session.objects.update(taken_back_at=timezone.now(), taken_back_because="x")
    SupportPackage.objects.filter(pk=work.package.pk).update(review_on=today() - timedelta(days=93))
    FollowUp.objects.update(dropped_at=timezone.now())
    assert fetched(work.lead) == {}
    SupportPackage.objects.filter(pk=work.package.pk).update(stage="withdrawn", review_on=today())
    assert fetched(work.lead) == {}


def test_as_many_queries_for_many_packages_as_for_one(work):
    path = path_of(work.lead)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(path).status_code == 200
        return len(queries)

    before = asked()
    for _ in range(3):
        package = a_package(Stage.SCOPING)
        PlanStep.objects.create(package=package, kind="action", title="x", due_on=today())
    assert asked() == before


def test_the_file_escapes_what_the_format_gives_a_meaning_to():
    title = "SP-1, Bath; and\nBEGIN:VEVENT \\ é" + "long " * 40
    made = written([Entry("one", today(), title, "/x/")], name="A, B", site="https://site.example", at=timezone.now())
    (event,) = Calendar.from_ical(made).walk("VEVENT")
    assert str(event["summary"]) == title
    assert event["uid"] == "one@site.example"
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
    assert max(map(len, made.split(b"\r\n"))) <= 75
