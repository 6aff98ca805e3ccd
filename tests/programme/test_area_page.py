"""An area’s own page with every app’s panels on it: however much each has to show, it asks the database as often."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from tests.conftest import browser_of
from tests.profiles.rows import entry, insight, prioritise, stakeholder, structure, use, welcome
from tests.support.assessments import opened, signed
from tests.support.packages import a_request
from tests.support.pages import text
from tests.support.people import DURHAM, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

PAGE = f"/authorities/{DURHAM}/"
BUDGET = 25


def more(by, number: int) -> None:
    """One more of everything that an area may have many of."""
    entry(by, title=f"Told {number}")
    insight(by, words=f"Known {number}")
    structure(by, name=f"Board {number}")
    stakeholder(by)
    welcome(by)
    prioritise(by)
    use(what=f"Day {number}")
    a_request(title=f"Asked for {number}")


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.CHAMPION, Role.LOCAL_LEAD, Role.PROGRAMME_LEAD])
def test_it_asks_as_often_for_ten_of_everything_as_for_one(role):
    champion = in_role(Role.CHAMPION)
    signed(opened(champion, year=2025), "2")
    reader = browser_of(champion if role is Role.CHAMPION else in_role(role))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            page = text(reader.get(PAGE))
        assert "Told" not in page  # the panel counts; the words are on the page it leads to
        return len(seen)

    more(champion, 0)
    asked()  # the first page of a session writes it down
    one = asked()
    for number in range(1, 10):
        more(champion, number)
    assert asked() == one
    assert one <= BUDGET
