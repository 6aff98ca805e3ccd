"""From the champion’s own views to the signature: agreeing, the challenge, the response, the director, and back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commissioning.access.roles import Role
from readiness.levels import LEVELS
from tests.browser import steps
from tests.support import agreeing, assessments
from tests.support.browser import PHONE

LEVEL = "Which level do you agree on?"
REASON = "Two partners told me the opposite in March."
REPLY = "They had not seen the plan of May; we have shown it to them since."


@pytest.fixture
def champion(new_person):
    return new_person(Role.CHAMPION, name="Nadia Holt")


@pytest.fixture
def lead(new_person):
    return new_person(Role.LOCAL_LEAD, name="Tom Vale")


@pytest.fixture
def director(new_person):
    return new_person(Role.DIRECTOR, name="Ros Amin")


@pytest.fixture
def assessment(champion):
    """Every standard answered with level 3; nothing sent yet."""
    return steps.an_assessment(champion, ("3",) * 12)


def test_levels_are_agreed_widest_disagreement_first(page, champion, lead, assessment):
    agreeing.said(assessment, "health", "3", "As the champion says", only={"S05": "1"})
    agreeing.said(assessment, "schools", "3", "Much as before", only={"S05": "5", "S09": "2"})
    steps.sign_in(page, champion.email)
    page.press("Continue")
    page.press("Check answers and send")
    page.press("Send your views and start agreeing")

    rows = steps.cells(page, "The standards, widest disagreement first")
    assert [row[0].partition(".")[0] for row in rows[:2]] == ["5", "9"]
    assert rows[0][1] == "3 views, from 1 to 5"
    page.follow("Check what is missing")
    page.expect_text("What keeps it here")
    page.visit(steps.address_of(assessment) + "agreeing/")
    page.press("Go through the standards one by one")
    page.expect_heading(re.compile(r"^5\. "))
    agree(page, "2", why="Schools’ view counted for more", dissent="Health saw less")
    page.press("Save and next")
    page.expect_heading(re.compile(r"^9\. "))
    agree(page, "3")
    page.press("Save and next")

    steps.agree_the_rest(assessment, champion)
    page.visit(steps.address_of(assessment) + "agreeing/")
    page.expect_text("12 of 12 levels agreed")
    page.press("Check it before it goes on")
    expect(page.page.get_by_role("button", name="Send to the director")).to_have_count(0)  # challenged first
    page.press("Send to the local lead for challenge")
    page.expect_text("With the local lead")
    page.follow("Take it back from your local lead")
    page.type("Why do you take it back?", "A paper was missing")
    page.press("Take it back")
    page.expect_text("Agreeing levels")


def agree(page, level: str, why: str = "", dissent: str = "") -> None:
    page.choose(LEVEL, f"{level} – {LEVELS[int(level)]}")
    page.type("Why this level?", why)
    page.type("Who saw it differently, and why?", dissent)


@pytest.mark.slow
def test_the_local_lead_challenges_and_the_area_responds(open_tab, champion, lead, assessment):
    page = steps.sign_in(open_tab(), lead.email)
    page.expect_text("Nothing waits for you today")
    page.visit(steps.address_of(assessment) + "challenge/", status=403)
    assessments.challenging(assessment)
    page.visit("/")
    page.press("Challenge it")
    page.follow(re.compile(r"^2\. "))
    page.choose("How does it look to you?", "It looks lower to me")
    page.press("Save and next")
    page.expect_errors("Say why it looks lower to you")
    page.type("Why?", REASON)
    page.press("Save and next")
    page.visit(steps.address_of(assessment) + "challenge/")
    page.expect_text("11 of 12 standards are left.")
    page.follow("Agree with all that are left")
    page.press("Agree with these")
    page.press("Give the challenge to the area")
    page.expect_text("Given to the area.")

    area = steps.sign_in(open_tab(PHONE, scripts=False), champion.email)
    area.press("Respond")
    area.expect_text("1 of 12 levels looks different to your local lead.")
    area.expect_text(REASON)
    area.follow(re.compile("^Respond on "))
    respond(area)
    area.press("Print the challenge and our response in the report")
    area.expect_text("The challenge and your response are printed in the feedback report.")
    area.press("Send to the director")
    area.expect_heading("Sent to your director")
    page.visit(steps.address_of(assessment) + "report/")
    page.expect_text(REPLY)


def respond(area) -> None:
    area.choose("The level after this", f"2 – {LEVELS[2]}")
    area.press("Save and next")
    area.expect_errors("Enter your response to the challenge", "Say why the level changes")
    area.type("Your response", REPLY)
    area.type("Why this level?", "It is still to be seen")
    area.press("Save and next")
    area.expect_text("Your level now: 2 – ")


@pytest.mark.slow
def test_the_director_returns_it_and_then_signs(open_tab, champion, lead, director, assessment):
    assessments.submitted(assessment)
    page = steps.sign_in(open_tab(), director.email)
    page.press("Read it")
    page.expect_text("The local lead agrees with 12 of the levels.")
    page.follow("Return it with comments")
    page.press("Return it to your champion")
    page.expect_errors("Enter what you want changed")
    page.type("What do you want changed?", "Say more about pooled budgets")
    page.press("Return it to your champion")
    page.expect_text("Returned to your champion with your comments.")

    area = steps.sign_in(open_tab(), champion.email)
    area.press("Read the comments")
    area.expect_text("Say more about pooled budgets")
    area.press("Take it up again")
    area.visit(steps.address_of(assessment) + "checks/")
    area.press("Send to the director")

    page.visit("/")
    page.press("Read it")
    sign(page)
    page.expect_text("Signed on behalf of the partnership. It is locked")
    page.visit(steps.address_of(assessment) + "report/")
    page.expect_text("Read with care; I agree.")
    reopen(area, assessment)


def sign(page) -> None:
    day = timezone.localdate() - timedelta(days=9)
    page.choose("Has your children’s partnership board discussed it?", "Yes, on the day below")
    page.press("Sign on behalf of the partnership")
    page.expect_errors("Enter the day the board discussed it")
    steps.enter_day(page, "Day the board discussed it", day)
    page.page.get_by_label(re.compile("^Your comment")).fill("Read with care; I agree.")
    page.press("Sign on behalf of the partnership")


def reopen(area, assessment) -> None:
    area.visit(steps.address_of(assessment))
    area.follow("Reopen it to change what was signed")
    area.type("Why do you reopen it?", "The board asked for it")
    area.press("Reopen it")
    area.expect_text("Agreeing levels")
    assessment.refresh_from_db()
    assert (assessment.state, assessment.revision) == ("agreeing", 2)
    area.visit(steps.address_of(assessment) + "report/")  # revision 1 stays to be read
