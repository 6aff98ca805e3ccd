"""What people do on this site, in their words; the tests' stories are told with these."""

import re
from datetime import date

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from commissioning import years
from commissioning.documents.models import Document
from commissioning.people.models import User
from readiness.actions import agreement
from readiness.actions import assessments as actions
from readiness.levels import LEVELS, NO_LEVEL, Answer
from readiness.models import AgreedLevel, Scorer, SelfAssessment
from readiness.queries import assessments as queries
from tests.conftest import browser_of
from tests.support import partners, people
from tests.support.browser import Tab
from tests.support.site import until

QUESTION = "Where are you on this standard?"
WORDS = "In your own words, what shows this?"
FINISHED = "Have you completed this standard?"
YES, NO = "Yes, I’ve completed it", "No, I’ll come back to it"
VIEW = "Where do you see your area on this standard?"
LINE = re.compile("^Is there anything you want to say about it")
EVIDENCE = "Board paper 7 of 12 May sets out what changed."
# What `complete` answers, one for each of the twelve standards.
ANSWERS = ("3", "4", "2", "5", "1", "dont_know", "not_applicable", "3", "2", "4", "3", "2")


# --- Given --------------------------------------------------------------------------------------
def an_assessment(champion: User, answers: tuple[str, ...] = ()) -> SelfAssessment:
    """This year's, with so many of its standards completed and empty pages for the rest: no words of last year's."""
    area = champion.appointments.get().authority
    assessment = actions.open_assessment(authority=area, year=years.year_of(timezone.localdate()), by=champion)
    assessment.entries.update(narrative="", carried="", carried_from=None)
    answer_the_rest(assessment, champion, answers)
    return assessment


def answer_the_rest(assessment: SelfAssessment, champion: User, answers: tuple[str, ...] = ANSWERS) -> None:
    """Completes standards in order; an empty answer leaves one as it is."""
    for task, value in zip(queries.progress(assessment).tasks, answers, strict=False):
        if not value:
            continue
        typed = actions.Typed(Answer.parse(value), EVIDENCE, completed=True, version=task.entry.version)
        actions.save_standard(assessment=assessment, standard=task.standard, typed=typed, by=champion)


def agree_the_rest(assessment: SelfAssessment, champion: User, value: str = "3") -> None:
    """Every level that is not agreed yet."""
    settled = AgreedLevel.objects.filter(assessment=assessment).values("standard")
    for standard in assessment.version.standards.exclude(pk__in=settled):
        level = agreement.Agreed(Answer.parse(value), target=None, rationale="", dissent="", version=0)
        agreement.agree_level(assessment=assessment, standard=standard, agreed=level, by=champion)


def address_of(assessment: SelfAssessment, code: str = "") -> str:
    return assessment.get_absolute_url() + (f"standards/{code}/" if code else "")


def standards_of(assessment: SelfAssessment) -> list[str]:
    return [task.standard.code for task in queries.progress(assessment).tasks]


def saved(assessment: SelfAssessment, code: str) -> tuple[str, str, bool]:
    """What the database holds: level, words, finished."""
    task = queries.task(assessment, code)
    return task.answer.value, task.entry.narrative, task.entry.completed


# --- When ---------------------------------------------------------------------------------------
def sign_in(tab: Tab, email: str, password: str = "") -> Tab:
    """With a password by the form; without one as somebody who has done so, for that takes longest on purpose."""
    if password:
        tab.visit("/accounts/login/")
        enter_password(tab, email, password)
    else:
        session = browser_of(User.objects.get(email=email)).cookies[settings.SESSION_COOKIE_NAME].value
        tab.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": tab.watch.address}]
        )
        tab.visit("/")
    return tab


def enter_password(tab: Tab, email: str, password: str = people.PASSWORD) -> None:
    tab.type("Email address", email)
    tab.type("Password", password)
    tab.press("Sign in")


def answer(tab: Tab, value: str = "", words: str | None = None, finished: bool | None = True) -> None:
    """Fills in one standard; `finished` None leaves that question alone."""
    if value:
        tab.choose(QUESTION, f"{value} – {LEVELS[int(value)]}" if value.isdigit() else NO_LEVEL[value])
    if words is not None:
        tab.type(WORDS, words)
    if finished is not None:
        tab.choose(FINISHED, YES if finished else NO)


def answer_next_standards(tab: Tab, answers: tuple[str, ...], words: str = EVIDENCE) -> None:
    for value in answers:
        answer(tab, value, words)
        tab.press("Save and continue")


def enter_day(tab: Tab, question: str, day: date) -> None:
    boxes = tab.page.get_by_role("group", name=question)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(part, exact=True).fill(str(value))


def open_link(tab: Tab, scorer: Scorer) -> None:
    """The newest link in that partner's mail, and the button behind it."""
    tab.visit(partners.link_to(scorer))
    tab.expect_heading(f"This link is for {scorer.person}")
    tab.press("I am the person named here")


def give_view(tab: Tab, value: str, line: str = "") -> None:
    """Fills in one standard as a partner."""
    tab.choose(VIEW, f"{value} – {LEVELS[int(value)]}")
    tab.page.get_by_label(LINE).fill(line)


def give_views(tab: Tab, value: str, line: str) -> None:
    """Every standard still to be answered, up to the page that checks them."""
    while not tab.path.endswith("/check/"):
        give_view(tab, value, line)
        tab.press("Save and continue")


def wait_for_documents(area) -> None:
    unfinished = Document.objects.filter(authority=area, state__in=["queued", "running"])
    until(lambda: not unfinished.exists(), "the documents of the area", seconds=180)


def download(tab: Tab) -> tuple[str, bytes]:
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("link", name=re.compile("^Download ")).first.click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


# --- Then ---------------------------------------------------------------------------------------
def expect_signed_in_as(tab: Tab, name: str) -> None:
    expect(tab.page.get_by_role("list", name="Your account")).to_contain_text(name)


def expect_status(tab: Tab, title: str, status: str) -> None:
    """Of one task in a task list."""
    row = tab.page.get_by_role("listitem").filter(has=tab.page.get_by_role("link", name=title, exact=True))
    expect(row).to_contain_text(status)


def csv_of(tab: Tab, path: str) -> str:
    """A list's file, as that person gets it."""
    answer = tab.page.request.get(f"{tab.watch.address}{path}{'&' if '?' in path else '?'}format=csv")
    assert answer.status == 200, f"{path} as CSV was answered {answer.status}"
    return answer.text()


def cells(tab: Tab, table: str) -> list[list[str]]:
    """The rows of the table with that caption, as text."""
    rows = tab.page.get_by_role("table", name=table).locator("tbody tr")
    return rows.evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))")
