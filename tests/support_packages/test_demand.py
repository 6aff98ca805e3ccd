"""What areas say they need, counted: areas and not lines, what is open to the programme alone, and each number the
same as what it leads to.
"""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.profiles.actions import said as actions
from commissioning.support.models import SupportPackage
from commissioning.support.queries import demand as queries
from commissioning.support.queries.demand import PRIORITIES, WELCOMED, Cut
from commissioning.support.workflow import Stage
from tests.profiles.rows import HOSTILE, prioritise, this_year, welcome
from tests.support.packages import a_package
from tests.support.pages import text
from tests.support.people import EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

DEMAND = "/support/needs/demand/"
MAY = {Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD}


@pytest.mark.parametrize("role", [*Role])
@pytest.mark.parametrize("path", ["", "entries/", "priorities/", "priorities/entries/"])
def test_for_those_who_see_what_a_region_needs(client_as, role, path):
    browser = client_as(role)
    assert browser.get(DEMAND + path).status_code == (200 if role in MAY else 403)
    assert browser.post(DEMAND + path).status_code == (405 if role in MAY else 403)


@pytest.fixture
def said():
    """Two areas and, of one of them, twice the same; what is closed to the programme; what was removed."""
    champion = in_role(Role.CHAMPION)
    welcome(champion, kind="joint", said_by="champion")
    welcome(champion, kind="joint", said_by="director", year=this_year() - 1)
    welcome(champion, kind="market", sensitivity="area", words="Nobody else’s business")
    welcome(champion, kind="needs", sensitivity="lead", words="The lead’s and ours")
    gone = welcome(champion, kind="contracts")
    actions.remove(entry=gone, because="Twice", version=1, by=champion)
    welcome(authority=area(EALING), kind="joint", sensitivity="public")
    prioritise(champion, kind="schools", said_by="board")


def counted(scope, what=WELCOMED, **cut) -> dict[str, int]:
    lines = queries.demand(what, scope, Cut(**cut)).lines
    return {line.label: line.total.areas for line in lines if line.total.areas}


def test_areas_are_counted_and_not_what_they_said(said):
    programme, region = scope_of(in_role(Role.PROGRAMME_LEAD)), scope_of(in_role(Role.REGIONAL_LEAD))
    joint = "Joint commissioning and pooled budgets"
    assert counted(programme) == {joint: 2}
    assert counted(region) == {joint: 1}
    assert counted(programme, said_by="director") == {joint: 1}
    assert counted(programme, year=this_year() - 1) == {joint: 1}
    assert counted(programme, year=this_year() - 1, said_by="champion") == {}
    assert counted(programme, PRIORITIES) == {"Standards in schools and education": 1}


def test_every_number_is_what_it_leads_to(client_as, said):
    browser = client_as(Role.PROGRAMME_LEAD)
    page = browser.get(f"{DEMAND}?year={this_year()}")
    seen = 0
    for line in page.context["demand"].lines:
        for number in (line.total, *line.cells):
            if number.areas:
                behind = browser.get(number.url).context["list"].page.object_list
                assert len({row.authority_id for row in behind}) == number.areas
                seen += 1
    assert seen == 3  # all, and two regions


def test_what_is_not_for_the_programme_is_nowhere(client_as, said):
    browser = client_as(Role.PROGRAMME_LEAD)
    for path in ("", "entries/", "?format=csv", "entries/?format=csv"):
        answer = browser.get(DEMAND + path)
        content = b"".join(answer.streaming_content).decode() if answer.streaming else text(answer)
        assert "business" not in content
        assert "The lead’s" not in content
    assert AuditEntry.objects.filter(verb="demand-export", actor_id=browser.person.pk).count() == 2


def test_packages_open_or_asked_for_stand_beside_it(client_as):
    welcome(kind="joint")
    package, ended = (a_package(Stage.REQUEST, kind="joint") for _ in range(2))
    SupportPackage.objects.filter(pk=ended.pk).update(stage="withdrawn")
    browser = client_as(Role.PROGRAMME_LEAD)
    lines = {line.label: line.packages for line in browser.get(DEMAND).context["demand"].lines}
    assert lines["Joint commissioning and pooled budgets"] == 1
    page = text(browser.get(f"{DEMAND}entries/?kind=joint"))
    assert package.reference in page
    assert ended.reference not in page
    assert package.reference not in text(browser.get(f"{DEMAND}entries/?kind=market"))
    elsewhere = client_as(Role.REGIONAL_LEAD, area(EALING))
    assert package.reference not in text(elsewhere.get(f"{DEMAND}entries/?kind=joint"))


def test_the_file_has_region_kind_year_and_who_said_it(client_as, said):
    browser = client_as(Role.PROGRAMME_LEAD)
    rows = list(csv.DictReader(io.StringIO(browser.get(f"{DEMAND}?format=csv").content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert {row["areas"] for row in rows} == {"1"}
    assert {row["region"] for row in rows} == {area().region.name, area(EALING).region.name}
    narrowed = browser.get(f"{DEMAND}?format=csv&said_by=director").content.decode("utf-8-sig")
    assert len(narrowed.splitlines()) == 2


@pytest.mark.parametrize("query", ["year=1066", "year=soon", "said_by=king"])
def test_what_is_not_offered_is_refused(client_as, said, query):
    assert client_as(Role.PROGRAMME_LEAD).get(f"{DEMAND}?{query}").status_code == 400


def test_hostile_words_are_words_and_as_many_queries_for_many(client_as):
    browser = client_as(Role.PROGRAMME_LEAD)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert "<script>alert" not in text(browser.get(path))
        return len(seen)

    by = in_role(Role.CHAMPION)
    welcome(by, words=HOSTILE)
    before = [asked(DEMAND), asked(f"{DEMAND}entries/")]
    for number in range(10):
        welcome(by, words=f"{HOSTILE} {number}")
    welcome(authority=area(EALING), words=HOSTILE, kind="market")
    assert [asked(DEMAND), asked(f"{DEMAND}entries/")] == before
