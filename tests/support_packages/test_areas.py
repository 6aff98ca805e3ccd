"""Areas of a package: several at once, former councils, vacancies."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people import actions as people_actions
from commissioning.saving import NotNow
from commissioning.support import workflow
from commissioning.support.actions import scoping, team
from commissioning.support.models import SupportPackage
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.packages import a_package, a_request, people_for
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = pytest.mark.django_db
CUMBERLAND, WESTMORLAND = "E06000063", "E06000064"
DIAGRAM = Path(__file__).parents[2] / "docs" / "package-stages.md"


def test_the_diagram_is_drawn_from_the_table():
    assert workflow.mermaid() in DIAGRAM.read_text(), "write workflow.mermaid() into docs/package-stages.md"


def test_a_whole_region_in_one_package_shares_alike_to_the_penny(register):
    package = a_request()
    browser = browser_of(people_for(package).champion)
    browser.post(f"/support/{package.pk}/areas/", {"whole_region": "on"})
    parts = list(package.areas.filter(left_on__isnull=True))
    region = Authority.objects.current().filter(region=package.authority.region)
    assert len(parts) == region.count() > 5
    assert sum(part.share for part in parts) == 100


def test_shares_that_do_not_add_up_are_shown_again(register):
    package = a_request()
    champion = browser_of(people_for(package).champion)
    champion.post(f"/support/{package.pk}/areas/", {"areas": [EALING]})
    one, two = package.areas.filter(left_on__isnull=True).order_by("pk")
    address = f"/support/{package.pk}/areas/?shares=1"
    answer = champion.post(address, {f"share_{one.pk}": "60", f"share_{two.pk}": "30"})
    assert "add up to 90" in text(answer)
    champion.post(address, {f"share_{one.pk}": "60", f"share_{two.pk}": "40"})
    one.refresh_from_db()
    assert one.share == Decimal(60)


def merged(package: SupportPackage) -> SupportPackage:
    """As if its area had been Cumbria, which was split in 2023."""
    cumbria = Authority.objects.get(short_name="Cumbria", ended_on__isnull=False)
    SupportPackage.objects.filter(pk=package.pk).update(authority=cumbria)
    package.areas.update(authority=cumbria)
    return SupportPackage.objects.get(pk=package.pk)


def test_a_former_councils_package_goes_on_with_whoever_took_over(register):
    package = merged(a_package(Stage.SCOPING))
    other = a_request(area(CUMBERLAND))
    programme = browser_of(in_role(Role.PROGRAMME_LEAD))
    assert "A former council" in text(programme.get(f"/support/{package.pk}/people/"))
    part = package.areas.get()
    programme.post(f"/support/areas/{part.pk}/pass-on/", {"area": CUMBERLAND})
    package.refresh_from_db()
    assert package.authority == area(CUMBERLAND)
    champion = browser_of(people_for(other).champion)
    listed = text(champion.get("/support/"))
    assert package.reference in listed
    assert other.reference in listed
    before = package.areas.get(left_on__isnull=False)
    assert before.authority.short_name == "Cumbria"


def test_only_a_council_that_took_over_takes_over(register):
    package = merged(a_package(Stage.SCOPING))
    programme = in_role(Role.PROGRAMME_LEAD)
    with pytest.raises(NotNow, match="did not take over"):
        team.pass_on(part=package.areas.get(), to=area(DURHAM), by=programme)
    heir = team.pass_on(part=package.areas.get(), to=area(WESTMORLAND), by=programme)
    with pytest.raises(NotNow, match="did not take over"):
        team.pass_on(part=heir, to=area(CUMBERLAND), by=programme)


def test_the_director_agrees_the_picture_while_there_is_no_champion(register):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    lead = people.local_lead
    package = scoping.save_picture(package=package, picture="Two budgets", version=package.version, by=lead).row
    address = f"/support/{package.pk}/scoping/picture/agree/"
    director = browser_of(people.director)
    assert director.post(address, {"version": str(package.version)}).status_code == 403
    people_actions.end_now(appointment=people.champion.appointments.get(), by=in_role(Role.ADMINISTRATOR))
    assert director.post(address, {"version": str(package.version)}).status_code == 302
    package.refresh_from_db()
    assert package.picture_agreed_by == people.director


def test_a_role_that_ends_tonight_still_leads_today(register):
    package = a_package(Stage.TRIAGE)
    programme = people_for(package).programme
    lead = in_role(Role.LOCAL_LEAD, ends_on=timezone.localdate())
    assert team.name_lead(package=package, person=lead, handover="", by=programme)
    gone = in_role(Role.LOCAL_LEAD, starts_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(NotNow, match="not a local lead"):
        team.name_lead(package=package, person=gone, handover="All of it", by=programme)
