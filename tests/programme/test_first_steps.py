"""First steps: from what is there, done by themselves, put away for good and brought back; one statement for all."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import resolve
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people import actions as people
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.profiles.models import Stakeholder
from commissioning.programme.protection import erasing
from commissioning.programme.welcome import actions
from commissioning.programme.welcome.models import GuidePutAway
from commissioning.programme.welcome.queries import guide
from commissioning.programme.welcome.steps import FIRST_STEPS
from commissioning.support.models import Adviser, Pot
from readiness.models import PartnerKind, Scorer
from tests.conftest import browser_of
from tests.profiles.rows import entry, stakeholder
from tests.support.assessments import opened
from tests.support.pages import text, words
from tests.support.people import EALING, area, in_role
from tests.support.together import together


@pytest.fixture(autouse=True)
def _database(request):
    """Two at the same time commit, in a database of their own; the others roll back."""
    request.getfixturevalue("own_database" if "own_database" in request.fixturenames else "db")


def done(person) -> dict[str, bool]:
    return {line.title: line.is_done for line in guide(scope_of(person)).lines}


@pytest.mark.parametrize("role", Role)
def test_every_role_has_steps_and_each_leads_to_a_page_they_may_open(register, client_as, role):
    browser = client_as(role)
    lines = guide(scope_of(browser.person)).lines
    assert lines
    for line in lines:
        page = browser.get(line.url, follow=True)
        assert page.status_code == 200, (line.title, line.url)
        assert resolve(page.request["PATH_INFO"])


@pytest.mark.parametrize("role", Role)
def test_home_shows_them_and_says_how_many_are_done(register, client_as, role):
    browser = client_as(role)
    found = guide(scope_of(browser.person))
    assert f"{found.done} of {len(found.lines)} done" in words(browser.get("/"))


def test_a_champions_steps_are_done_by_doing_them_and_by_nothing_else(register):
    champion = in_role(Role.CHAMPION)
    elsewhere = in_role(Role.CHAMPION, area(EALING))
    titles = list(done(champion))
    assert not any(done(champion).values())
    entry(champion)
    assert [title for title, is_done in done(champion).items() if is_done] == [titles[0]]
    stakeholder(champion)
    assert not done(champion)[titles[1]]
    Stakeholder.objects.update(agreed_at=timezone.now(), agreed_by=champion)
    assert done(champion)[titles[1]]
    assessment = opened(champion)
    assert done(champion)[titles[2]]
    assert not done(champion)[titles[3]]
    invited = Scorer.objects.create(assessment=assessment, kind=Scorer.Kind.ALONE, partner_kind=PartnerKind.SCHOOLS)
    assert done(champion)[titles[3]]
    Scorer.objects.filter(pk=invited.pk).update(withdrawn_at=timezone.now(), withdrawn_by=champion)
    assert not done(champion)[titles[3]]
    assert not any(done(elsewhere).values())


def test_whoever_works_for_the_programme_is_asked_for_a_second_factor_and_a_champion_is_not(register):
    lead = in_role(Role.PROGRAMME_LEAD)
    title = next(step.title for step in FIRST_STEPS if step.key == "authenticator")
    assert done(lead)[title] is False
    assert title not in done(in_role(Role.CHAMPION))
    Authenticator.objects.create(user=lead, type=Authenticator.Type.TOTP, data={})
    assert done(lead)[title] is True


def test_they_leave_home_once_all_are_done(register):
    lead = in_role(Role.ADVISER)
    browser = browser_of(lead)
    assert "First steps" in words(browser.get("/"))
    found = guide(scope_of(lead))
    assert not found.is_over
    all_done = type(found)(tuple(type(one)(one.title, one.hint, one.url, True) for one in found.lines), False)
    assert all_done.is_over
    assert not all_done.is_on_home


def test_put_away_for_good_and_brought_back(register):
    browser = browser_of(in_role(Role.CHAMPION))
    page = browser.post("/first-steps/put-away/", follow=True)
    assert "The first steps are put away" in words(page)
    assert "of 4 done" not in words(page)
    again = browser_of(browser.person)  # signed in anew
    assert "of 4 done" not in words(again.get("/"))
    assert "Show them on home again" in words(again.get("/first-steps/"))
    assert "of 4 done" in words(again.post("/first-steps/bring-back/", follow=True))
    assert [one.verb for one in AuditEntry.objects.filter(actor_id=browser.person.pk).order_by("pk")] == [
        "first-steps-put-away",
        "first-steps-bring-back",
    ]


def test_putting_away_is_ones_own_and_twice_is_as_once(register):
    one, other = in_role(Role.CHAMPION), in_role(Role.CHAMPION, area(EALING))
    actions.put_away(by=one)
    actions.put_away(by=one)
    assert guide(scope_of(one)).is_away
    assert not guide(scope_of(other)).is_away
    assert AuditEntry.objects.filter(verb="first-steps-put-away").count() == 1
    actions.bring_back(by=one)
    actions.bring_back(by=one)
    assert AuditEntry.objects.filter(verb="first-steps-bring-back").count() == 1


def test_a_get_puts_nothing_away_and_nobody_signed_in_neither(register, client):
    browser = browser_of(in_role(Role.CHAMPION))
    assert browser.get("/first-steps/put-away/").status_code == 405
    assert client.post("/first-steps/put-away/").status_code == 302
    assert not GuidePutAway.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_one_statement_however_many_areas(register, role, django_assert_num_queries):
    person = in_role(role)
    for gss in (EALING, "E09000001", "E06000023") if role == Role.LOCAL_LEAD else ():
        people.appoint(person=person, role=role, authority=area(gss), by=None)
    scope = scope_of(person)
    with django_assert_num_queries(1):
        guide(scope)


def test_steps_of_several_roles_stand_together_and_each_once(register):
    person = in_role(Role.PROGRAMME_LEAD)
    people.appoint(person=person, role=Role.EVALUATOR, by=None)
    lines = guide(scope_of(person)).lines
    assert len({line.title for line in lines}) == len(lines)
    assert {"Make a pot of days and money", "Make a round"} <= {line.title for line in lines}


def test_an_advisers_page_and_a_pot_are_seen_where_they_are(register):
    lead, adviser = in_role(Role.PROGRAMME_LEAD), in_role(Role.ADVISER)
    assert done(lead)["Add an adviser to the pool"] is False
    Adviser.objects.create(person=adviser)
    assert done(lead)["Add an adviser to the pool"] is True
    assert done(adviser)["See your page in the pool of advisers"] is True
    assert done(lead)["Make a pot of days and money"] is Pot.objects.exists()


def test_who_is_erased_leaves_nothing_of_it(register):
    person = in_role(Role.CHAMPION)
    actions.put_away(by=person)
    assert GuidePutAway in erasing.SERVE_ONE


def test_it_says_itself_without_colour_and_works_without_a_script(register):
    page = text(browser_of(in_role(Role.CHAMPION)).get("/"))
    assert "To do" in page
    assert 'action="/first-steps/put-away/"' in page


def test_two_presses_at_once_put_away_once(own_database):
    person = in_role(Role.CHAMPION)
    together(lambda: actions.put_away(by=person), lambda: actions.put_away(by=person))
    assert GuidePutAway.objects.filter(person=person).count() == 1
    assert AuditEntry.objects.filter(verb="first-steps-put-away").count() == 1
