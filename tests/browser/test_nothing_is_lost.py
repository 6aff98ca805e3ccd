"""Two people at once, a session that ran out, a page that went stale: what was typed is shown again and can be sent.

Quality 15, 28 and 29.
"""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from commissioning.access.roles import Role
from commissioning.people import actions as people
from commissioning.people.models import HeldPost
from readiness.actions import agreement
from readiness.models import AssessmentMove, SelfAssessment
from tests.browser import steps
from tests.support.people import PASSWORD

TYPED = "A long sentence that somebody typed with care and must never have to type again."


@pytest.fixture
def champion(new_person):
    return new_person(Role.CHAMPION, name="Nadia Holt")


@pytest.fixture
def assessment(champion):
    return steps.an_assessment(champion)


@pytest.fixture
def code(assessment) -> str:
    return steps.standards_of(assessment)[0]


@pytest.fixture
def typing(page, champion, assessment, code):
    """The champion's page with a standard answered and not yet saved."""
    steps.sign_in(page, champion.email)
    page.visit(steps.address_of(assessment, code))
    steps.answer(page, "3", TYPED)
    return page


def test_a_session_about_to_end_says_so_and_goes_on_when_asked(typing):
    """The clock of the page is put forward, not the server’s."""
    typing.page.clock.install()
    typing.page.reload()
    steps.answer(typing, "3", TYPED)
    typing.page.clock.fast_forward("01:54:00")
    warning = typing.page.get_by_role("dialog", name="You will be signed out in five minutes")
    expect(warning).to_be_hidden()
    typing.page.clock.fast_forward("02:00")
    expect(warning).to_be_visible()
    expect(warning.get_by_role("button", name="Stay signed in")).to_be_focused()
    typing.page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    assert typing.value_of(steps.WORDS) == TYPED
    typing.page.clock.fast_forward("01:58:00")
    expect(warning).to_be_visible()
    typing.page.clock.fast_forward("05:00")
    over = typing.page.get_by_role("dialog", name="You have been signed out")
    over.get_by_role("button", name="Back to the page").click()
    assert typing.value_of(steps.WORDS) == TYPED


def test_what_is_done_in_another_tab_keeps_the_session(typing):
    typing.page.clock.install()
    typing.page.reload()
    other = typing.page.context.new_page()
    typing.page.clock.fast_forward("01:56:00")
    warning = typing.page.get_by_role("dialog", name="You will be signed out in five minutes")
    expect(warning).to_be_visible()
    other.goto(typing.page.url)
    expect(warning).to_be_hidden()


def test_one_standard_saved_from_two_places(typing, open_tab, champion, assessment, code):
    elsewhere = steps.sign_in(open_tab(), champion.email)
    elsewhere.visit(steps.address_of(assessment, code))
    steps.answer(elsewhere, "2", "What was written elsewhere")
    elsewhere.press("Save and continue")

    typing.press("Save and continue")
    told = typing.page.get_by_role("alert", name="Not saved yet")
    expect(told).to_contain_text("Nadia Holt saved this standard")
    expect(told).to_contain_text("2 – Agreement, and a beginning")
    expect(told).to_contain_text("What was written elsewhere")
    assert typing.value_of(steps.WORDS) == TYPED
    assert steps.saved(assessment, code) == ("2", "What was written elsewhere", True)

    typing.press("Save and continue")  # knowingly
    assert steps.saved(assessment, code) == ("3", TYPED, True)


def test_a_successor_and_the_page_left_open(typing, open_tab, new_person, champion, assessment, code):
    """The champion changed, and both had the page open: the second save is told who made the first."""
    people.end_now(appointment=champion.appointments.get(), by=None)
    successor = steps.sign_in(open_tab(), new_person(Role.CHAMPION, name="Tom Vale").email)
    successor.visit(steps.address_of(assessment, code))
    left_open = successor.another_tab()
    left_open.visit(steps.address_of(assessment, code))
    steps.answer(successor, "1", "From the successor", finished=False)
    successor.press("Save and continue")
    steps.answer(left_open, "2", TYPED)
    left_open.press("Save and continue")
    left_open.expect_text("Tom Vale saved this standard")
    assert left_open.value_of(steps.WORDS) == TYPED
    assert steps.saved(assessment, code) == ("1", "From the successor", False)


def test_the_session_ran_out_while_typing(typing, champion, assessment, code):
    Session.objects.filter(pk=session_of(typing)).update(expire_date="2020-01-01T00:00Z")
    typing.press("Save and continue")
    typing.expect_heading("Sign in")
    steps.enter_password(typing, champion.email)
    typing.expect_heading("We kept what you typed")
    typing.expect_text(TYPED)
    assert HeldPost.objects.get(person=champion).path == steps.address_of(assessment, code)
    assert steps.saved(assessment, code) == ("", "", False)

    typing.press("Send it again")
    typing.expect_heading(re.compile(r"^2\. "))
    assert steps.saved(assessment, code) == ("3", TYPED, True)


def test_what_was_kept_is_for_its_person_alone(typing, open_tab, new_person, champion):
    Session.objects.filter(pk=session_of(typing)).update(expire_date="2020-01-01T00:00Z")
    typing.press("Save and continue")
    kept = HeldPost.objects.get(person=champion)
    somebody = steps.sign_in(open_tab(), new_person(Role.DIRECTOR).email)
    somebody.visit(f"/accounts/kept/{kept.pk}/", status=404)
    somebody.expect_no_text(TYPED)


def test_a_session_nobody_remembers(typing, champion, assessment, code):
    """Whose it was cannot be told, so it is stored nowhere and shown once more."""
    Session.objects.filter(pk=session_of(typing)).delete()
    typing.press("Save and continue", status=403)
    typing.expect_heading("For your security, we signed you out")
    assert typing.value_of("Narrative") == TYPED
    steps.sign_in(typing.another_tab(), champion.email, PASSWORD)
    typing.press("Send it again", status=403)  # signing in changed the form's token
    assert typing.value_of("Narrative") == TYPED
    typing.press("Send it again")
    assert steps.saved(assessment, code) == ("3", TYPED, True)


def test_the_forms_token_is_gone(typing, assessment, code):
    typing.page.context.clear_cookies(name="csrftoken")
    typing.press("Save and continue", status=403)
    typing.expect_heading("We could not check where this came from")
    assert typing.value_of("Narrative") == TYPED
    assert steps.saved(assessment, code) == ("", "", False)
    typing.press("Send it again")
    assert steps.saved(assessment, code) == ("3", TYPED, True)


def test_it_was_sent_meanwhile(typing, champion, assessment, code):
    steps.answer_the_rest(assessment, champion)
    agreement.begin(assessment=assessment, by=champion)
    agreement.submit(assessment=assessment, by=champion)
    before = steps.saved(assessment, code)
    typing.press("Save and continue", status=409)
    typing.expect_heading("That is not possible now")
    typing.expect_text("its answers can no longer be changed")
    expect(typing.page.get_by_label("What you had typed: Narrative")).to_have_value(TYPED)
    assert steps.saved(assessment, code) == before


def test_a_role_that_ended_meanwhile(typing, champion, assessment, code):
    people.end_now(appointment=champion.appointments.get(), by=None)
    typing.press("Save and continue", status=403)
    typing.expect_heading("You have no role at the moment")
    typing.expect_text("What you had entered")
    assert steps.saved(assessment, code) == ("", "", False)


def test_sent_twice_is_sent_once(page, champion, assessment):
    steps.answer_the_rest(assessment, champion)
    steps.sign_in(page, champion.email)
    check = steps.address_of(assessment) + "check/"
    other = page.another_tab()
    page.visit(check)
    other.visit(check)
    for tab in (page, other):
        tab.press("Send your views and start agreeing")
        tab.expect_heading("Agreeing levels")
    assert AssessmentMove.objects.filter(assessment=assessment, move="agree").count() == 1


def test_a_double_click_starts_one(page, new_person, area):
    steps.sign_in(page, new_person(Role.CHAMPION).email)
    page.press("Start")
    with page.page.expect_navigation():
        page.page.get_by_role("button", name="Start now").dblclick()
    page.expect_good_page()
    page.expect_text("0 of 12 standards completed")
    assert SelfAssessment.objects.filter(authority=area, state="open").count() == 1


def test_back_and_saved_again(typing, assessment, code):
    typing.press("Save and continue")
    typing.page.go_back()
    typing.expect_good_page()
    assert typing.value_of(steps.WORDS) == TYPED
    steps.answer(typing, words="Better words")
    typing.press("Save and continue")
    typing.expect_heading(re.compile(r"^2\. "))
    assert steps.saved(assessment, code) == ("3", "Better words", True)


def session_of(tab) -> str:
    return next(c["value"] for c in tab.page.context.cookies() if c["name"] == "sessionid")
