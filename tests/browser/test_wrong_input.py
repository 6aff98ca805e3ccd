"""What is missing or wrong is said, in the summary and beside its box, and nothing typed is ever dropped."""

import pytest
from playwright.sync_api import expect

from commissioning.access.roles import Role
from readiness.models.assessments import LONGEST_NARRATIVE
from tests.browser import steps


@pytest.fixture
def assessment(new_person, page):
    champion = new_person(Role.CHAMPION)
    made = steps.an_assessment(champion)
    steps.sign_in(page, champion.email)
    return made


@pytest.fixture
def standard(assessment, page) -> str:
    """The first standard, open on the page."""
    code = steps.standards_of(assessment)[0]
    page.visit(steps.address_of(assessment, code))
    return code


def test_completed_without_a_level(page, assessment, standard):
    steps.answer(page, words="Words without a level")
    page.press("Save and continue")
    page.expect_errors("Select a level, or say that it does not apply or that you don’t know")
    assert page.value_of(steps.WORDS) == "Words without a level"
    assert steps.saved(assessment, standard) == ("", "Words without a level", False)  # kept all the same


def test_level_four_without_words(page, assessment, standard):
    steps.answer(page, "4")
    page.press("Save and continue")
    page.expect_errors("Say briefly what shows level 4")
    assert steps.saved(assessment, standard) == ("4", "", False)
    steps.answer(page, words=steps.EVIDENCE)
    page.press("Save and continue")
    assert steps.saved(assessment, standard) == ("4", steps.EVIDENCE, True)


def test_nothing_at_all_may_be_saved_for_later(page, assessment, standard):
    page.press("Save and come back later")
    page.expect_text("0 of 12 standards completed")
    assert steps.saved(assessment, standard) == ("", "", False)


def test_more_words_than_there_is_room_for(page, assessment, standard):
    long = "A sentence of evidence. " * 420  # 10,080 characters
    steps.answer(page, "3", long)
    page.expect_text("You have 80 characters too many")
    page.press("Save and continue")
    page.expect_errors("What shows this must be 10000 characters or fewer; it has 10079 now")
    assert page.value_of(steps.WORDS).strip() == long.strip()
    assert steps.saved(assessment, standard) == ("", "", False)
    steps.answer(page, words=long[:LONGEST_NARRATIVE].strip())
    page.press("Save and continue")
    assert steps.saved(assessment, standard)[1] == long[:LONGEST_NARRATIVE].strip()


@pytest.mark.parametrize("level", ["9", "0", "-1", "3; DROP TABLE", "4\x00"])
def test_a_level_that_does_not_exist(page, assessment, standard, level):
    steps.answer(page, "3", "Words that must stay")
    page.page.get_by_label("3 – ").evaluate("(radio, value) => { radio.value = value }", level)
    page.press("Save and continue")
    page.expect_errors("Select one of the levels")
    assert page.value_of(steps.WORDS) == "Words that must stay"
    assert steps.saved(assessment, standard) == ("", "", False)


def test_sign_in_says_no_more_than_it_must(page, new_person):
    person = new_person(Role.CHAMPION)
    page.visit("/accounts/login/")
    page.press("Sign in")
    expect(page.page.get_by_role("alert").get_by_role("link")).to_have_count(2)
    steps.enter_password(page, person.email, "not the pass phrase")
    wrong_password = page.text
    steps.enter_password(page, "nobody@example.org", "not the pass phrase")
    assert page.text == wrong_password
    assert page.page.title().startswith("Error: ")
