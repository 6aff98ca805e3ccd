"""A respondent on a small phone without JavaScript: from the link in the email to the copy of the answers."""

import re

import pytest
from playwright.sync_api import expect

from evaluation.models import Invitation, Respondent
from tests.support import rounds
from tests.support.browser import PHONE
from tests.support.keyboard import faults_of_a_walk

USED, SKILLS = "Which of these have you used?", "What effect has it had on your skills?"
MONTHS = "How many months have you been in post?"
BOX = f"{MONTHS} (optional)"


@pytest.fixture
def asked(area):
    """One invitation in a round of this area, not sent by the beat, with its token."""
    [person] = rounds.listed(1, area)
    round_ = rounds.a_round(people=0, groups=[rounds.of_commissioners()])
    rounds.invited(round_)
    invitation = Invitation.objects.select_related("mail").get(group__round=round_, person=person)
    return invitation, rounds.token_in(invitation.mail.body)


def test_a_respondent_answers_on_a_phone(open_tab, asked):
    invitation, token = asked
    phone = open_tab(PHONE, scripts=False)
    phone.visit("/respond/made-up/", status=404)
    phone.expect_heading("This link does not work")

    phone.visit(f"/respond/{token}/")
    assert token not in phone.page.url
    phone.expect_heading("A survey")
    phone.expect_text("Your answers are confidential")
    phone.press("Start")
    phone.press("Continue")
    phone.expect_errors("Select one or more answers")
    phone.choose(USED, "Training and development")
    phone.type(BOX, "a year")
    phone.press("Continue")
    phone.expect_errors("Enter a whole number, such as 12")
    assert phone.value_of(BOX) == "a year"
    phone.type(BOX, "12")
    phone.press("Welsh")
    phone.expect_heading("Beth rydych wedi’i ddefnyddio")
    phone.press("English")
    phone.press("Continue")

    phone.choose(SKILLS, "A negative effect")
    phone.press("Save and come back later")
    phone.expect_heading("Your answers are saved")
    another = open_tab(PHONE, scripts=False)
    another.visit(f"/respond/{token}/")
    another.press("Continue")
    another.expect_heading("Training and development")
    another.type("Why do you say so? (optional)", "It was too long.")
    another.press("Continue")
    another.page.get_by_label("Day", exact=True).fill("31")
    another.page.get_by_label("Month", exact=True).fill("2")
    another.page.get_by_label("Year", exact=True).fill("2026")
    another.press("Continue")
    another.expect_errors("The date must be a real date")
    another.page.get_by_label("Day", exact=True).fill("28")
    another.press("Continue")

    another.expect_heading("Check your answers")
    another.follow(f"Change {MONTHS}")
    another.type(BOX, "13")
    another.press("Continue")
    another.expect_heading("Check your answers")
    another.expect_text("13")
    another.press("Send my answers")
    another.expect_heading("Thank you, your answers are sent")
    another.expect_text("28 February 2026")
    expect(another.page.get_by_role("link", name=re.compile("^Change"))).to_have_count(0)
    assert Respondent.objects.get(identity__invitation=invitation)

    phone.visit(f"/respond/{token}/")
    phone.expect_heading("Thank you: your answers were sent")


def test_somebody_who_does_not_want_to(open_tab, asked):
    invitation, token = asked
    phone = open_tab(PHONE, scripts=False)
    phone.visit(f"/respond/lost/{invitation.group_id}/")
    phone.press("Send me another link")
    phone.expect_errors("Enter the email address that the invitation came to")
    phone.visit(f"/respond/{token}/")
    phone.follow("tell us not to ask you again")
    phone.press("Do not ask me")
    phone.expect_errors("Select whether we may ask you another year")
    phone.choose("For how long?", "Not this time; you may ask me again another year")
    phone.press("Do not ask me")
    phone.expect_heading("You will not be asked again this year")


def test_every_page_of_a_survey_is_gone_through_without_a_mouse(page, asked):
    _, token = asked
    page.visit(f"/respond/{token}/")
    assert faults_of_a_walk(page.page) == []
    page.press("Start")
    assert faults_of_a_walk(page.page) == []
    page.choose(USED, "Training and development")
    page.type(BOX, "12")
    page.press("Continue")
    assert faults_of_a_walk(page.page) == []
    page.choose(SKILLS, "A negative effect")
    page.press("Save and come back later")
    page.expect_heading("Your answers are saved")
    assert faults_of_a_walk(page.page) == []
