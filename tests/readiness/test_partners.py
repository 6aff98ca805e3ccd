"""The champion's side of partners: the days, asking one or many, withdrawing, and what the page never says."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry, OutgoingEmail, RoleAppointment, User
from commissioning.saving import NotNow
from readiness.actions import agreement, partners
from readiness.models import AssessmentMove, Scorer, Standard
from tests.conftest import browser_of
from tests.support.assessments import answered, champion_of, opened
from tests.support.pages import text
from tests.support.partners import (
    WHY,
    agreed,
    asking,
    clock,
    group,
    invited,
    link_to,
    london,
    mails,
    own,
    page_of,
    say,
    sent,
)
from tests.support.partners import (
    answered as all_answered,
)
from tests.support.partners import (
    opened as link_opened,
)
from tests.support.people import EALING, area, in_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def champion():
    assessment = asking()
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    return client


def days(first: date, last: date) -> dict:
    given = {"opens_on": first, "closes_on": last}
    return {f"{name}-{part}": getattr(day, part) for name, day in given.items() for part in ("day", "month", "year")}


def until(last: date, reason: str = "Half term") -> dict:
    return {f"closes_on-{part}": getattr(last, part) for part in ("day", "month", "year")} | {"reason": reason}


def form(name: str = "Ann Lee", email: str = "ann.lee@example.org", why: str = "You teach here") -> dict:
    return {"full_name": name, "email": email, "why": why}


# --- The days -----------------------------------------------------------------------------


def test_asking_begins_with_the_days(client_as):
    client = client_as(Role.CHAMPION)
    assessment = opened(client.person)
    today = timezone.localdate()
    assert client.get(page_of(assessment, "ask"))["Location"] == page_of(assessment, "days")
    response = client.post(page_of(assessment, "days"), days(today, today + timedelta(days=21)))
    assert response["Location"] == page_of(assessment, "ask")
    assessment.refresh_from_db()
    assert (assessment.views_open_on, assessment.views_close_on) == (today, today + timedelta(days=21))
    assert AssessmentMove.objects.get(move="window").by == client.person


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (-1, 5, "First day must be on or after"),
        (3, 1, "The last day must be the same as or after the first day"),
        (0, 400, "Last day must be on or before"),
    ],
)
def test_days_out_of_order_are_refused(client_as, first, last, says):
    client = client_as(Role.CHAMPION)
    assessment = opened(client.person)
    today = timezone.localdate()
    given = days(today + timedelta(days=first), today + timedelta(days=last))
    assert says in text(client.post(page_of(assessment, "days"), given))
    assessment.refresh_from_db()
    assert assessment.views_close_on is None


def test_the_days_are_set_once_and_the_same_again_is_one_effect(champion):
    assessment = champion.assessment
    again = days(assessment.views_open_on, assessment.views_close_on)
    assert champion.post(page_of(assessment, "days"), again).status_code == 302
    other = days(assessment.views_open_on, assessment.views_close_on - timedelta(days=1))
    response = champion.post(page_of(assessment, "days"), other)
    assert response.status_code == 409
    assert "You can give partners more time" in text(response)
    assert AssessmentMove.objects.filter(move="window").count() == 1


def test_more_time_has_a_reason_kept_in_the_history(champion):
    assessment = champion.assessment
    later = assessment.views_close_on + timedelta(days=7)
    assert "Enter why partners get more time" in text(
        champion.post(page_of(assessment, "days", "extend"), until(later, ""))
    )
    for _ in range(2):
        assert champion.post(page_of(assessment, "days", "extend"), until(later)).status_code == 302
    assessment.refresh_from_db()
    assert assessment.views_close_on == later
    move = AssessmentMove.objects.get(move="extend")
    assert "Half term" in move.reason
    assert "Time for giving views extended" in text(champion.get(f"/readiness/{assessment.pk}/"))


def test_less_time_is_refused(champion):
    assessment = champion.assessment
    response = champion.post(
        page_of(assessment, "days", "extend"), until(assessment.views_close_on - timedelta(days=1))
    )
    assert "must be on or after" in text(response)
    with pytest.raises(NotNow, match="The new last day is after"):
        partners.extend_window(
            assessment=assessment,
            closes_on=assessment.views_close_on - timedelta(days=1),
            reason="Why not",
            by=champion.person,
        )


def test_more_time_makes_unused_links_last(champion):
    scorer = invited(champion.assessment)
    before = scorer.links.get().expires_at
    later = champion.assessment.views_close_on + timedelta(days=30)
    champion.post(page_of(champion.assessment, "days", "extend"), until(later))
    assert scorer.links.get().expires_at == before + timedelta(days=30)


def test_what_was_opened_by_the_last_day_is_never_closed_again(champion):
    """Else a champion could read partners' views, give more time, and withdraw whom they dislike."""
    assessment = champion.assessment
    scorer = sent(invited(assessment))
    over = timezone.now() + timedelta(days=22)
    with clock(over):
        with pytest.raises(NotNow, match="Send your own views first"):
            partners.extend_window(
                assessment=assessment,
                closes_on=timezone.localdate(over) + timedelta(days=5),
                reason="Late",
                by=champion.person,
            )
        answered(assessment)
        agreement.begin(assessment=assessment, by=champion.person)
        last = timezone.localdate(over) + timedelta(days=5)
        partners.extend_window(assessment=assessment, closes_on=last, reason="Late", by=champion.person)
        with pytest.raises(NotNow, match="nobody can be withdrawn"):
            partners.withdraw(scorer=scorer, by=champion.person)


def test_the_last_day_ends_at_midnight_in_london(champion):
    """31 March is in summer time: by UTC the day would end an hour late, by the winter's clock too."""
    assessment = champion.assessment
    scorer = invited(assessment)
    assessment.views_open_on, assessment.views_close_on = date(2027, 3, 1), date(2027, 3, 31)
    assessment.save()
    with clock(london(2027, 3, 31, 23, 59, 59)):
        say(scorer, "S01", "2")
    with clock(london(2027, 4, 1, 0, 0)), pytest.raises(NotNow, match="ended on 31 March 2027"):
        say(scorer, "S02", "2")
    assert scorer.views.count() == 1


# --- Asking one -----------------------------------------------------------------------------


def test_the_way_to_the_form(champion):
    choose = page_of(champion.assessment, "ask")
    page = text(champion.get(choose))
    assert "Independent provider" in page
    assert "Asked about 3 standards" in page
    assert "Select a kind of partner" in text(champion.get(choose, {"way": "alone"}))
    ways = {"alone": [], "several": ["several"], "group": ["group"], "workshop": ["workshop"]}
    for way, parts in ways.items():
        response = champion.get(choose, {"way": way, "kind": "gp"})
        assert response["Location"] == page_of(champion.assessment, "ask", "gp", *parts)
    assert champion.get(page_of(champion.assessment, "ask", "wizards")).status_code == 404


def test_one_person_is_asked_and_told_everything(champion):
    assessment = champion.assessment
    address = page_of(assessment, "ask", "schools")
    assert "You see children every day" in text(champion.get(address))
    response = champion.post(address, form())
    assert response["Location"] == page_of(assessment)
    scorer = assessment.scorers.partners().get()
    assert (str(scorer), scorer.partner_kind, scorer.why) == ("Ann Lee", "schools", "You teach here")
    person = scorer.person
    assert (person.email, person.has_usable_password()) == ("ann.lee@example.org", False)
    assert not RoleAppointment.objects.filter(person=person).exists()
    [mail] = mails("ann.lee@example.org")
    last = assessment.views_close_on
    for said in (
        "You teach here",
        "about 20 minutes",
        "9 standards",
        f"The last day is {last.day} {last:%B %Y}",
        "yours alone and works once",
        "Who will see it",
        "/readiness/view/",
        champion.person.full_name,
        "County Durham",
    ):
        assert said in mail.body, said
    assert AuditEntry.objects.get(verb="partner-invite").authority_id == assessment.authority_id


def test_somebody_listed_already_is_not_added_twice(champion):
    known = in_role(Role.CONTRIBUTOR)
    champion.post(page_of(champion.assessment, "ask", "health"), form(email=known.email.upper()))
    assert champion.assessment.scorers.partners().get().person == known
    assert User.objects.filter(email__iexact=known.email).count() == 1


def test_the_same_person_twice_is_told_and_mailed_once(champion):
    address = page_of(champion.assessment, "ask", "schools")
    champion.post(address, form())
    page = text(champion.post(address, form(email="ANN.LEE@example.org", why="Another reason")))
    assert "is asked already (schools); nothing was sent again" in page
    assert "Another reason" in page
    assert len(mails("ann.lee@example.org")) == 1


def test_the_champion_is_refused_kindly(champion):
    page = text(
        champion.post(page_of(champion.assessment, "ask", "council"), form(email=champion.person.email.upper()))
    )
    assert "answers first, as champion" in page
    assert not champion.assessment.scorers.partners().exists()


def test_a_champion_elsewhere_can_be_asked(champion):
    other = in_role(Role.CHAMPION, area(EALING))
    champion.post(page_of(champion.assessment, "ask", "other"), form(email=other.email))
    assert champion.assessment.scorers.partners().get().person == other


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (form(name=""), "Enter their full name"),
        (form(email="nobody"), "Enter an email address in the correct format"),
        (form(email="a@b.org\nBcc: all@example.org"), "Enter an email address in the correct format"),
        (form(why=""), "Enter why you ask them"),
        (form(why="x" * 1001), "must be 1000 characters or less"),
        ({}, "Enter their full name"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_sent(champion, given, says):
    response = champion.post(page_of(champion.assessment, "ask", "schools"), given)
    assert response.status_code == 200
    assert says in text(response)
    assert not OutgoingEmail.objects.exists()


def test_a_name_cannot_smuggle_a_header_or_markup(champion):
    name = "Ann\r\nBcc: all@example.org <script>alert(1)</script>\u202e"
    champion.post(page_of(champion.assessment, "ask", "schools"), form(name=name))
    [mail] = mails("ann.lee@example.org")
    assert "\n" not in mail.subject
    assert "Bcc" not in mail.subject
    assert str(champion.assessment.scorers.partners().get()) == "Ann Bcc: all@example.org <script>alert(1)</script>"
    page = text(champion.get(page_of(champion.assessment)))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_nobody_is_asked_once_it_is_over_or_has_moved_on(champion):
    address = page_of(champion.assessment, "ask", "schools")
    with clock(timezone.now() + timedelta(days=21)):
        champion.force_login(champion.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        response = champion.post(address, form(why="A long and careful sentence about why we ask"))
    assert response.status_code == 409
    assert "The time for giving views ended" in text(response)
    assert "A long and careful sentence" in text(response)
    invited(champion.assessment)
    moved = agreed(champion.assessment)
    agreement.submit(assessment=moved, by=champion.person)
    response = champion.post(address, form())
    assert response.status_code == 409
    assert "views are no longer taken" in text(response)


# --- Asking several -------------------------------------------------------------------------


def test_several_at_once(champion):
    lines = 'Ann Lee <ann@example.org>\r\n\r\n"Bo Oak", bo@example.org\r\nCy Elm\tcy@example.org\r\n'
    address = page_of(champion.assessment, "ask", "voluntary", "several")
    assert champion.post(address, {"people": lines, "why": "You work with families"}).status_code == 302
    asked = {(str(scorer), scorer.person.email) for scorer in champion.assessment.scorers.partners()}
    assert asked == {("Ann Lee", "ann@example.org"), ("Bo Oak", "bo@example.org"), ("Cy Elm", "cy@example.org")}
    assert OutgoingEmail.objects.count() == 3


def test_each_wrong_line_is_said_and_no_line_is_lost(champion):
    invited(champion.assessment, email="there@example.org")
    address = page_of(champion.assessment, "ask", "voluntary", "several")
    lines = (
        "Ann Lee <ann@example.org>\nno address\nonly@example.org\nBo <bo@@example>\n" + "x" * 121 + " <l@example.org>"
    )
    page = text(champion.post(address, {"people": lines, "why": "Why"}))
    assert "Line 2: Enter a name and an email address" in page
    assert "Line 3: Enter the name of only@example.org" in page
    assert "Line 4: Enter an email address in the correct format" in page
    assert "Line 5: The name must be 120 characters or less" in page
    assert "Ann Lee &lt;ann@example.org&gt;" in page
    lines = f"Ann <ann@example.org>\n\nThere <THERE@example.org>\nAnn <Ann@example.org>\nMe <{champion.person.email}>"
    page = text(champion.post(address, {"people": lines, "why": "Why"}))
    assert "Line 3: THERE@example.org is asked already" in page
    assert "Line 4: Ann@example.org is there twice" in page
    assert "Line 5: Whoever leads the self-assessment answers first" in page
    assert champion.assessment.scorers.partners().count() == 1


def test_far_too_many_are_refused(champion):
    address = page_of(champion.assessment, "ask", "voluntary", "several")
    lines = "\n".join(f"Person {n} <p{n}@example.org>" for n in range(101))
    assert "Enter 100 people or fewer at a time" in text(champion.post(address, {"people": lines, "why": "Why"}))
    assert not OutgoingEmail.objects.exists()
    hostile = "a " * 20_000 + "@"
    assert champion.post(address, {"people": hostile, "why": "Why"}).status_code == 200


def test_one_self_assessment_asks_three_hundred_at_most(champion, monkeypatch):
    monkeypatch.setattr("readiness.queries.partners.MOST_ASKED", 1)
    invited(champion.assessment)
    response = champion.post(page_of(champion.assessment, "ask", "schools"), form())
    assert response.status_code == 409
    assert "Ask some of them as a group" in text(response)


# --- The list -------------------------------------------------------------------------------


def test_the_list_says_who_has_finished_and_nothing_else(champion):
    begun, done = invited(champion.assessment, name="Begun"), invited(champion.assessment, name="Done")
    before = text(champion.get(page_of(champion.assessment)))
    link_opened(begun)
    say(begun, "S01", "1", "A telling line")
    assert without_secrets(text(champion.get(page_of(champion.assessment)))) == without_secrets(before)
    sent(done, "1", "Another telling line")
    page = text(champion.get(page_of(champion.assessment)))
    assert "Schools: 1 of 2 finished" in page
    assert "telling line" not in page
    detail = text(champion.get(page_of(champion.assessment, done.pk)))
    assert "telling line" not in detail
    assert WHY in detail


def without_secrets(page: str) -> str:
    return re.sub(r'(nonce|value)="[^"]+"', "", page)


def test_two_hundred_partners_cost_as_many_queries_as_two(champion):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as taken:
            assert champion.get(page_of(champion.assessment)).status_code == 200
        return len(taken)

    invited(champion.assessment)
    group(champion.assessment)
    few = cost()
    people = [partners.Wanted(f"Person {n}", f"many{n}@example.org") for n in range(200)]
    partners.invite(assessment=champion.assessment, kind="health", people_wanted=people, why="Why", by=champion.person)
    assert cost() == few


def test_once_revealed_the_list_leads_to_what_partners_think(champion):
    sent(invited(champion.assessment))
    answered(champion.assessment)
    assert "/agreeing/" not in text(champion.get(page_of(champion.assessment)))
    agreement.begin(assessment=champion.assessment, by=champion.person)
    assert "/agreeing/" in text(champion.get(page_of(champion.assessment)))


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.LOCAL_LEAD, Role.CONTRIBUTOR, Role.ADMINISTRATOR])
def test_nobody_else_sees_who_is_asked(champion, client_as, role):
    scorer = invited(champion.assessment)
    client = client_as(role)
    for parts in ([], ["ask"], ["pack"]):
        assert client.get(page_of(champion.assessment, *parts)).status_code == 403
    for parts in (["days"], ["ask", "schools"], ["name"], [scorer.pk], [scorer.pk, "withdraw"]):
        assert client.get(page_of(champion.assessment, *parts)).status_code == 403
        if parts[0] != scorer.pk or len(parts) > 1:
            assert client.post(page_of(champion.assessment, *parts), form()).status_code == 403
    assert len(mails(scorer.person.email)) == 1
    assert client.get(page_of(opened(authority=area(EALING)))).status_code in (403, 404)


def test_another_areas_partner_is_not_found(champion):
    theirs = invited(asking(opened(authority=area(EALING))))
    assert champion.get(page_of(theirs.assessment)).status_code == 404
    assert champion.get(page_of(champion.assessment, theirs.pk)).status_code == 404
    assert champion.post(page_of(champion.assessment, theirs.pk, "withdraw")).status_code == 404
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None


# --- One partner ------------------------------------------------------------------------------


def test_a_lost_mail_is_sent_again_a_few_times_an_hour(champion):
    scorer = invited(champion.assessment)
    first = link_to(scorer)
    address = page_of(champion.assessment, scorer.pk, "link")
    assert champion.post(address).status_code == 302
    assert link_to(scorer) != first
    champion.post(address)
    response = champion.post(address)
    assert response.status_code == 409
    assert len(mails(scorer.person.email)) == 3
    assert "/readiness/view/" not in text(champion.get(page_of(champion.assessment, scorer.pk)))


def test_withdrawing_asks_first_and_ends_link_and_session(champion):
    scorer = all_answered(invited(champion.assessment))
    browser = link_opened(scorer)
    address = page_of(champion.assessment, scorer.pk, "withdraw")
    assert "No longer ask Ann Lee?" in text(champion.get(address))
    for _ in range(2):
        assert champion.post(address).status_code == 302
    assert AuditEntry.objects.filter(verb="partner-withdraw").count() == 1
    response = browser.post(own(scorer, "standards", "S01"), {"level": "5", "line": "Typed just now", "version": 1})
    assert response.status_code == 409
    assert "no longer asks for your view" in text(response)
    assert "Typed just now" in text(response)
    assert scorer.views.get(standard__code="S01").level == 3
    assert not Scorer.objects.sent().filter(pk=scorer.pk).exists()
    page = text(champion.get(page_of(champion.assessment)))
    assert "No longer asked" in page
    assert "Nobody is asked yet" in page


def test_somebody_withdrawn_can_be_asked_again_and_begins_afresh(champion):
    first = all_answered(invited(champion.assessment, email="ann@example.org"))
    partners.withdraw(scorer=first, by=champion.person)
    second = invited(champion.assessment, email="ann@example.org")
    assert (second.pk != first.pk, second.views.count(), first.views.count()) == (True, 0, 9)


def test_nobody_is_withdrawn_after_the_reveal(champion):
    scorer = sent(invited(champion.assessment))
    answered(champion.assessment)
    agreement.begin(assessment=champion.assessment, by=champion.person)
    response = champion.post(page_of(champion.assessment, scorer.pk, "withdraw"))
    assert response.status_code == 409
    assert "nobody can be withdrawn" in text(response)
    scorer.refresh_from_db()
    assert scorer.withdrawn_at is None
    assert "No longer ask them" not in text(champion.get(page_of(champion.assessment, scorer.pk)))


def test_a_new_champion_goes_on_where_the_last_one_stopped(champion, client_as):
    scorer = invited(champion.assessment)
    RoleAppointment.objects.filter(person=champion.person).update(revoked_at=timezone.now())
    client = client_as(Role.CHAMPION)
    assert champion.get(page_of(champion.assessment)).status_code == 403
    assert str(scorer) in text(client.get(page_of(champion.assessment)))
    former = form(email=champion.person.email)
    assert client.post(page_of(champion.assessment, "ask", "council"), former).status_code == 302
    answered(champion.assessment)
    agreement.begin(assessment=champion.assessment, by=client.person)
    assert champion.assessment.scorers.get(kind="champion").person == client.person


FORMS = ["days", "days/extend", "ask/gp", "ask/gp/several", "ask/gp/group", "ask/gp/workshop", "pack", "name"]


@pytest.mark.parametrize("address", FORMS)
def test_nonsense_is_answered_with_a_page(champion, address):
    nonsense = {"people": "\x00", "closes_on-day": "x" * 10_000, "kind": ["a", "b"], "person": "1e9", "name": "\x00"}
    assert champion.post(page_of(champion.assessment, address), nonsense).status_code == 200


def test_asked_of_nothing_is_said(champion, monkeypatch):
    monkeypatch.setattr("readiness.queries.partners.standards_asked", lambda assessment, kind: Standard.objects.none())
    response = champion.post(page_of(champion.assessment, "ask", "schools"), form())
    assert response.status_code == 409
    assert "No standard of this set is asked of this kind of partner" in text(response)
