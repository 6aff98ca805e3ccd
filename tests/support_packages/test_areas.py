"""Areas of a package: several at once, former councils, vacancies."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people import actions as people_actions
from commissioning.people.models import OutgoingEmail
from commissioning.saving import NotNow
from commissioning.support import workflow
from commissioning.support.actions import areas, scoping, team
from commissioning.support.actions.moves import advance
from commissioning.support.models import PackageArea, SupportPackage
from commissioning.support.workflow import Move, Stage
from tests.conftest import browser_of
from tests.support.packages import a_draft, a_package, a_request, champion_of, people_for
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


# --- Areas that somebody else’s request names ---------------------------------------------


def named(stage: Stage = Stage.DRAFT) -> tuple[SupportPackage, PackageArea]:
    """County Durham’s, which names Ealing with 40 per cent."""
    package = a_draft()
    people = people_for(package)
    shares = {package.authority: Decimal(60), area(EALING): Decimal(40)}
    team.set_areas(package=package, shares=shares, by=people.champion)
    if stage is not Stage.DRAFT:
        package = advance(package=package, move=Move.SEND, by=people.champion)
    if stage is Stage.SCOPING:
        package = advance(package=package, move=Move.TAKE_UP, by=people.programme)
        team.name_lead(package=package, person=people.local_lead, handover="", by=people.programme)
        package = advance(package=package, move=Move.SCOPE, by=people.programme)
    return package, package.areas.get(authority=area(EALING))


def mails(person) -> list[str]:
    return list(OutgoingEmail.objects.filter(recipient=person.email).values_list("subject", flat=True))


def test_an_area_is_told_when_the_request_is_sent_and_not_before(register):
    theirs = champion_of(area(EALING))
    package, part = named()
    browser, address = browser_of(theirs), f"/support/areas/{part.pk}/answer/"
    assert mails(theirs) == []
    team_page = f"/support/{package.pk}/people/"
    assert "Ealing (is told when the request is sent)" in text(browser_of(people_for(package).champion).get(team_page))
    assert package.title not in text(browser.get("/"))
    assert browser.get(address).status_code == 404
    package = advance(package=package, move=Move.SEND, by=people_for(package).champion)
    assert mails(theirs) == [f"{package.reference}: County Durham names your area in a request"]
    body = OutgoingEmail.objects.get(recipient=theirs.email).body
    assert address in body
    assert "Ealing (has not said yet whether it takes part)" in text(browser.get(team_page))
    assert package.need not in body
    assert f"Say whether you take part: “{package}”" in text(browser.get("/"))
    assert package.title in text(browser.get(address))


def test_an_area_added_later_is_told_then_and_nobody_twice(register):
    package, _ = named(Stage.REQUEST)
    theirs, others = champion_of(area(EALING)), champion_of(area(CUMBERLAND))
    before = mails(theirs)
    shares = {package.authority: Decimal(40), area(EALING): Decimal(30), area(CUMBERLAND): Decimal(30)}
    team.set_areas(package=package, shares=shares, by=people_for(package).champion)
    assert mails(theirs) == before
    assert mails(others) == [f"{package.reference}: County Durham names your area in a request"]


def test_an_area_takes_part_and_is_asked_no_more(register):
    package, part = named(Stage.REQUEST)
    browser, address = browser_of(champion_of(area(EALING))), f"/support/areas/{part.pk}/answer/"
    for _ in range(2):
        assert browser.post(address, {"answer": "yes"}).url == package.get_absolute_url()
    part.refresh_from_db()
    assert part.confirmed_by == champion_of(area(EALING))
    assert "Say whether you take part" not in text(browser.get("/"))
    assert list(package.events.filter(text="Ealing takes part").values_list("subject", flat=True)) == [part.pk]
    page = text(browser.get(f"/support/{package.pk}/people/"))
    assert "Ealing (takes part)" in page
    assert address in page  # the answer can be another one until it is agreed


def test_not_with_us_says_why_and_leaves_with_its_share(register):
    package, part = named(Stage.SCOPING)
    people, theirs = people_for(package), champion_of(area(EALING))
    browser, address = browser_of(theirs), f"/support/areas/{part.pk}/answer/"
    assert "Say why your area does not take part" in text(browser.post(address, {"answer": "no", "because": " "}))
    assert "Select whether your area takes part" in text(browser.post(address, {"because": "Kept"}))
    assert "Select whether your area takes part" in text(browser.post(address, {"answer": "maybe"}))
    terms = package.terms
    for reason in ("We buy these <b>alone</b>", "Another"):
        assert browser.post(address, {"answer": "no", "because": reason}).url == "/support/"
    package.refresh_from_db()
    assert package.terms == terms + 1  # whoever had signed had not signed these shares
    left = package.events.get(text="Ealing: not with us")
    assert (left.more, left.by) == ("We buy these <b>alone</b>", theirs)
    assert package.areas.get(left_on__isnull=True).share == 100
    assert browser.get(f"/support/{package.pk}/").status_code == 404
    for person in (people.champion, people.local_lead):
        assert f"{package.reference}: Ealing does not take part" in mails(person)
    timeline = text(browser_of(people.champion).get(f"/support/{package.pk}/timeline/"))
    assert "We buy these &lt;b&gt;alone" in timeline
    assert browser.post(address, {"answer": "yes"}).status_code == 409
    assert browser.get(address).status_code == 409


def test_only_the_champion_of_the_area_named_answers(register):
    package, part = named(Stage.REQUEST)
    people, address = people_for(package), f"/support/areas/{part.pk}/answer/"
    director, elsewhere = in_role(Role.DIRECTOR, area(EALING)), in_role(Role.CHAMPION, area(CUMBERLAND))
    for person, status in [(people.champion, 403), (people.programme, 403), (director, 403), (elsewhere, 404)]:
        assert browser_of(person).get(address).status_code == status
        assert browser_of(person).post(address, {"answer": "no", "because": "x"}).status_code == status
        with pytest.raises(PermissionDenied):
            areas.stay_out(part=part, because="x", by=person)
    leads = package.areas.get(authority=package.authority)
    with pytest.raises(NotNow, match="leads this package"):
        areas.stay_out(part=leads, because="x", by=people.champion)
    assert package.areas.filter(left_on__isnull=True).count() == 2


def test_once_it_is_agreed_nobody_walks_away_from_it_here(register):
    package, part = named(Stage.REQUEST)
    SupportPackage.objects.filter(pk=package.pk).update(stage="agreed")
    browser = browser_of(champion_of(area(EALING)))
    answer = browser.post(f"/support/areas/{part.pk}/answer/", {"answer": "no", "because": "Words of mine"})
    assert answer.status_code == 409
    assert "Words of mine" in text(answer)
    assert "Say whether you take part" not in text(browser.get("/"))
