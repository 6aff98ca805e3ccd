"""What people do on this site, in their words; the tests' stories are told with these."""

from django.utils import timezone
from playwright.sync_api import expect

from commissioning.people.models import User
from readiness import actions, queries, years
from readiness.levels import LEVELS, NO_LEVEL, Answer
from readiness.models import SelfAssessment
from tests.support import people
from tests.support.browser import Tab

QUESTION = "Where are you on this standard?"
WORDS = "In your own words, what shows this?"
FINISHED = "Have you completed this standard?"
YES, NO = "Yes, I’ve completed it", "No, I’ll come back to it"
EVIDENCE = "Board paper 7 of 12 May sets out what changed."
# What `complete` answers, one for each of the twelve standards.
ANSWERS = ("3", "4", "2", "5", "1", "dont_know", "not_applicable", "3", "2", "4", "3", "2")


# --- Given --------------------------------------------------------------------------------------
def an_assessment(champion: User, answers: tuple[str, ...] = ()) -> SelfAssessment:
    """This year's, with so many of its standards completed."""
    area = champion.appointments.get().authority
    assessment = actions.open_assessment(authority=area, year=years.year_of(timezone.localdate()), by=champion)
    answer_the_rest(assessment, champion, answers)
    return assessment


def answer_the_rest(assessment: SelfAssessment, champion: User, answers: tuple[str, ...] = ANSWERS) -> None:
    """Completes standards in order; an empty answer leaves one as it is."""
    for task, value in zip(queries.progress(assessment).tasks, answers, strict=False):
        if not value:
            continue
        typed = actions.Typed(Answer.parse(value), EVIDENCE, completed=True, version=task.entry.version)
        actions.save_standard(assessment=assessment, standard=task.standard, typed=typed, by=champion)


def address_of(assessment: SelfAssessment, code: str = "") -> str:
    return assessment.get_absolute_url() + (f"standards/{code}/" if code else "")


def standards_of(assessment: SelfAssessment) -> list[str]:
    return [task.standard.code for task in queries.progress(assessment).tasks]


def saved(assessment: SelfAssessment, code: str) -> tuple[str, str, bool]:
    """What the database holds: level, words, finished."""
    task = queries.task(assessment, code)
    return task.answer.value, task.entry.narrative, task.entry.completed


# --- When ---------------------------------------------------------------------------------------
def sign_in(tab: Tab, email: str, password: str = people.PASSWORD) -> Tab:
    tab.visit("/accounts/login/")
    enter_password(tab, email, password)
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


# --- Then ---------------------------------------------------------------------------------------
def expect_signed_in_as(tab: Tab, name: str) -> None:
    expect(tab.page.get_by_role("list", name="Your account")).to_contain_text(name)


def expect_status(tab: Tab, title: str, status: str) -> None:
    """Of one task in a task list."""
    row = tab.page.get_by_role("listitem").filter(has=tab.page.get_by_role("link", name=title, exact=True))
    expect(row).to_contain_text(status)
