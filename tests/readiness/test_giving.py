"""Giving a view: what is asked, saving, sending, what is refused and when, and never anybody else's."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from readiness.actions import agreement, giving
from readiness.levels import Answer
from readiness.models import Scorer, Standard, View
from readiness.queries.agreement import views_given
from tests.conftest import browser_of
from tests.support.assessments import answer, champion_of, opened
from tests.support.pages import text
from tests.support.partners import (
    agreed,
    answered,
    asking,
    clock,
    group,
    invited,
    own,
    say,
    sent,
    view,
)
from tests.support.partners import opened as link_opened
from tests.support.people import in_role

pytestmark = pytest.mark.django_db

S05 = "standards/S05"


@pytest.fixture
def partner(register):
    """A browser that opened its link: a school, asked about nine standards."""
    scorer = invited(asking())
    client = link_opened(scorer)
    client.scorer = scorer
    return client


def said(client, code: str = "S05") -> View:
    return client.scorer.views.get(standard__code=code)


# --- What is asked --------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "codes"), [("gp", "S05 S08 S09"), ("children_and_young_people", "S04 S05 S09")])
def test_only_the_standards_for_their_kind_are_asked(register, kind, codes):
    scorer = invited(asking(), kind)
    client = link_opened(scorer)
    page = text(client.get(own(scorer)))
    asked = [code for code in map("S{:02}".format, range(1, 13)) if own(scorer, "standards", code) in page]
    assert asked == codes.split()
    assert client.get(own(scorer, "standards", "S01")).status_code == 404
    assert client.post(own(scorer, "standards", "S01"), view()).status_code == 404
    assert not View.objects.filter(scorer=scorer).exists()


def test_one_standard_in_plain_words(partner):
    page = text(partner.get(own(partner.scorer, S05)))
    standard = Standard.objects.get(code="S05", version=partner.scorer.assessment.version)
    for words in (standard.title, "Fully achieved means", standard.fully_achieved[:40], "Not applicable here"):
        assert words.replace("'", "&#x27;") in page
    assert "I don’t know" in page
    assert "checked" not in page
    for level in standard.level_texts.values():
        assert level[:30].replace("'", "&#x27;") in page


def test_the_pages_show_nobody_elses_answer_and_nothing_of_last_year(register):
    champion = in_role(Role.CHAMPION)
    assessment = asking(opened(champion))
    answer(assessment, "S05", "5", "The champion’s narrative")
    sent(invited(assessment), "1", "Another partner’s line")
    scorer = invited(assessment, name="Me")
    client = link_opened(scorer)
    for parts in ([], [S05], ["check"]):
        page = text(client.get(own(scorer, *parts)))
        assert "narrative" not in page
        assert "Another partner" not in page
        assert "1 of 2" not in page
        assert "5 – Fully achieved across the partnership</dd>" not in page


# --- Saving ---------------------------------------------------------------------------------


def test_save_and_continue_goes_through_all_and_ends_at_the_check(partner):
    scorer = partner.scorer
    address = own(scorer, "standards", "S01")
    for _ in range(9):
        address = partner.post(address, view("2", "A line"))["Location"]
    assert address == own(scorer, "check")
    assert {(v.level, v.line) for v in scorer.views.all()} == {(2, "A line")}
    assert partner.post(own(scorer, "send"))["Location"] == own(scorer)
    page = text(partner.get(own(scorer)))
    assert "Thank you, your view is sent" in page
    assert "What you said" in page
    scorer.refresh_from_db()
    assert scorer.sent_at


def test_save_and_come_back_later_takes_what_there_is(partner):
    response = partner.post(own(partner.scorer, S05), view("", "Half a thought", later="1"))
    assert response["Location"] == own(partner.scorer)
    assert said(partner).line == "Half a thought"
    assert "In progress" in text(partner.get(own(partner.scorer)))


def test_continuing_without_a_level_saves_the_line_and_says_what_is_missing(partner):
    response = partner.post(own(partner.scorer, S05), view("", "Half a thought"))
    assert "Select a level, or say that you don’t know" in text(response)
    assert said(partner).line == "Half a thought"
    assert partner.post(own(partner.scorer, S05), view("dont_know", "Half a thought", 1)).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [view("6"), view("0"), view("<script>"), view("3", "x" * 501), view("3", "a\x00b"), view("3", version="x"), {}],
)
def test_what_is_not_an_answer_is_said_and_nothing_is_saved(partner, wrong):
    response = partner.post(own(partner.scorer, S05), wrong)
    assert response.status_code == 200
    assert "There is a problem" in text(response)
    assert not partner.scorer.views.exists()


def test_hostile_text_is_shown_as_text(partner):
    hostile = "<script>alert(1)</script>"
    partner.post(own(partner.scorer, S05), view("3", hostile))
    for parts in ([S05], ["check"]):
        page = text(partner.get(own(partner.scorer, *parts)))
        assert hostile not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_same_page_sent_twice_is_one_save(partner):
    for _ in range(2):
        assert partner.post(own(partner.scorer, S05), view("3", "A line")).status_code == 302
    assert said(partner).version == 1
    assert AuditEntry.objects.filter(verb="view-save").count() == 1


def test_two_windows_of_one_person_never_overwrite_unknowingly(partner):
    partner.post(own(partner.scorer, S05), view("2", "In the first window"))
    partner.post(own(partner.scorer, "standards", "S06"), view("2", "Another standard"))
    page = text(partner.post(own(partner.scorer, S05), view("4", "In the second window", 0)))
    assert "Not saved yet" in page
    assert "In the first window" in page
    assert "In the second window" in page
    assert said(partner).level == 2
    assert partner.post(own(partner.scorer, S05), view("4", "In the second window", 1)).status_code == 302
    assert said(partner).level == 4


def test_4_9_forged_fields_change_nothing(partner):
    forged = view(scorer=1, sent_at="2026-01-01", kind="champion", lowest="1", highest="5", person=1)
    assert partner.post(own(partner.scorer, S05), forged).status_code == 302
    assert (said(partner).lowest, said(partner).highest) == (None, None)
    partner.scorer.refresh_from_db()
    assert (partner.scorer.kind, partner.scorer.sent_at) == ("alone", None)
    assert partner.get(own(partner.scorer, "group")).status_code == 404


# --- Sending --------------------------------------------------------------------------------


def test_every_standard_needs_an_answer_and_dont_know_is_one(partner):
    scorer = answered(partner.scorer, "dont_know")
    say(scorer, "S05", "", version=1)
    response = partner.post(own(scorer, "send"))
    assert response.status_code == 422
    page = text(response)
    assert "It has not been sent yet" in page
    assert f'href="{own(scorer, S05)}"' in page
    assert f'href="{own(scorer, "standards", "S06")}">Answer' not in page
    scorer.refresh_from_db()
    assert scorer.sent_at is None
    say(scorer, "S05", "not_applicable", version=2)
    assert partner.post(own(scorer, "send")).status_code == 302


def test_sent_is_frozen_and_sending_again_is_the_same(partner):
    scorer = answered(partner.scorer)
    for _ in range(2):
        assert partner.post(own(scorer, "send"))["Location"] == own(scorer)
    assert AuditEntry.objects.filter(verb="views-send").count() == 1
    response = partner.post(own(scorer, S05), view("5", "Second thoughts", 1))
    assert response.status_code == 409
    assert "Your views are sent" in text(response)
    assert "Second thoughts" in text(response)
    assert said(partner).level == 3
    assert partner.get(own(scorer, S05)).status_code == 409
    assert partner.get(own(scorer, "check"))["Location"] == own(scorer)


# --- Too late -------------------------------------------------------------------------------


def test_the_last_day_passes_while_they_write(partner):
    scorer = partner.scorer
    say(scorer, "S01", "2")
    type(scorer.assessment).objects.update(views_open_on="2026-01-01", views_close_on="2026-01-31")
    response = partner.post(own(scorer, S05), view("4", "Too late by a minute"))
    assert response.status_code == 409
    for words in ("The time for giving views ended on 31 January 2026", "Too late by a minute", "counts only once"):
        assert words in text(response)
    assert scorer.views.get().level == 2
    assert "2 – Agreement" in text(partner.get(own(scorer)))
    assert partner.post(own(scorer, "send")).status_code == 409


def test_the_state_moves_on_while_they_write(partner):
    scorer = partner.scorer
    say(scorer, "S01", "2")
    agreement.submit(assessment=agreed(scorer.assessment), by=champion_of(scorer.assessment))
    response = partner.post(own(scorer, S05), view("4", "Typed meanwhile"))
    assert response.status_code == 409
    assert "views are no longer taken" in text(response)
    assert "Typed meanwhile" in text(response)
    assert scorer.views.count() == 1


def test_an_unsent_view_counts_nowhere(partner):
    scorer = answered(partner.scorer)
    standard = Standard.objects.get(code="S05", version=scorer.assessment.version)
    assert views_given(scorer.assessment, standard) == 0
    partner.post(own(scorer, "send"))
    assert views_given(scorer.assessment, standard) == 1


# --- Who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.ADMINISTRATOR, Role.DIRECTOR, Role.LOCAL_LEAD, Role.CONTRIBUTOR])
def test_nobody_else_opens_it(register, role):
    champion = in_role(Role.CHAMPION)
    scorer = answered(invited(asking(opened(champion))), "1", "A private line")
    client = browser_of(champion if role is Role.CHAMPION else in_role(role))
    for parts in ([], [S05], ["check"], ["thanks"], ["report"], ["report", "pdf"], ["group"]):
        response = client.get(own(scorer, *parts))
        assert response.status_code == 404
        assert "A private line" not in text(response)
    for parts in ([S05], ["send"], ["group"]):
        assert client.post(own(scorer, *parts), view("5")).status_code == 404
    assert scorer.views.get(standard__code="S05").level == 1


def test_somebody_elses_and_none_look_and_cost_the_same(partner):
    other = invited(partner.scorer.assessment)
    answers = []
    for pk in (other.pk, 999_999):
        with CaptureQueriesContext(connection) as taken:
            response = partner.get(f"/readiness/views/{pk}/")
        answers.append((response.status_code, len(taken), _bare(text(response))))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def _bare(page: str) -> str:
    return re.sub(r'(nonce|value)="[^"]+"', "", page)


def test_the_action_itself_refuses_whoever_it_is_not_asked_of(register):
    scorer = answered(invited(asking()))
    said = giving.Said(Answer(5), "Forged", None, None, 1)
    standard = Standard.objects.get(code="S05", version=scorer.assessment.version)
    for by in (champion_of(scorer.assessment), in_role(Role.ADMINISTRATOR)):
        with pytest.raises(PermissionDenied):
            giving.save_view(scorer=scorer, standard=standard, said=said, by=by)
        with pytest.raises(PermissionDenied):
            giving.send_views(scorer=scorer, by=by)
    assert scorer.views.get(standard=standard).line == ""


def test_an_account_opens_ones_own_without_a_link(register):
    contributor = in_role(Role.CONTRIBUTOR)
    scorer = invited(asking(), "health", email=contributor.email)
    client = browser_of(contributor)
    home = text(client.get("/"))
    assert "Give your view" in home
    assert own(scorer) in home
    assert own(scorer) in text(client.get("/readiness/views/"))
    assert client.post(own(scorer, S05), view("2")).status_code == 302
    sent(scorer)
    assert own(scorer) not in text(client.get("/"))
    assert "/readiness/views/" in text(client.get("/"))
    assert "Sent" in text(client.get("/readiness/views/"))


def test_the_list_of_a_stranger_asks_for_sign_in(register):
    assert Client().get("/readiness/views/")["Location"].startswith("/accounts/login/")
    page = text(browser_of(in_role(Role.CONTRIBUTOR)).get("/readiness/views/"))
    assert "Nobody has asked for your view" in page


def test_home_and_list_leave_out_what_cannot_be_answered(register):
    contributor = in_role(Role.CONTRIBUTOR)
    scorer = invited(asking(), "health", email=contributor.email)
    with clock(timezone.now() + timedelta(days=21)):
        client = browser_of(contributor)
        assert "Give your view" not in text(client.get("/"))
        assert "views are not taken now" in text(client.get("/readiness/views/"))
    assert not Scorer.objects.get(pk=scorer.pk).sent_at


def test_many_standards_and_many_partners_cost_no_more(partner):
    def cost(*parts: str) -> int:
        with CaptureQueriesContext(connection) as taken:
            assert partner.get(own(partner.scorer, *parts)).status_code == 200
        return len(taken)

    before = [cost(), cost(S05), cost("check")]
    answered(partner.scorer)
    for _ in range(5):
        sent(invited(partner.scorer.assessment))
    assert [cost(), cost(S05), cost("check")] == before
    assert max(before) <= 14


# --- A group --------------------------------------------------------------------------------


@pytest.fixture
def convenor(register):
    scorer = group(asking(), "gp", "Practice managers")
    client = link_opened(scorer)
    client.scorer = scorer
    return client


def about(name: str = "Practice managers", present: object = 6, day: str = "5", version: int = 0) -> dict:
    held = {"held_on-day": day, "held_on-month": "January", "held_on-year": "2026"}
    return {"name": name, "present": present, "version": version, **held}


def test_a_group_says_who_was_there_and_how_far_apart_they_were(convenor):
    scorer = convenor.scorer
    assert convenor.post(own(scorer, "group"), about()).status_code == 302
    for code in ("S05", "S08", "S09"):
        convenor.post(own(scorer, "standards", code), view("3", lowest="2", highest="5"))
    page = text(convenor.get(own(scorer, "check")))
    assert "2 to 5" in page
    assert convenor.post(own(scorer, "send")).status_code == 302
    scorer.refresh_from_db()
    assert (scorer.present, scorer.sent_at is not None) == (6, True)
    assert {(v.level, v.lowest, v.highest) for v in scorer.views.all()} == {(3, 2, 5)}


def test_a_group_is_not_sent_without_saying_who_was_there(convenor):
    answered_views = [say(convenor.scorer, code, "3") for code in ("S05", "S08", "S09")]
    response = convenor.post(own(convenor.scorer, "send"))
    assert (response.status_code, len(answered_views)) == (422, 3)
    assert "Say who was there" in text(response)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (about(present=0), "At least 1 person must have been present"),
        (about(present=""), "Enter how many people were present"),
        (about(present="many"), "must be a whole number"),
        (about(name=""), "Enter the group’s name"),
        (about(day="31") | {"held_on-year": "2099"}, "must be on or before"),
        (about(day=""), "must include a day"),
    ],
)
def test_what_is_wrong_about_a_group_is_said(convenor, wrong, says):
    assert says in text(convenor.post(own(convenor.scorer, "group"), wrong))
    convenor.scorer.refresh_from_db()
    assert convenor.scorer.present is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (view("3", lowest="4", highest="2"), "The highest must be the same as or above the lowest"),
        (view("3", lowest="2", highest=""), "Select both the lowest and the highest, or neither"),
        (view("1", lowest="2", highest="4"), "must lie between the lowest and the highest"),
        (view("3", lowest="9", highest="4"), "from the list"),
    ],
)
def test_a_range_that_is_none_is_refused(convenor, wrong, says):
    assert says in text(convenor.post(own(convenor.scorer, S05), wrong))
    assert not convenor.scorer.views.exists()


def test_a_group_may_not_know_and_still_differ(convenor):
    answer_ = view("dont_know", lowest="1", highest="4")
    assert convenor.post(own(convenor.scorer, S05), answer_).status_code == 302
    assert said(convenor).no_level == "dont_know"


def test_one_convenor_may_speak_for_two_groups_and_answer_alone(register):
    assessment = asking()
    email = "busy@example.org"
    scorers = [
        group(assessment, name="Heads", email=email),
        group(assessment, name="Governors", email=email),
        invited(assessment, email=email),
    ]
    assert len({scorer.person_id for scorer in scorers}) == 1
    client = browser_of(scorers[0].person)
    page = text(client.get("/readiness/views/"))
    assert all(own(scorer) in page for scorer in scorers)
