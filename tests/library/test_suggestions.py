"""Resources offered beside low levels: on pages, on a package, and in the feedback report as it was frozen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.library import panels
from commissioning.library.queries import suggestions
from commissioning.people.queries import scope_of
from readiness.models import AgreedLevel
from readiness.queries import frozen
from tests.library.rows import a_draft, published
from tests.support import assessments
from tests.support.packages import a_package
from tests.support.pages import text
from tests.support.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def titles(found) -> list[str]:
    return [one.title for one in found]


def test_by_standard_and_at_that_level_or_lower():
    published(title="For beginners", standards=("S08",), levels=(1,), tier="validated", tier_because="Tried twice")
    found = suggestions.for_levels({"S08": 2})
    assert titles(found["S08"])[0] == "For beginners", "the strongest evidence first"
    assert len(found["S08"]) == suggestions.MOST
    published(title="For the second level", standards=("S01",), levels=(2, 3))
    assert "For the second level" not in titles(suggestions.for_levels({"S01": 1})["S01"])
    assert "For the second level" in titles(suggestions.for_levels({"S01": 2})["S01"])


@pytest.mark.parametrize("level", [3, 4, 5])
def test_nothing_beside_a_good_level(level):
    assert suggestions.for_levels({"S08": level}) == {}


def test_drafts_are_not_suggested():
    a_draft(title="Not yet", standards=("S02",), levels=(1,))
    assert "Not yet" not in titles(suggestions.for_levels({"S02": 1}, most=50)["S02"])


def test_one_question_for_all_standards():
    with CaptureQueriesContext(connection) as asked:
        suggestions.for_levels({f"S{number:02}": 1 for number in range(1, 13)})
    assert len(asked) == 1


def test_on_the_standard_s_page(client_as):
    page = text(client_as(Role.CONTRIBUTOR).get("/readiness/standards/S08/"))
    assert "Resources that may help" in page
    assert "/library/resources/" in page


def low(assessment) -> None:
    AgreedLevel.objects.filter(assessment=assessment).update(level=2, no_level="", target=None)


def test_in_the_report_as_it_was_frozen():
    assessment = assessments.challenging()
    low(assessment)
    panel = next(one for one in frozen.as_it_stands(assessment, "sent").data["panels"] if one["key"] == "resources")
    assert panel["title"] == "Suggested reading"
    assert panel["columns"] == ["Standards", "Resource", "Where", "Evidence"]
    assert 1 < len(panel["rows"]) <= panels.MOST_IN_REPORT
    assert all(len(row) == 4 and all(isinstance(cell, str) for cell in row) for row in panel["rows"])
    AgreedLevel.objects.filter(assessment=assessment).update(level=5)
    assert not [one for one in frozen.as_it_stands(assessment, "sent").data["panels"] if one["key"] == "resources"]


def test_on_the_self_assessment_for_whoever_leads_it_alone():
    assessment = assessments.challenging()
    low(assessment)
    assert panels.of_assessment(assessment, scope_of(assessments.champion_of(assessment)))
    for role in Role:
        if role is not Role.CHAMPION:
            assert panels.of_assessment(assessment, scope_of(in_role(role))) is None, role


def test_on_a_package_at_work(client_as):
    package = a_package(standards=("S08",))
    page = text(client_as(Role.PROGRAMME_LEAD).get(package.get_absolute_url()))
    assert "Resources that may help" in page
