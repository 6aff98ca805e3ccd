"""Every address of the permission matrix that answers with a page, on a desk and on a phone.

The pages links lead to are walked in `test_every_page`; here are all others too: confirmations, drafts, what only one
person may open. Each is asked for as the permission matrix asks, on the demonstration, by the first role that may have
it, and undone; then the browser is given the very answer, headers included. What is sent back to an empty form (its
errors, or why it cannot be done now) is looked at as well. What is no page is told by its answer, not by a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import transaction
from django.test import override_settings
from playwright.sync_api import Route

from commissioning.access.roles import Role
from commissioning.programme import demo, matrix
from commissioning.programme.management.commands.permission_matrix import make_documents
from tests.support import database
from tests.support.browser import DESK, PHONE, Tab, Watch
from tests.support.keyboard import faults_of_a_walk

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

PARTS = 10  # so that two processes share them
# Whoever may have most of a page first; somebody without an account last.
MOST = (Role.CHAMPION, Role.LOCAL_LEAD, Role.PROGRAMME_LEAD, Role.EVALUATOR, Role.ADMINISTRATOR, Role.DIRECTOR)
ORDER = [*MOST, *(role for role in Role if role not in MOST), matrix.ANONYMOUS]
SIZES = {"get": (DESK, PHONE), "post": (PHONE,)}  # errors stand where there is least room for them
REFUSED = (403, 404, 405)
STATIC = f"{configured.SITE_ADDRESS}{configured.STATIC_URL}"
# Refused to everybody as the demonstration stands.
REFUSED_TO_ALL = {
    # Given only by a link of one's own: the journeys of partners and respondents open these.
    "readiness:thanks-download",
    "readiness:thanks-report",
    "respond:answers-check",
    "respond:answers-saved",
    "respond:answers-send",
    "respond:language-choose",
    "respond:page-answer",
    "respond:survey-refuse",
    "respond:survey-start",
    # Given only with a second factor set up: `test_accounts` does.
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_view_recovery_codes",
    # Given only where a council’s own sign-in is set up: `test_single_sign_on_journey` does.
    "people:single-sign-on",
    "people:single-sign-on-return",
    # Two people who code do not always differ, and no edition has its figures yet.
    "evaluation:answer-settle",
    "evaluation:figure-detail",
}
# Whose way through the site, by the pages it leads over.
JOURNEYS = {
    "champion": """programme:home readiness:assessment-list readiness:assessment-detail readiness:entry-edit
        readiness:assessment-check readiness:agreement-detail readiness:agreement-edit readiness:partner-list
        readiness:partner-invite readiness:evidence-list readiness:evidence-add readiness:plan-detail
        readiness:action-edit readiness:share-list readiness:report-detail readiness:comparison-detail""",
    "partner": """readiness:view-list readiness:view-detail readiness:view-edit readiness:view-check
        readiness:view-group readiness:support-form-detail""",
    "director’s agreement": """readiness:challenge-detail readiness:challenge-edit readiness:response-detail
        readiness:response-edit readiness:assessment-sent readiness:over-time-detail readiness:board-detail""",
    "support package": """support:package-list support:request-add support:package-detail support:package-scoping
        support:package-terms support:criterion-edit support:package-plan support:package-sessions support:session-add
        support:package-measures support:package-timeline support:closing-edit support:package-report""",
    "event booking": """profiles:event-list profiles:event-add profiles:event-detail profiles:booking-mine
        profiles:booking-list profiles:event-attendance profiles:event-feedback""",
    "structure map": """profiles:structure-map profiles:structure-list profiles:structure-edit profiles:relation-add
        profiles:organisational-model-list profiles:structure-map-compare profiles:relationship-list""",
    "line of sight": """programme:search-detail programme:line-list programme:line-detail programme:line-table
        programme:timeline-detail programme:brief-detail""",
    "evaluator": """evaluation:home evaluation:round-list evaluation:round-detail evaluation:round-add
        evaluation:group-results evaluation:coding-group evaluation:theme-edit evaluation:answer-code
        evaluation:quote-list evaluation:quote-edit evaluation:edition-detail evaluation:section-edit
        evaluation:invitation-list""",
    "listening": """evaluation:listening-list evaluation:listening-detail evaluation:listening-themes
        evaluation:area-interview-add evaluation:area-interview-detail evaluation:area-interview-notes
        evaluation:area-passage-detail evaluation:playback-add evaluation:area-report-detail""",
    "administrator": """people:directory-list people:person-detail people:appointment-add people:appointment-end
        people:person-merge people:trail-list programme:contact-list programme:reorganisation-detail
        programme:retention-preview readiness:standards-import readiness:standards-draft-compare""",
    "programme": """authorities:authority-list authorities:authority-detail programme:overview
        readiness:campaign-list readiness:campaign-detail support:desk-detail support:desk-list
        support:outcome-detail library:resource-list library:resource-detail""",
}


@dataclass(frozen=True)
class Answer:
    """What one address said to one asker."""

    name: str
    method: str
    role: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        """Not a redirect, nor a file, nor the piece of a page that a script asks for again."""
        return "Location" not in self.headers and self.body.lstrip()[:15].lower() == b"<!doctype html>"

    @property
    def is_refused(self) -> bool:
        return self.status in REFUSED or self.headers.get("Location", "").startswith("/accounts/login/")


@pytest.fixture(scope="module")
def storages(tmp_path_factory) -> dict:
    """One place for the demonstration’s files over all of these tests."""
    place = tmp_path_factory.mktemp("files")
    database.bring_files(place, database.demonstration())
    return {**configured.STORAGES, "default": {**configured.STORAGES["default"], "OPTIONS": {"location": place}}}


@pytest.fixture(scope="module")
def askers(browser, storages, demonstration, django_db_blocker) -> Iterator[dict[str, matrix.Asker]]:
    """Everybody who asks, signed in to the demonstration, in a transaction around these tests."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(STORAGES=storages, DEMO_MODE=True),
    ):
        make_documents()
        yield {matrix.ANONYMOUS: matrix.Asker(), **{role: matrix.signed_in(role) for role in Role}}
        transaction.set_rollback(True)


@pytest.fixture
def tab(askers, storages, browser, settings) -> Iterator[Tab]:
    """What it opens is not asked for again: `shown` hands it the answer."""
    settings.DEMO_MODE, settings.STORAGES = True, storages
    context = browser.new_context(viewport=DESK, locale="en-GB", timezone_id="Europe/London")
    yield Tab(context.new_page(), Watch(context, configured.SITE_ADDRESS), True, browser.new_page)
    context.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_that_answers_with_a_page(askers, tab, part):
    answers = [answer for name in sorted(matrix.addresses())[part::PARTS] for answer in pages_of(name, askers)]
    faults = [fault for answer in answers for fault in looked_at(tab, answer)]
    assert not faults, "\n\n".join(faults)
    assert len(answers) > 40, f"only {len(answers)} pages"


@pytest.mark.parametrize("journey", JOURNEYS)
def test_the_pages_of_a_journey_without_a_mouse(askers, tab, journey):
    faults = []
    for name in JOURNEYS[journey].split():
        answer = first_given(name, "get", askers)
        assert answer, f"nobody may have {name}"
        assert answer.is_page, f"{name} is no page"
        shown(tab, answer)
        faults += [f"{name} as {answer.role}: {fault}" for fault in faults_of_a_walk(tab.page)]
    assert not faults, "\n".join(faults)


def pages_of(name: str, askers: dict[str, matrix.Asker]) -> Iterator[Answer]:
    """Its page, and what an empty form is answered with where that is a page too."""
    given = [answer for method in matrix.METHODS if (answer := first_given(name, method, askers))]
    assert given or name in REFUSED_TO_ALL, f"{name} is refused to everybody: is its example right?"
    yield from (answer for answer in given if answer.is_page)


def first_given(name: str, method: str, askers: dict[str, matrix.Asker]) -> Answer | None:
    """The answer to the first who is not refused."""
    example = matrix.EXAMPLES.get(name, matrix.NO_OBJECT)
    for roles in matrix.together(example, ORDER):
        with matrix.undone():
            path = matrix.path_of(name, demo.DURHAM, askers[roles[0]].user)
            for role in roles:
                answer = answered(name, path, role, matrix.ask(path, askers[role], method), method)
                if not answer.is_refused:
                    return answer
    return None


def answered(name: str, path: str, role: str, answer, method: str) -> Answer:
    kept = {key: value for key, value in answer.headers.items() if key not in ("Content-Length", "Set-Cookie")}
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # which closes a file
    return Answer(name, method, str(role), path, answer.status_code, kept, body)


def looked_at(tab: Tab, answer: Answer) -> list[str]:
    """What is wrong with that page at either width."""
    shown(tab, answer)
    found = []
    for size in SIZES[answer.method]:
        tab.page.set_viewport_size(size)
        try:
            tab.expect_good_page()
        except AssertionError as fault:
            found.append(f"{answer.name} {answer.method} as {answer.role}: {fault}")
            tab.watch.problems.clear()
    return found


def shown(tab: Tab, answer: Answer) -> None:
    def give(route: Route) -> None:
        asked = route.request
        if asked.is_navigation_request():
            route.fulfill(status=answer.status, headers=answer.headers, body=answer.body)
        elif asked.url.startswith(STATIC):
            route.fulfill(path=Path(configured.STATIC_ROOT) / asked.url.removeprefix(STATIC))
        else:
            route.abort("aborted")  # a state being asked for again: there is nobody to answer

    tab.page.unroute_all()
    tab.page.route("**/*", give)
    tab.page.goto(configured.SITE_ADDRESS + answer.path)


# --- Other colours, other spacing, paper --------------------------------------------------------
KEY_PAGES = (
    "programme:home",
    "readiness:entry-edit",
    "readiness:report-detail",
    "profiles:structure-map",
    "programme:overview",
    "support:package-detail",
)
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""
# What words are cut off: in a box that hides what does not fit it.
CUT = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
  const s = getComputedStyle(e)
  const hides = [s.overflowX, s.overflowY].some(o => o === 'hidden' || o === 'clip')
  return hides && e.checkVisibility() && e.clientWidth > 1 &&
    (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
}).map(e => e.outerHTML.slice(0, 150))"""
DRAWINGS = """() => [...document.querySelectorAll('main svg')].filter(e => e.checkVisibility()).map(e =>
  [getComputedStyle(e).forcedColorAdjust, getComputedStyle(e).backgroundColor])"""
EDGELESS = """() => [...document.querySelectorAll('main :is(.govuk-tag, .govuk-button, .govuk-input)')].filter(e =>
  e.checkVisibility() && parseFloat(getComputedStyle(e).borderTopWidth) < 1).map(e => e.outerHTML.slice(0, 150))"""
MOVING = """() => [...document.querySelectorAll('*')].filter(e => ['', '::before', '::after'].some(part => {
  const s = getComputedStyle(e, part || null)
  return parseFloat(s.transitionDuration) > 0 || parseFloat(s.animationDuration) > 0 || s.scrollBehavior === 'smooth'
})).map(e => e.outerHTML.slice(0, 150))"""
PRESSED = """() => [...document.querySelectorAll('nav, .govuk-button, .app-find, .govuk-skip-link, .app-footer')]
  .filter(e => e.checkVisibility() && e.getClientRects().length).map(e => e.outerHTML.slice(0, 150))"""
PAPER = {"width": 718, "height": 1000}  # A4 between its margins, in CSS pixels


@pytest.mark.parametrize("name", KEY_PAGES)
def test_key_pages_in_other_colours_other_spacing_and_on_paper(askers, tab, name):
    page = tab.page
    shown(tab, first_given(name, "get", askers))
    page.emulate_media(forced_colors="active", contrast="more")
    assert page.evaluate(EDGELESS) == []
    assert all(drawing == ["none", "rgb(255, 255, 255)"] for drawing in page.evaluate(DRAWINGS))
    page.emulate_media(forced_colors="none", contrast="no-preference", reduced_motion="reduce")
    assert page.evaluate(MOVING) == []

    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    assert page.locator("h1").is_visible()
    assert page.evaluate(PRESSED) == []
    page.emulate_media(media="screen")

    page.set_viewport_size(PHONE)  # which is also a desk's window at 400 %
    cut = set(page.evaluate(CUT))
    page.evaluate("style => document.adoptedStyleSheets.push(new CSSStyleSheet())", SPACED)
    page.evaluate("style => document.adoptedStyleSheets.at(-1).replaceSync(style)", SPACED)
    assert set(page.evaluate(CUT)) <= cut
    assert tab.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
