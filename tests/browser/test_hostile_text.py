"""Text that would be code, or that turns what follows around, is shown as the text it is (quality 16 and 22).

Every page's `expect_good_page` fails on a dialog, on anything the content security policy had to stop, and on a
request to another site.
"""

import pytest
from playwright.sync_api import expect

from commissioning.access.roles import Role
from commissioning.people import actions as people_actions
from commissioning.programme import demo
from readiness.actions import agreement
from tests.browser import steps
from tests.support.site import DEMO_PASSWORD

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7 }}{% csrf_token %}'
TURNED = "\u202egnp.exe\u202c"
NARRATIVE = f"{HOSTILE} {TURNED} javascript:alert(3) <style>*{{display:none}}</style></textarea><h1>Mine</h1>"
IN_REPORT = NARRATIVE.replace(TURNED, "gnp.exe")  # where nothing may turn round what follows
NAME = f"{HOSTILE} \u202eeve"
IN_MAIL = f"Hello {HOSTILE} eve"  # nor there


@pytest.fixture
def champion(new_person):
    return new_person(Role.CHAMPION, name=NAME)


def test_what_was_typed_about_a_standard(page, open_tab, champion, new_person):
    assessment = steps.an_assessment(champion)
    code = steps.standards_of(assessment)[0]
    standard = steps.address_of(assessment, code)
    steps.sign_in(page, champion.email)
    page.visit(standard)
    stale = page.another_tab()
    stale.visit(standard)
    steps.answer(page, "3", NARRATIVE)
    page.press("Save and continue")

    page.visit(standard)
    assert page.value_of(steps.WORDS) == NARRATIVE
    page.visit(steps.address_of(assessment) + "check/")
    expect_as_text(page, NARRATIVE)
    steps.answer(stale, "2", "Something else")
    stale.press("Save and continue")
    expect_as_text(stale, NARRATIVE)  # what the other tab saved

    steps.answer(page_of(stale, standard), words=f"{NARRATIVE} again")
    finish_and_send(assessment, champion)
    stale.press("Save and continue", status=409)
    assert stale.value_of("What you had typed: Narrative") == f"{NARRATIVE} again"
    page.visit(steps.address_of(assessment) + "report/")
    expect_as_text(page, IN_REPORT)
    director = steps.sign_in(open_tab(), new_person(Role.DIRECTOR).email)
    director.visit(steps.address_of(assessment) + "report/")
    expect_as_text(director, IN_REPORT)


def test_a_persons_name(page, open_tab, champion, area):
    assessment = steps.an_assessment(champion)
    newcomer = people_actions.add_person(full_name=NAME, email=f"newcomer.{champion.pk}@demo.example", by=None)
    people_actions.invite(person=newcomer, by=None)
    steps.sign_in(page, champion.email)
    steps.expect_signed_in_as(page, NAME)
    page.visit(steps.address_of(assessment))
    expect_as_text(page, f"by {NAME}")  # what has happened
    page.visit(f"/authorities/{area.gss_code}/")
    expect_as_text(page, NAME)

    administrator = steps.sign_in(open_tab(), demo.email_of("admin"), DEMO_PASSWORD)
    administrator.visit(f"/accounts/people/?q={area.gss_code}")
    administrator.visit(f"/accounts/people/{champion.appointments.get().pk}/end/")
    expect_as_text(administrator, NAME)
    administrator.visit("/demo/outbox")
    expect_as_text(administrator, IN_MAIL)


def test_what_was_typed_into_an_address(page):
    steps.sign_in(page, demo.email_of("champion"), DEMO_PASSWORD)
    for path in ("/authorities/?q=", "/readiness/?q=", "/accounts/people/?q=", "/documents/?q="):
        page.visit(path + '"><script>alert(1)</script>')
        expect(page.page.locator("img[src=x]")).to_have_count(0)


def expect_as_text(tab, words: str) -> None:
    """There to be read, and nothing of it became part of the page."""
    tab.expect_text(words)
    expect(tab.page.locator("img[src=x], main style, main script")).to_have_count(0)


def page_of(tab, path: str):
    tab.visit(path)
    return tab


def finish_and_send(assessment, champion) -> None:
    """The rest as a colleague would, this standard left as it is."""
    left = ("", *steps.ANSWERS[1:])
    steps.answer_the_rest(assessment, champion, left)
    agreement.begin(assessment=assessment, by=champion)
    agreement.submit(assessment=assessment, by=champion)
