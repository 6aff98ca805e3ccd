"""The feedback report as the worker lays it out, read back from the file."""

import itertools
import re

import pytest

from commissioning.reporting import pdf
from readiness.report_document import as_html
from tests.pdf import reading
from tests.reporting.samples import ANSWERS, county_durham, frozen, report_of


def made(report) -> bytes:
    return pdf.render(as_html(report), stylesheet=pdf.print_stylesheet())


@pytest.fixture(scope="module")
def content() -> bytes:
    return made(county_durham())


@pytest.fixture
def report(content):
    with reading.opened(content) as opened:
        yield opened


def test_it_has_pages_a_language_and_a_title(report):
    assert len(report.pages) >= 8
    assert str(report.Root.Lang) == "en-GB"
    assert str(report.docinfo["/Title"]) == "Feedback report: County Durham, 2025/26"
    assert report.Root.ViewerPreferences.DisplayDocTitle
    assert report.Root.MarkInfo.Marked
    assert report.open_metadata()["pdfuaid:part"] == "1"


def test_it_is_tagged(report):
    found = list(reading.tags(report))
    kinds = [str(element.S) for element in found]

    assert {"/H1", "/H2", "/H3", "/H4", "/Table", "/TH", "/TD", "/Caption", "/L", "/LI"} <= set(kinds)
    assert kinds.count("/H1") == 1
    assert kinds.count("/H3") >= 12


def test_headings_never_skip_a_level(report):
    levels = [int(str(e.S)[2:]) for e in reading.tags(report) if str(e.S) in {"/H1", "/H2", "/H3", "/H4"}]

    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


def test_the_figure_has_its_message_as_alternative_text(report):
    figures = [element for element in reading.tags(report) if element.S == "/Figure"]

    assert len(figures) == 1
    assert str(figures[0].Alt) == county_durham().chart.alt


def test_table_headers_know_what_they_head(report):
    scopes = [element.get("/A") for element in reading.tags(report) if element.S == "/TH"]

    assert scopes
    assert all(scope is not None for scope in scopes)


def test_bookmarks_lead_to_chapters_and_standards(report):
    titles = reading.outline(report)

    assert {"At a glance", "Governance and framework", "Change since 2024/25", "Method and notes"} <= set(titles)
    assert "12. A learning, outward-facing partnership" in titles
    assert not [title for title in titles if "looks like" in title]


def test_every_font_is_in_the_file(report):
    fonts = reading.fonts(report)

    assert fonts
    assert all(fonts.values())
    assert all("Liberation-Sans" in name or "LiberationSans" in name for name in fonts)


def test_it_says_what_the_area_said(content):
    text = reading.text_of(content)

    for words in (
        "County Durham",
        "Commissioning Support Programme",
        "The children’s plan for 2024 to 2034",
        "No forecasts yet.",
        "Nothing was written for this standard.",
        "4 of the 10 standards with a level are at level 4 or 5",
        "We don’t know",
        "Not applicable here",
        "Signed on behalf of the partnership",
        "Page 8 of",
        "E06000047-2025-1, snapshot",
    ):
        assert words in text


def test_contents_give_the_page_each_chapter_is_on(content):
    pages = reading.pages_of(content)
    contents = re.search(r"Contents (.*)", pages[1])[1]

    for chapter in ("At a glance", "Commissioning activity", "Change since 2024/25", "Method and notes"):
        number = int(re.search(rf"{chapter}[ .]*(\d+)", contents)[1])
        assert chapter in pages[number - 1]
        assert f"Page {number} of {len(pages)}" in pages[number - 1]


def test_the_same_report_gives_the_same_file(content):
    assert made(county_durham()) == content


def test_unsigned_and_replaced_versions_say_so_on_the_cover():
    sent = report_of(frozen(ANSWERS, moment="sent"))
    replaced = report_of(frozen(ANSWERS), superseded_by="revision 2, signed")

    assert "Not signed yet." in as_html(sent)
    assert "Change since" not in as_html(sent)
    assert "revision 2, signed" in as_html(replaced)
    assert "Not signed yet." not in as_html(county_durham())


def test_the_longest_narratives_still_fit():
    words = ("Ein " * 2500)[:10_000]
    answers = dict.fromkeys(ANSWERS, (3, words)) | {"S02": (3, "x" * 10_000)}

    with reading.opened(made(county_durham(answers))) as opened:
        assert 20 < len(opened.pages) < 120
