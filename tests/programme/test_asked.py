"""Everything the programme is asking of one area, with minutes."""

import pytest

from commissioning.access.roles import Role
from commissioning.programme.asked import asked_of
from commissioning.support.actions import scoping
from commissioning.support.workflow import Stage
from readiness.actions import assessments
from tests.conftest import browser_of
from tests.support.packages import a_draft, a_package, people_for
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role, refused

pytestmark = pytest.mark.django_db
ADDRESS = f"/asked/{DURHAM}/"
SEE = (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD)


def test_nothing_is_asked_of_an_area_that_was_asked_nothing(register, client_as):
    assert "Nothing" in text(client_as(Role.PROGRAMME_LEAD).get(ADDRESS))


def test_what_is_asked_is_listed_with_its_minutes(register):
    package = a_package(Stage.SCOPING, title="One list")
    people = people_for(package)
    scoping.save_picture(package=package, picture="Two budgets", version=package.version, by=people.local_lead)
    assessments.open_assessment(authority=package.authority, year=2026, by=people.champion)
    asked = asked_of(package.authority)
    assert [(ask.whom, ask.minutes) for ask in asked.asks] == [
        ("Commissioning champion", 144),
        ("Commissioning champion", 15),
    ]
    page = text(browser_of(people.programme).get(ADDRESS))
    assert "about 159 minutes" in page
    assert "Agree the picture of the need: “One list”" in page


def test_a_draft_is_nobody_elses_business(register):
    a_draft(title="Not yet")
    assert asked_of(area()).asks == ()


def test_who_may_know(register, client_as):
    for role in SEE:
        assert client_as(role).get(ADDRESS).status_code == 200, role
    for role in {role for role, _ in refused(*SEE)}:
        assert browser_of(in_role(role)).get(ADDRESS).status_code == 404, role
    assert browser_of(in_role(Role.CHAMPION, area(EALING))).get(ADDRESS).status_code == 404
