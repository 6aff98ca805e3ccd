"""Lines of sight over the whole programme: levels where they are shown for the package, and nothing told by a blank."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.programme.sight import table
from commissioning.support.actions import requests
from commissioning.support.models import PackageArea, SupportPackage
from commissioning.support.workflow import Stage
from readiness.models import Standard
from tests.conftest import browser_of
from tests.support.assessments import opened, signed
from tests.support.packages import a_draft, a_package, people_for, rate_all
from tests.support.pages import text
from tests.support.people import EALING, area, in_role
from tests.support.published import published_levels

PAGE = "/programme/lines-of-sight/"


@pytest.fixture
def package(register) -> SupportPackage:
    """About standard 8, shown; level 2 before it was agreed, 3 after."""
    signed(opened(year=2025), "2")
    package = a_package(Stage.DELIVERY)
    signed(opened(people_for(package).champion, year=2026), "3")
    return package


def rows(package) -> list[table.Row]:
    return table.made(list(table.rows(scope_of(people_for(package).programme)).order_by("pk")))


def levels(package) -> list[tuple[str, str]]:
    return [(row.level_at_start, row.level_later) for row in rows(package)]


def listed(browser, **query) -> list[dict]:
    response = browser.get(PAGE, {"format": "csv", **query})
    return list(csv.DictReader(b"".join(response.streaming_content).decode("utf-8-sig").splitlines()))


@pytest.mark.parametrize("role", Role)
def test_it_is_for_those_who_run_packages(register, client_as, role):
    assert client_as(role).get(PAGE).status_code == (200 if role is Role.PROGRAMME_LEAD else 403)


def test_levels_where_the_area_shows_them_for_the_package(package):
    assert levels(package) == [("2", "3")]


def test_not_shared_and_not_signed_are_the_same_words(package):
    ealing = a_package(Stage.REQUEST, area(EALING))
    assert levels(package) == [("2", "3"), (table.NOT_SHARED, table.NOT_SHARED)]
    requests.share(package=package, codes=(), by=people_for(package).champion)
    assert levels(package) == [(table.NOT_SHARED, table.NOT_SHARED)] * 2
    page = text(browser_of(people_for(package).programme).get(PAGE))
    one, other = (page.partition(f">{row.reference}<")[2].partition("</tr>")[0] for row in (package, ealing))
    assert one.count("Not shared") == other.count("Not shared") == 2


def test_nothing_is_put_in_the_order_of_a_level(package):
    browser = browser_of(people_for(package).programme)
    assert browser.get(PAGE, {"sort": "level"}).status_code == 400
    assert browser.get(PAGE, {"sort": "-days", "standard": "S08", "stage": "delivery"}).status_code == 200
    assert browser.get(PAGE, {"standard": "S99"}).status_code == 400


def test_each_area_whose_level_is_shown_sees_that_it_was(package):
    a_package(Stage.REQUEST, area(EALING))
    browser = browser_of(people_for(package).programme)
    browser.get(PAGE)
    looks = AuditEntry.objects.filter(verb="line-of-sight-read")
    assert list(looks.values_list("authority_id", flat=True)) == [area().pk]
    listed(browser)
    assert looks.count() == 2
    assert AuditEntry.objects.filter(verb="lines-of-sight-export").count() == 1


def test_the_file_says_what_the_page_says(package):
    published_levels()
    rate_all(package, people_for(package))
    browser = browser_of(people_for(package).programme)
    (row,) = listed(browser, q="durham")
    assert (row["area"], row["package"], row["standard"]) == ("County Durham", package.reference, "S08")
    assert (row["level_at_start"], row["level_later"]) == ("2", "3")
    assert (row["criteria_met"], row["criteria"]) == ("1", "1")
    assert row["survey_outcomes_of_this_type"] == "7 people (base 12, low base)"
    assert listed(browser, q="nowhere") == []
    page = text(browser.get(PAGE))
    assert "1 of 1" in page
    assert "7 people (base 12, low base)" in page
    assert "a sequence, not a cause" in page


def test_a_file_says_in_its_name_that_it_is_a_sequence(package):
    response = browser_of(people_for(package).programme).get(PAGE, {"format": "csv"})
    assert "a-sequence-not-a-cause" in response["Content-Disposition"]


def test_drafts_are_not_there(package):
    a_draft(area(EALING), in_role(Role.CHAMPION, area(EALING)))
    assert len(rows(package)) == 1


def test_as_many_queries_for_one_row_as_for_twenty(package):
    browser = browser_of(people_for(package).programme)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(PAGE).status_code == 200
        return len(queries)

    asked()
    before = asked()
    standard = Standard.objects.filter(code="S08").latest("pk")
    for number in range(19):
        more = SupportPackage.objects.create(
            authority=area(), title="Again", reference=f"SP-X{number}", stage="request", sent_at=timezone.now()
        )
        PackageArea.objects.create(package=more, authority=area())
        more.package_standards.create(standard=standard, shared=True, shared_at=timezone.now())
        more.criteria.create(text="Something")
    assert asked() == before
