"""Home: what each role looks at first is there, and nobody else’s; as many queries for one area as for forty."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people import actions as people
from commissioning.people.models import OutgoingEmail
from commissioning.people.queries import scope_of
from commissioning.programme import queries
from commissioning.programme.contact import actions as contact
from commissioning.programme.home.panels import PARTS, panels
from commissioning.support.models import Session, SupportPackage
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.assessments import agreeing, challenging, champion_of, opened, responding, signed, submitted
from tests.support.contact import today, vacancy
from tests.support.delivering import cast
from tests.support.packages import a_package, a_request, people_for
from tests.support.pages import text, words
from tests.support.people import EALING, area, in_role
from tests.support.sharing import shared

pytestmark = pytest.mark.django_db

ALWAYS = {
    Role.CHAMPION: {"ball"},
    Role.DIRECTOR: {"ball"},
    Role.CONTRIBUTOR: set(),
    Role.SENIOR_LEADER: {"shown"},
    Role.LOCAL_LEAD: {"areas-by-due"},
    Role.REGIONAL_LEAD: {"areas-by-stage"},
    Role.ADVISER: {"sessions"},
    Role.PROGRAMME_LEAD: set(),
    Role.EVALUATOR: set(),
    Role.ADMINISTRATOR: {"vacancies"},
}


def keys(person) -> list[str]:
    return [panel.key for panel in panels(scope_of(person))]


@pytest.mark.parametrize("role", Role)
def test_where_nothing_waits_there_is_a_kind_word_and_ones_own_parts(register, client_as, role):
    browser = client_as(role)
    page = browser.get("/")
    assert page.status_code == 200
    assert {panel.key for panel in page.context["home"].panels} == ALWAYS[role]
    assert ("Nothing waits for you today" in text(page)) == (not page.context["home"].steps)


def test_the_champion_sees_one_next_step_with_minutes_and_where_the_ball_is(register):
    package = a_package(Stage.SCOPING, title="One list")
    champion = people_for(package).champion
    opened(champion)
    page = words(browser_of(champion).get("/"))
    assert "Go on with the annual self-assessment 2026/27" in page
    assert "0 of 12 standards completed; about " in page
    assert "Everything that is asked of County Durham, with minutes" in page
    ours = page.index("Annual self-assessment 2026/27 The commissioning champion Your area")
    assert ours < page.index("One list The lead of the package")


def test_a_step_says_how_long_it_takes(register):
    assessment = responding(lower=("S01", "S02"))
    assert "It takes about 10 minutes." in words(browser_of(champion_of(assessment)).get("/"))


def test_the_director_sees_what_awaits_a_signature_first(register):
    package = a_package(Stage.SCOPING, title="One list")
    director = people_for(package).director
    submitted(agreeing(opened(people_for(package).champion)))
    page = browser_of(director).get("/")
    assert page.context["home"].steps[0].title.endswith("awaits your signature")
    assert "ball" in keys(director)


def test_the_local_leads_areas_by_what_is_due(register):
    lead = in_role(Role.LOCAL_LEAD)
    for gss in (EALING, "E09000001", "E06000023"):
        people.appoint(person=lead, role=Role.LOCAL_LEAD, authority=area(gss), by=None)
    soon = a_request(area("E06000023"))
    SupportPackage.objects.filter(pk=soon.pk).update(review_on=today() + timedelta(days=9))
    later = a_request(area(EALING))
    SupportPackage.objects.filter(pk=later.pk).update(review_on=today() + timedelta(days=30))
    challenging(agreeing(opened(in_role(Role.CHAMPION, area("E09000001")), area("E09000001"))))
    (panel,) = [one for one in panels(scope_of(lead)) if one.key == "areas-by-due"]
    assert [row.area.gss_code for row in panel.context["rows"]] == ["E09000001", "E06000023", EALING, "E06000047"]
    page = words(browser_of(lead).get("/"))
    assert "Your challenge" in page
    assert f"{soon.reference}, {soon.authority}: review due" in page


def test_the_regional_lead_sees_offers_and_stage_and_never_a_level(register, client_as):
    offer = vacancy()
    agreeing(opened(in_role(Role.CHAMPION)), "1")
    lead = client_as(Role.REGIONAL_LEAD)
    page = words(lead.get("/"))
    assert offer.words in page
    assert "2026/27: Agreeing levels" in page
    elsewhere = text(client_as(Role.REGIONAL_LEAD, area(EALING)).get("/"))
    assert offer.words not in elsewhere
    assert "County Durham" not in elsewhere


def test_a_senior_leader_sees_what_the_area_shows_them_and_the_way_there(register, client_as):
    leader, elsewhere = client_as(Role.SENIOR_LEADER), client_as(Role.SENIOR_LEADER, area(EALING))
    assert "No self-assessment is shown to its senior leaders today" in words(leader.get("/"))
    assessment = signed(opened(in_role(Role.CHAMPION), year=2025), "2")
    shared(assessment, "region", purpose="Planning the region")
    shared(assessment, "leaders", purpose="The board’s away day")
    page = leader.get("/")
    assert "the levels alone" in words(page)
    assert "What for: The board’s away day" in words(page)
    assert "Planning the region" not in words(page)
    assert leader.get(f"/readiness/{assessment.pk}/shared/").status_code == 200
    assert f'href="/readiness/{assessment.pk}/shared/"' in text(page)
    assert "The board’s away day" not in words(elsewhere.get("/"))


@pytest.mark.parametrize("role", [Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD])
def test_a_yes_please_waits_for_the_leads_until_one_has_it(register, client_as, role):
    offer, lead = vacancy(), client_as(role)
    said = "“Yes please” to an offer of contact"
    assert said not in words(lead.get("/"))
    contact.answer(offer=offer, said="yes", line="", by=in_role(Role.DIRECTOR))
    assert said in words(lead.get("/"))
    assert said not in text(client_as(Role.CHAMPION).get("/"))
    assert said not in text(client_as(Role.LOCAL_LEAD, area(EALING)).get("/"))
    contact.acknowledge(offer=offer, by=lead.person)
    assert said not in words(lead.get("/"))


def test_the_adviser_sees_every_planned_day_with_its_brief(register):
    at_work = cast()
    day = today() + timedelta(days=40)
    Session.objects.create(
        key=uuid4(),
        package=at_work.package,
        adviser=at_work.adviser,
        held_on=today(),
        days=1,
        next_on=day,
        recorded_by=at_work.lead,
    )
    page = browser_of(at_work.adviser).get("/")
    assert f"/support/{at_work.package.pk}/brief/" in page.content.decode()
    assert day.strftime("%-d %B %Y") in text(page)


def test_the_administrator_sees_what_failed_with_its_remedy_and_vacancies(register, client_as):
    OutgoingEmail.objects.create(
        recipient="nobody@example.org",
        sender="programme@example.org",
        subject="Your invitation",
        body="",
        message_id="<1@programme>",
        state=OutgoingEmail.State.FAILED,
        error="550 no such user",
        next_attempt_at=timezone.now(),
    )
    in_role(Role.CHAMPION)
    page = words(client_as(Role.ADMINISTRATOR).get("/"))
    assert "550 no such user. Check the address, then invite the person again." in page
    assert "152 of 153 areas without a commissioning champion" in page
    assert "550 no such user" not in text(client_as(Role.PROGRAMME_LEAD).get("/"))


def test_a_third_local_lead_is_our_own_failing_on_home_programme_and_desk(register, client_as):
    for days in (300, 200, 100):
        in_role(Role.LOCAL_LEAD, starts_on=today() - timedelta(days=days), ends_on=today() - timedelta(days=days - 90))
    lead = client_as(Role.PROGRAMME_LEAD)
    for page in ("/", "/programme/", "/support/desk/"):
        shown = words(lead.get(page))
        assert "This is ours to put right, not theirs" in shown, page
        assert "County Durham: 3 local leads" in shown, page
    assert "ours to put right" not in text(client_as(Role.REGIONAL_LEAD).get("/"))


def test_several_roles_are_shown_in_order_of_urgency(register):
    vacancy()
    person = in_role(Role.REGIONAL_LEAD)
    for role in (Role.ADVISER, Role.ADMINISTRATOR):
        people.appoint(person=person, role=role, by=None)
    order = [part.key for part in PARTS]
    assert keys(person) == ["sessions", "offers-of-contact", "areas-by-stage", "vacancies"]
    assert keys(person) == sorted(keys(person), key=order.index)


def test_as_many_queries_for_one_area_as_for_forty(register):
    long_ago = today() - timedelta(days=100)
    lead = in_role(Role.LOCAL_LEAD, starts_on=long_ago)
    a_request()
    opened(in_role(Role.CHAMPION, area("E09000001")), area("E09000001"))

    def number() -> int:
        scope = scope_of(lead)
        with CaptureQueriesContext(connection) as caught:
            queries.home(scope)
        return len(caught)

    one = number()
    for place in Authority.objects.current()[:40]:
        if place != area():
            people.appoint(person=lead, role=Role.LOCAL_LEAD, authority=place, starts_on=long_ago, by=None)
    for gss in (EALING, "E06000023", "E09000003"):
        a_request(area(gss))
    assert number() == one
