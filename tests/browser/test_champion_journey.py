"""A champion from sign-in to the finished feedback report: with everything a browser can do, and with the least."""

import io
import re
import subprocess

import pikepdf
import pytest
from playwright.sync_api import expect

from commissioning.access.roles import Role
from readiness.levels import NO_LEVEL
from readiness.models import SelfAssessment
from tests.browser import steps
from tests.support.browser import PHONE

pytestmark = pytest.mark.slow  # a report is laid out at the end of each
REPORT_SECONDS = 180_000


def test_a_champion_answers_every_standard_and_sends_it(page, new_person, area):
    champion = new_person(Role.CHAMPION, name="Nadia Holt")
    steps.sign_in(page, champion.email)
    page.expect_heading("What needs you now")
    start(page, area)
    assessment = SelfAssessment.objects.get(authority=area, state="open")
    codes = steps.standards_of(assessment)

    page.follow(re.compile(r"^1\. "))
    steps.answer_next_standards(page, steps.ANSWERS[:2])
    keep_one_for_later(page)
    assert steps.saved(assessment, codes[2]) == ("2", "Half a sentence", False)

    try_to_send_too_early(page, missing=10)
    finish_the_one_kept(page, codes[2])
    steps.answer_next_standards(page, steps.ANSWERS[3:])
    page.expect_heading("Check your answers")
    send(page)

    page.expect_heading("Sent to your director")
    page.expect_text("What happens next")
    expect(page.page.get_by_text("Ready", exact=True)).to_be_visible(timeout=REPORT_SECONDS)  # by itself
    page.expect_good_page()
    expect_report_as_pdf(*steps.download(page), area.name)
    page.follow("Read the report on screen")
    expect_levels(page, steps.ANSWERS)


def test_the_same_on_a_phone_without_scripts(open_tab, new_person, area):
    phone = open_tab(PHONE, scripts=False)
    champion = new_person(Role.CHAMPION)
    assessment = steps.an_assessment(champion, steps.ANSWERS[:10])
    steps.sign_in(phone, champion.email)
    phone.press("Continue")
    phone.follow(re.compile(r"^11\. "))
    steps.answer_next_standards(phone, steps.ANSWERS[10:])
    phone.expect_heading("Check your answers")
    send(phone)

    phone.expect_heading("Sent to your director")
    refresh_when_made(phone, area)
    expect_report_as_pdf(*steps.download(phone), area.name)
    phone.follow("Read the report on screen")
    expect_levels(phone, steps.ANSWERS)
    assessment.refresh_from_db()
    assert assessment.state == "with_director"


def start(page, area) -> None:
    page.press("Start")
    page.expect_text("It is not inspection, and areas are never ranked.")
    page.press("Start now")
    page.expect_heading(re.compile("Annual self-assessment"))
    page.expect_text("0 of 12 standards completed")


def keep_one_for_later(page) -> None:
    steps.answer(page, "2", "Half a sentence", finished=None)
    page.press("Save and come back later")
    page.expect_text("Saved. You can come back to it whenever you like.")
    page.expect_text("2 of 12 standards completed")
    page.reload()
    page.expect_no_text("Saved. You can come back")  # said once


def send(page) -> None:
    """With nobody else asked and no local lead in role: the champion's levels are the agreed ones."""
    page.press("Send your views and start agreeing")
    page.expect_heading("Agreeing levels")
    page.press("Check it before it goes on")
    page.expect_text("no local lead who did not lead it is in role")
    page.press("Send to the director")


def try_to_send_too_early(page, missing: int) -> None:
    page.press("Check answers and send")
    page.press("Send your views and start agreeing", status=422)
    summary = page.page.get_by_role("alert")
    expect(summary).to_contain_text("Your views are not sent yet")
    expect(summary.get_by_role("link")).to_have_count(missing)


def finish_the_one_kept(page, code: str) -> None:
    page.follow(re.compile("^Complete standard 3, "), within=page.page.get_by_role("alert"))
    assert page.path.endswith(f"/{code}/")
    assert page.value_of(steps.WORDS) == "Half a sentence"
    steps.answer(page, "2", steps.EVIDENCE)
    page.press("Save and continue")
    page.expect_heading(re.compile(r"^4\. "))


def refresh_when_made(phone, area) -> None:
    phone.expect_text(re.compile("Waiting|Being made|Ready"))
    steps.wait_for_documents(area)
    phone.reload()
    expect(phone.page.get_by_text("Ready", exact=True)).to_be_visible()


def expect_report_as_pdf(name: str, content: bytes, authority: str) -> None:
    assert name.endswith(".pdf")
    assert content.startswith(b"%PDF")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) >= 8
    read = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    assert authority in " ".join(read.split())


def expect_levels(tab, answers: tuple[str, ...]) -> None:
    for number, value in enumerate(answers, 1):
        heading = tab.page.locator(f"#standard-{number}")
        words = NO_LEVEL.get(value, f"Level {value}")
        expect(heading.locator("xpath=..")).to_contain_text(words)
