"""The programme’s desk with hundreds of packages, in a database that knows how many there are."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.support.queries import desk
from tests.conftest import browser_of
from tests.support import scale_packages as scale
from tests.support.database import statement
from tests.support.people import in_role
from tests.support_packages.test_desk import PAGES, today


def test_each_count_leads_to_exactly_those_packages(own_database):
    scale.packages(scale.a_programme(), 200, lines=8)
    statement("ANALYZE", own_database)  # as it would be known to the database by then
    browser = browser_of(in_role(Role.PROGRAMME_LEAD))
    shown = desk.overview(today())
    assert shown.total > desk.MOST_URGENT
    assert len({tally.kind.key for tally in shown.tallies}) >= 6
    for tally in shown.tallies:
        page = browser.get(tally.url)
        assert page.context["list"].page.paginator.count == tally.number, tally.kind.key
    for column in desk.board():
        page = browser.get(column.url)
        assert page.context["list"].page.paginator.count == column.number, column.stage
        assert len(column.first) <= min(desk.FIRST_FEW, column.number)


def test_every_page_asks_as_often_for_many_packages_as_for_few(own_database):
    browser = browser_of(in_role(Role.PROGRAMME_LEAD))
    programme = scale.a_programme()

    def asked() -> dict[str, int]:
        counts = {}
        for page in PAGES:
            browser.get(f"/support/desk/{page}")
            with CaptureQueriesContext(connection) as seen:
                browser.get(f"/support/desk/{page}")
            counts[page] = len(seen)
        return counts

    scale.packages(programme, 30, lines=8, seed=3)
    few = asked()
    scale.packages(programme, 270, lines=8, seed=4)
    statement("ANALYZE", own_database)
    assert asked() == few
    assert few[""] <= 10
