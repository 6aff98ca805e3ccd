"""Later levels of a package’s standards: for the area and its local lead; for others what the area shows, and it sees
who looked.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.people import actions as people_actions
from commissioning.people.models import AuditEntry
from commissioning.people.queries import holders, scope_of
from commissioning.support.actions import requests
from commissioning.support.models import PackageArea
from commissioning.support.queries.levels import areas_shown, levels_of
from commissioning.support.queries.reading import reading_of
from commissioning.support.workflow import Stage
from readiness.actions import agreement
from readiness.models import SelfAssessment
from readiness.queries.comparing import may_compare
from tests.conftest import browser_of
from tests.support.assessments import opened, submitted
from tests.support.packages import a_package, people_for
from tests.support.pages import text
from tests.support.people import EALING, area, in_role


def sign(assessment, level: str):
    assessment = submitted(assessment, level)
    director = holders(Permission.ASSESSMENT_SIGN, assessment.authority)[0].person
    agreement.sign(assessment=assessment, by=director)
    return assessment


@pytest.fixture
def package(register):
    """In delivery, about standard 8, shown; signed at level 2 the year before and at 3 this year."""
    package = a_package(Stage.DELIVERY)
    champion = people_for(package).champion
    sign(opened(champion, year=2025), "2")
    sign(opened(champion, year=2026), "3")
    return package


def shown(package, person):
    scope = scope_of(person)
    return levels_of(package, scope, reading_of(package, scope))


def words(found) -> list[str]:
    return [step.levels[0].words if step.levels else step.text for step in found.steps]


def stop_showing(package) -> None:
    requests.share(package=package, codes=(), by=people_for(package).champion)


def test_levels_stand_in_order_of_time_with_what_happened_to_the_package(package):
    (found,) = shown(package, people_for(package).champion)
    assert found.authority == area()
    assert words(found) == ["The package was agreed", "2", "3"]
    assert [step.text.rpartition(", ")[2] for step in found.steps[1:]] == ["2025/26", "2026/27"]
    assert not found.from_outside


@pytest.mark.parametrize(
    ("role", "when_shown", "when_not"),
    [
        (Role.CHAMPION, True, True),
        (Role.DIRECTOR, True, True),
        (Role.LOCAL_LEAD, True, True),
        (Role.PROGRAMME_LEAD, True, False),
        (Role.REGIONAL_LEAD, False, False),
    ],
)
def test_who_reads_them(package, role, when_shown, when_not):
    people = people_for(package)
    known = {Role.CHAMPION: people.champion, Role.DIRECTOR: people.director}
    person = known.get(role) or in_role(role)
    page = f"/support/{package.pk}/"
    assert ("Levels of these standards in" in text(browser_of(person).get(page))) == when_shown
    stop_showing(package)
    assert ("Levels of these standards in" in text(browser_of(person).get(page))) == when_not


def test_the_team_reads_what_is_shown_and_nothing_after(package):
    adviser = package.team.get(part="adviser").person
    assert words(shown(package, adviser)[0])[-1] == "3"
    stop_showing(package)
    assert shown(package, adviser) == ()
    assert shown(package, in_role(Role.ADVISER)) == ()


def test_one_area_does_not_show_another_s(package):
    ealing = area(EALING)
    in_role(Role.DIRECTOR, ealing)
    sign(opened(in_role(Role.CHAMPION, ealing), ealing, year=2025), "5")
    PackageArea.objects.create(package=package, authority=ealing, share=50)
    assert [one.authority for one in shown(package, people_for(package).programme)] == [area()]
    assert [one.authority for one in shown(package, people_for(package).champion)] == [area()]
    (own,) = shown(package, in_role(Role.LOCAL_LEAD, ealing))
    assert (own.authority, words(own)[-1]) == (ealing, "5")


def test_the_area_sees_who_looked(package):
    programme, champion = people_for(package).programme, people_for(package).champion
    browser_of(champion).get(f"/support/{package.pk}/")
    assert not AuditEntry.objects.filter(verb="package-levels-read").exists()
    browser_of(programme).get(f"/support/{package.pk}/")
    entry = AuditEntry.objects.get(verb="package-levels-read")
    assert (entry.actor_id, entry.authority_id) == (programme.pk, area().pk)
    assessment = SelfAssessment.objects.filter(authority=area()).latest("year")
    looks = text(browser_of(champion).get(f"/readiness/{assessment.pk}/looks/"))
    assert "signed levels of a support package" in looks
    assert str(programme) in looks


def test_nothing_signed_is_said_and_is_no_look(register):
    package = a_package(Stage.DELIVERY)
    page = text(browser_of(people_for(package).programme).get(f"/support/{package.pk}/"))
    assert "Nothing has been signed yet" in page
    assert not AuditEntry.objects.filter(verb="package-levels-read").exists()


def test_what_is_not_signed_is_not_shown(register):
    package = a_package(Stage.DELIVERY)
    submitted(opened(people_for(package).champion), "4")
    (found,) = shown(package, people_for(package).local_lead)
    assert not found.has_levels


def test_whoever_reads_another_area_s_levels_here_compares_no_more(package):
    """A champion elsewhere who advises on this package could take two areas away from a count."""
    other = in_role(Role.CHAMPION, area(EALING))
    adviser = package.team.get(part="adviser").person
    assert may_compare(scope_of(other), area(EALING)).yes
    assert areas_shown(scope_of(adviser)) == {area().pk}
    people_actions.appoint(
        person=adviser, role=Role.DIRECTOR, authority=area(EALING), region=None, by=None, acting=True
    )
    found = may_compare(scope_of(adviser), area(EALING))
    assert not found.yes
    assert found.stops == ("County Durham: it shows its levels to a support package you work on",)
    stop_showing(package)
    assert may_compare(scope_of(adviser), area(EALING)).yes


def test_queries_do_not_grow_with_the_years(package):
    champion = people_for(package).champion
    browser = browser_of(champion)
    browser.get(f"/support/{package.pk}/")
    with CaptureQueriesContext(connection) as few:
        browser.get(f"/support/{package.pk}/")
    for year in (2022, 2023, 2024):
        sign(opened(champion, year=year), "1")
    with CaptureQueriesContext(connection) as many:
        browser.get(f"/support/{package.pk}/")
    assert len(many) == len(few)
