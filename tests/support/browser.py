"""A browser that looks after itself: every page a test reaches must be good, whatever the test is about.

Good means: nothing refused by the content security policy, no error in the console, no failed request, nothing
asked of another site, no dialog; axe clean; error links that reach their box; a title and one heading; nothing wider
than a phone. The rules are in `CHECKS` and in axe; a test adds only what its story is about.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from machine.packages import chromium
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Response, Route, expect

from tests.support.site import ROOT

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
ARGUMENTS = (
    "--no-sandbox",  # containers rarely allow it, and only our own pages are opened
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FAILURES = ROOT / "test-results"
GALLERY = "/components/"  # shows every state there is, errors included

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
RUN_AXE = """async () => {
  const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const found = await axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] })
  const where = (nodes) => nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | ')
  return found.violations.map(v => `axe ${v.id}: ${v.help}: ${where(v.nodes)}`)
}"""

CHECKS = """(gallery) => {
  const found = []
  const say = (what) => found.push(what)
  const visible = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0
  const headings = document.querySelectorAll('h1').length
  if (headings !== 1 && !gallery) say(`${headings} headings of the first level`)
  if (!document.title.trim()) say('no title')
  if (!document.documentElement.lang) say('no language')

  const ids = [...document.querySelectorAll('[id]')].map(e => e.id)
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) say(`id used twice: ${id}`)

  const before = document.activeElement
  const summaries = document.querySelectorAll('.govuk-error-summary')
  for (const link of document.querySelectorAll('.govuk-error-summary a[href^="#"]')) {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)))
    if (target) target.focus({ preventScroll: true })
    if (!target || document.activeElement !== target) say(`error link leads nowhere: ${link.textContent} ${link.hash}`)
  }
  if (before && before !== document.body) before.focus({ preventScroll: true })
  if (!gallery && Boolean(summaries.length) !== /^(Error|Gwall): /.test(document.title)) {
    say(`${summaries.length} error summaries, and the title is ${document.title}`)
  }

  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
  if (wide > 0) {
    const over = [...document.querySelectorAll('body *')].filter(e =>
      visible(e) && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    say(`${wide} pixels too wide: ${over.slice(0, 3).map(e => e.outerHTML.slice(0, 150)).join(' | ')}`)
  }
  for (const e of document.querySelectorAll('button, input, select, textarea, summary, a.govuk-button')) {
    const box = e.getBoundingClientRect()
    if (visible(e) && (box.width < 24 || box.height < 24)) {
      say(`target of ${box.width} by ${box.height}: ${e.outerHTML.slice(0, 200)}`)
    }
  }
  return found
}"""


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS])
    try:
        yield browser
    finally:
        browser.close()


class Watch:
    """Everything that went wrong in one browser context, as it happens."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.elsewhere = f"{address}/"  # another site that this browser may go to
        self.problems: list[str] = []
        self.pages: set[str] = set()
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("dialog", self._dialog)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfailed", self._failed)

    def _console(self, message) -> None:
        # Chromium also notes here that a page itself was answered 404 or so; tests say which answer they expect.
        address = message.location["url"]
        about_page = message.text.startswith("Failed to load resource") and address in self.pages
        if message.type == "error" and not about_page:
            self.problems.append(f"console: {message.text}")

    def _dialog(self, dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request) -> None:
        if not request.url.startswith((f"{self.address}/", self.elsewhere, "data:")):
            self.problems.append(f"asked another site: {request.url}")
        if request.is_navigation_request():
            self.pages.add(request.url)

    def _response(self, response: Response) -> None:
        if response.status < 400 or response.request.is_navigation_request():
            return
        self.problems.append(f"{response.status} for {response.url}")

    def _failed(self, request) -> None:
        if request.failure != "net::ERR_ABORTED":  # left for another page, or became a download
            self.problems.append(f"{request.failure} for {request.url}")


class Tab:
    """One tab of somebody's browser. What it is told is what a person does, by the words they see."""

    looked_at: set[tuple] = set()  # what axe has seen already in this process

    def __init__(self, page: Page, watch: Watch, scripts: bool, copies: Callable[[], Page]) -> None:
        self.page, self.watch, self.scripts, self._copies = page, watch, scripts, copies

    # --- Doing --------------------------------------------------------------------------------
    def visit(self, path: str, status: int = 200) -> None:
        answer = self.page.goto(self.watch.address + path)
        assert answer.status == status, f"{path} was answered {answer.status}"
        self.expect_good_page()

    def press(self, button: str | re.Pattern, status: int = 200) -> None:
        self._onward(self.page.get_by_role("button", name=button, exact=isinstance(button, str)), status)

    def follow(self, link: str | re.Pattern, within: Locator | None = None) -> None:
        self._onward((within or self.page).get_by_role("link", name=link, exact=isinstance(link, str)))

    def reload(self) -> None:
        self.page.reload()
        self.expect_good_page()

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, question: str, answer: str) -> None:
        self.page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()

    def another_tab(self) -> "Tab":
        return Tab(self.page.context.new_page(), self.watch, self.scripts, self._copies)

    def _onward(self, what: Locator, status: int = 200) -> None:
        with self.page.expect_navigation() as navigation:
            what.click()
        assert navigation.value.status == status, f"{self.page.url} was answered {navigation.value.status}"
        self.expect_good_page()

    # --- Seeing -------------------------------------------------------------------------------
    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.watch.address).partition("?")[0].partition("#")[0]

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def expect_heading(self, words: str | re.Pattern) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def expect_text(self, words: str | re.Pattern) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def expect_no_text(self, words: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(words)

    def value_of(self, label: str) -> str:
        return self.page.get_by_label(label, exact=True).input_value()

    def expect_errors(self, *messages: str) -> None:
        """Said in the summary, in the title and beside the box; each line of the summary leads there."""
        summary = self.page.locator(".govuk-error-summary")
        expect(summary.get_by_role("link")).to_have_text([*messages])
        assert self.page.title().startswith("Error: ")
        for message in messages:
            expect(self.page.locator(".govuk-error-message").filter(has_text=message)).to_be_visible()
            summary.get_by_role("link", name=message, exact=True).click()
            expect(self.page.locator("input:focus, textarea:focus, select:focus")).to_have_count(1)

    def expect_good_page(self) -> None:
        found = self.page.evaluate(CHECKS, self.path == GALLERY)
        width, title = self.page.viewport_size["width"], self.page.title()
        # On a desk each of a kind’s titles, on a phone each kind once, with and without errors: axe takes longest.
        shown = title if width >= DESK["width"] else title.startswith("Error: ")
        key = (re.sub(r"\d+", "0", self.path), shown, width, self.scripts)
        if key not in Tab.looked_at:
            found += self._axe()
            Tab.looked_at.add(key)
        found += self.watch.problems
        assert not found, f"{self.path} at {self.page.viewport_size['width']} px:\n" + "\n".join(found)

    def _axe(self) -> list[str]:
        if self.scripts:
            if self.page.evaluate("typeof axe") == "undefined":  # not in this page yet
                self.page.evaluate(AXE)
            return self.page.evaluate(RUN_AXE)
        # axe is a script itself: it looks at a copy of what the page without scripts shows.
        copy = self._copies()
        html, address = self.page.content(), self.page.url

        def answer(route: Route) -> None:
            if route.request.is_navigation_request():
                route.fulfill(body=html, content_type="text/html")
            elif route.request.resource_type == "script":
                route.fulfill(body="", content_type="text/javascript")
            else:
                route.continue_()

        copy.route("**/*", answer)
        copy.set_viewport_size(self.page.viewport_size)
        copy.goto(address)
        copy.evaluate(AXE)
        found = copy.evaluate(RUN_AXE)
        copy.context.close()
        return found
