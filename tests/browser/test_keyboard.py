"""By keyboard alone: every stop can be seen, and everything a champion does can be done."""

import re

import pytest
from playwright.sync_api import expect

from commissioning.access.roles import Role
from tests.browser import steps
from tests.support import people
from tests.support.browser import Tab
from tests.support.keyboard import faults_of_a_walk

MOST_STOPS = 60
# What changes when an element gains focus; the radio's mark is drawn by the label beside it.
LOOKS = """e => {
  const of = (element, pseudo) => {
    const s = getComputedStyle(element, pseudo)
    return [s.outlineStyle, s.outlineColor, s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderColor].join()
  }
  const beside = e.nextElementSibling ? of(e.nextElementSibling, '::before') : ''
  return [of(e, null), beside].join(' / ')
}"""


@pytest.fixture
def champion(new_person):
    return new_person(Role.CHAMPION)


def test_the_skip_link_comes_first_and_works(page):
    page.visit("/accounts/login/")
    page.page.keyboard.press("Tab")
    skip = page.page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["y"] >= 0
    page.page.keyboard.press("Enter")
    expect(page.page.locator("main")).to_be_focused()
    page.page.keyboard.press("Tab")
    assert page.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_standard_is_answered_without_a_mouse(page, champion):
    assessment = steps.an_assessment(champion)
    code = steps.standards_of(assessment)[0]
    sign_in_by_keyboard(page, champion.email)
    page.visit(steps.address_of(assessment, code))

    tab_to(page, page.page.get_by_label("1 – No clear agreement what is needed", exact=True))
    page.page.keyboard.press("Space")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowDown")
    tab_to(page, page.page.get_by_label(steps.WORDS, exact=True))
    page.page.keyboard.type(steps.EVIDENCE)
    tab_to(page, page.page.get_by_label(steps.YES, exact=True))
    page.page.keyboard.press("Space")
    press_by_keyboard(page, page.page.get_by_role("button", name="Save and continue"))
    page.expect_heading(re.compile(r"^2\. "))
    assert steps.saved(assessment, code) == ("3", steps.EVIDENCE, True)


def test_an_error_is_reached_without_a_mouse(page, champion):
    assessment = steps.an_assessment(champion)
    sign_in_by_keyboard(page, champion.email)
    page.visit(steps.address_of(assessment, steps.standards_of(assessment)[0]))
    tab_to(page, page.page.get_by_label(steps.YES, exact=True))
    page.page.keyboard.press("Space")
    tab_to(page, page.page.get_by_role("button", name="Save and continue"))
    page.page.keyboard.press("Enter")
    expect(page.page.locator(".govuk-error-summary")).to_be_focused()  # it is read out first
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    expect(page.page.get_by_label("1 – No clear agreement what is needed", exact=True)).to_be_focused()


def test_every_stop_can_be_seen(page, champion):
    """One whole round through a standard's page: each stop looks different from when it has no focus."""
    assessment = steps.an_assessment(champion)
    steps.sign_in(page, champion.email)
    page.visit(steps.address_of(assessment, steps.standards_of(assessment)[0]))
    page.page.evaluate("document.body.focus()")
    stops = 0
    for _ in range(MOST_STOPS):
        page.page.keyboard.press("Tab")
        here = page.page.evaluate_handle("document.activeElement").as_element()
        if here.evaluate("e => e === document.body"):
            break
        focused = here.evaluate(LOOKS)
        here.evaluate("e => e.blur()")
        assert here.evaluate(LOOKS) != focused, f"No visible focus: {here.evaluate('e => e.outerHTML')[:200]}"
        here.evaluate("e => e.focus()")
        stops += 1
    assert 15 < stops < MOST_STOPS


SKIP = '<a class="govuk-skip-link" href="#m">Skip</a>'
STUMBLES = {
    "no visible focus": f'{SKIP}<main id="m"><a href="/" style="outline: none">On</a></main>',
    "not in the order": f'{SKIP}<main id="m"><a href="/">1</a><a href="/" tabindex="1">2</a></main>',
    "an order of its own": f'{SKIP}<main id="m"><a href="/" tabindex="2">2</a></main>',
    "for the mouse alone": f'{SKIP}<main id="m"><div onclick="1">Press</div></main>',
    "no way out": f'{SKIP}<main id="m"><a id="a" href="/">1</a><input onkeydown="event.preventDefault()"></main>',
    "out of reach": f'{SKIP}<main id="m"><input onfocus="this.blur()"><a href="/">1</a></main>',
    "out of sight": f'{SKIP}<main id="m"><a href="/" style="position: fixed; left: -999px">1</a></main>',
    "not the way past the menu": '<a href="/">Menu</a><main id="m"><a href="/">1</a></main>',
}


@pytest.mark.parametrize("fault", STUMBLES)
def test_the_walk_notices(browser, fault):
    page = browser.new_page()
    page.set_content(STUMBLES[fault])
    assert fault in "\n".join(faults_of_a_walk(page))
    page.close()


def test_the_walk_is_content_with_a_good_page(browser):
    page = browser.new_page()
    page.set_content(f'{SKIP}<main id="m"><a href="/">1</a><label><input type="radio" name="r">2</label></main>')
    assert faults_of_a_walk(page) == []
    page.close()


def sign_in_by_keyboard(page: Tab, email: str) -> None:
    page.visit("/accounts/login/")
    tab_to(page, page.page.get_by_label("Email address", exact=True))
    page.page.keyboard.type(email)
    page.page.keyboard.press("Tab")  # nothing in between: people do this without looking
    page.page.keyboard.type(people.PASSWORD)
    with page.page.expect_navigation():
        page.page.keyboard.press("Enter")
    page.expect_heading("What needs you now")


def tab_to(page: Tab, target) -> None:
    for _ in range(MOST_STOPS):
        page.page.keyboard.press("Tab")
        if target.evaluate("e => e === document.activeElement"):
            return
    pytest.fail(f"{MOST_STOPS} presses of Tab did not reach {target}")


def press_by_keyboard(page: Tab, button) -> None:
    tab_to(page, button)
    with page.page.expect_navigation():
        page.page.keyboard.press("Enter")
    page.expect_good_page()
