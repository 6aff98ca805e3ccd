"""Who sees what of a package: every role, by the pages that show it, as the public table says."""

import pytest

from commissioning.access.roles import Role
from commissioning.support.queries.detail import PAGES
from commissioning.support.visibility import TABLE
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.packages import a_draft, a_package, an_adviser, people_for
from tests.support.pages import text
from tests.support.people import EALING, area, in_role

pytestmark = pytest.mark.django_db
INSIDE = ("scoping", "sessions", "plan", "files", "messages", "timeline")
OUTSIDE = ("overview", "terms", "team", "days", "close")


@pytest.fixture
def package(register):
    return a_package(Stage.DELIVERY)


def answers(person, package, keys) -> set[int]:
    browser = browser_of(person)
    addresses = [page.address(package) for page in PAGES if page.key in keys]
    assert len(addresses) == len(keys)
    return {browser.get(address).status_code for address in addresses}


@pytest.mark.slow
def test_everything_for_the_area_its_lead_and_the_programme(package):
    people = people_for(package)
    for person in vars(people).values():
        assert answers(person, package, INSIDE + OUTSIDE) == {200}, person


def test_the_regional_lead_sees_stage_aims_and_outcome_alone(package):
    person = in_role(Role.REGIONAL_LEAD)
    assert answers(person, package, OUTSIDE) == {200}
    assert answers(person, package, INSIDE) == {403}


def test_an_adviser_sees_own_packages_alone(package):
    people = people_for(package)
    mine = an_adviser(package, people, days="1")
    assert answers(mine, package, INSIDE + OUTSIDE) == {200}
    assert answers(in_role(Role.ADVISER), package, INSIDE + OUTSIDE) == {404}


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.SENIOR_LEADER, Role.EVALUATOR, Role.ADMINISTRATOR])
def test_everybody_else_sees_no_package(package, role):
    assert answers(in_role(role), package, INSIDE + OUTSIDE) == {404}


def test_other_areas_see_no_package(package):
    for role in (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD):
        assert answers(in_role(role, area(EALING)), package, INSIDE + OUTSIDE) == {404}
    assert answers(in_role(Role.REGIONAL_LEAD, region=area(EALING).region), package, OUTSIDE) == {404}


def test_lists_and_pages_hold_what_their_reader_sees(package):
    draft = a_draft(package.authority, title="Nobody else's yet")
    for role, seen in ((Role.REGIONAL_LEAD, True), (Role.CONTRIBUTOR, False), (Role.EVALUATOR, False)):
        browser = browser_of(in_role(role))
        page = text(browser.get("/support/"))
        assert (package.title in page) is seen, role
        assert draft.title not in page
        assert draft.title not in text(browser.get(f"/authorities/{package.authority.gss_code}/"))


def test_the_table_speaks_of_every_role_that_sees_packages(client):
    page = text(client.get("/who-sees-what/"))
    for line in TABLE:
        assert line.who in page
        assert line.sees in page
