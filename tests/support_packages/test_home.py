"""What of support waits for somebody is on their home page, and gone once it is done."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.queries import scope_of
from commissioning.support.actions import closing, scoping, sessions, terms
from commissioning.support.actions.moves import advance
from commissioning.support.models import FollowUp
from commissioning.support.queries.todo import todos
from commissioning.support.workflow import Move, Stage
from tests.conftest import browser_of
from tests.support.packages import a_draft, a_package, a_request, agree_on, an_adviser, people_for
from tests.support.pages import text
from tests.support.people import in_role

pytestmark = pytest.mark.django_db


def waiting(person) -> list[str]:
    return [one.title for one in todos(scope_of(person))]


def test_a_draft_waits_for_its_champion_alone(register):
    draft = a_draft(title="One list")
    people = people_for(draft)
    assert "Finish the request “One list”" in text(browser_of(people.champion).get("/"))
    assert waiting(people.programme) == []
    advance(package=draft, move=Move.SEND, by=people.champion)
    assert waiting(people.champion) == []
    assert waiting(people.programme) == ["1 request waits to be taken up"]


def test_picture_signature_and_rating_wait_in_turn(register):
    package = a_package(Stage.SCOPING, title="One list")
    people = people_for(package)
    package = scoping.save_picture(
        package=package, picture="Two budgets", version=package.version, by=people.local_lead
    ).row
    assert waiting(people.champion) == ["Agree the picture of the need: “One list”"]
    assert waiting(people.director) == []
    package = agree_on(package, people)
    assert waiting(people.director) == []  # signed on the way
    terms.save_criterion(
        criterion=package.criteria.get(),
        told=terms.Told("Ask once", "Survey", "3 in 10", "8 in 10", date(2027, 3, 31), "S08", None, version=1),
        by=people.local_lead,
    )
    assert waiting(people.director) == ["Sign the terms of “One list”"]


def test_the_area_rates_and_then_nothing_waits(register):
    package = a_package(Stage.REVIEW, title="One list")
    people = people_for(package)
    assert waiting(people.champion) == ["Say how “One list” came out"]
    judged = closing.Judged("met", "The survey", None)
    criterion = package.criteria.select_related("package__authority__region").get()
    closing.rate(criterion=criterion, judged=judged, by=people.champion)
    assert waiting(people.champion) == []


def test_follow_ups_wait_for_the_lead_on_their_day(register):
    package = a_package(Stage.CLOSED, title="One list")
    people = people_for(package)
    assert waiting(people.local_lead) == []
    FollowUp.objects.filter(package=package, why="six").update(due_on=timezone.localdate())
    assert waiting(people.local_lead) == ["Follow-up: “One list”"]
    follow_up = FollowUp.objects.get(package=package, why="six")
    browser = browser_of(people.local_lead)
    browser.post(f"/support/follow-ups/{follow_up.pk}/", {"text": "It has lasted."})
    assert waiting(people.local_lead) == []


def test_an_adviser_reads_the_brief_before_and_records_the_day_after(register):
    package = a_package(Stage.DELIVERY, title="One list")
    people = people_for(package)
    adviser = an_adviser(package, people, days="1")
    today = timezone.localdate()
    typed = sessions.Typed(today, Decimal("0.5"), "Met both", next="Test the draft", next_on=today + timedelta(days=3))
    sessions.record(package=package, adviser=adviser, typed=typed, key=uuid4(), by=adviser)
    browser = browser_of(adviser)
    assert "Test the draft" in text(browser.get("/"))
    brief = text(browser.get(f"/support/{package.pk}/brief/"))
    assert "Met both" in brief
    assert "Two budgets, one group of families" in brief
    package.sessions.update(held_on=today - timedelta(days=9), next_on=today - timedelta(days=1))
    assert waiting(adviser) == ["Record the session of “One list”"]


def test_the_brief_is_for_who_is_inside(register):
    package = a_package(Stage.DELIVERY)
    assert browser_of(in_role(Role.REGIONAL_LEAD)).get(f"/support/{package.pk}/brief/").status_code == 403
    assert browser_of(in_role(Role.EVALUATOR)).get(f"/support/{package.pk}/brief/").status_code == 404


@pytest.mark.slow
def test_home_asks_as_often_for_one_package_as_for_five(register, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    a_request()
    people = people_for(a_request())
    for person in (people.champion, people.local_lead, people.programme):
        browser = browser_of(person)
        browser.get("/")
        with CaptureQueriesContext(connection) as few:
            browser.get("/")
        for number in range(4):
            a_draft(title=f"Draft {number}")
            a_package(Stage.SCOPING)
        with CaptureQueriesContext(connection) as many:
            browser.get("/")
        assert len(many) == len(few)
