"""HTML to tagged PDF. The only module that imports WeasyPrint: workers do (`reporting.tasks`), web processes never.

Nothing is fetched while a page is laid out: the fetcher knows `data:` and no other scheme, follows no
redirect, and there is no base address that a relative one could be joined to. What would take minutes or
gigabytes is refused before layout begins; the limits are measured.
"""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

MOST_BYTES = 1_000_000
MOST_ROWS = 2_000
MOST_LINES = 5_000  # paragraphs, list items and line breaks: about a hundred pages of nothing else
WIDEST_SPAN = 100
DEEPEST = 100  # layout recurses; at 150 nested boxes Python's own limit is reached

PRINT_STYLESHEET = Path(__file__).with_name("print.css")

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_SHORTEN = "Shorten the longest texts and ask for it again."
_TELL_US = "Tell us: this is a fault of ours, not of what you wrote."
_LINES = frozenset({"p", "li", "br"})


class TooLarge(Exception):
    """It would take too long or too much memory; the message says what to shorten."""


def render(html: str, *, stylesheet: str) -> bytes:
    """The page as PDF/UA-1 (tagged, fonts embedded), styled by that CSS text and its own `<style>` alone.

    Raises TooLarge for what is beyond the limits above.
    """
    check(html)
    closed = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    fonts = _fonts()
    try:
        return HTML(string=html, url_fetcher=closed).write_pdf(
            stylesheets=[CSS(string=stylesheet, url_fetcher=closed, font_config=fonts)],
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
            presentational_hints=False,
            font_config=fonts,
        )
    except (RecursionError, MemoryError):
        raise TooLarge(f"It is too large to be laid out. {_SHORTEN}") from None


@cache
def _fonts() -> FontConfiguration:
    """One a process: a new one for every PDF leaves memory behind (50 reports: 11 MB against 4, measured)."""
    return FontConfiguration()


def print_stylesheet() -> str:
    """The house style of every PDF: A4, running heads, embedded open font."""
    return PRINT_STYLESHEET.read_text(encoding="utf-8")


def check(html: str) -> None:
    """Raises TooLarge for a page that is too long, too deep, or has too many rows, lines or merged cells."""
    size = len(html.encode("utf-8", "replace"))
    if size > MOST_BYTES:
        raise TooLarge(f"Its text is {size / 1_000_000:.1f} MB; the most is 1 MB. {_SHORTEN}")
    measure = _Measure()
    measure.feed(html)
    measure.close()


class _Measure(HTMLParser):
    """Walks the tags once and stops at the first limit; it builds nothing, so depth costs it nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.rows = self.lines = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._count(tag, dict(attrs))
        if tag not in _VOID:
            self.open.append(tag)
        if len(self.open) > DEEPEST:
            raise TooLarge(f"It is nested more than {DEEPEST} levels deep, so it cannot be laid out. {_TELL_US}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Only inside a picture does a slash close an element.
        if "svg" in self.open:
            self._count(tag, dict(attrs))
        else:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open and self.open.pop() != tag:
            pass

    def _count(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.rows += tag == "tr"
        self.lines += tag in _LINES
        if self.rows > MOST_ROWS:
            raise TooLarge(f"It has more than {MOST_ROWS:,} table rows. Ask for fewer, or for a spreadsheet instead.")
        if self.lines > MOST_LINES:
            raise TooLarge(f"It has more than {MOST_LINES:,} lines and paragraphs. Join the shortest and ask again.")
        for name in ("colspan", "rowspan", "span"):
            if _number(attributes.get(name)) > WIDEST_SPAN:
                raise TooLarge(f"A table cell spans more than {WIDEST_SPAN} columns or rows. {_TELL_US}")


def _number(value: str | None) -> float:
    """As a browser reads it; what is absurdly long is absurdly large."""
    digits = (value or "").strip().lstrip("+")
    leading = digits[: len(digits) - len(digits.lstrip("0123456789"))]
    return float(leading) if leading else 0
