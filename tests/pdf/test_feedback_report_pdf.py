"""The feedback report as the worker lays it out, read back from the file."""

import itertools
import re

import pytest

from commissioning.reporting import pdf
from readiness.report_document import as_html
from tests.pdf import reading
from tests.reporting.samples import (
    ANSWERS,
    as_first_kept,
    county_durham,
    frozen,
    frozen_in_full,
    published,
    report_of,
)


def made(report) -> bytes:
    return pdf.render(as_html(report), stylesheet=pdf.print_stylesheet())


@pytest.fixture(scope="module")
def content() -> bytes:
    return made(county_durham(published=published()))


@pytest.fixture
def report(content):
    with reading.opened(content) as opened:
        yield opened


def test_it_has_pages_a_language_and_a_title(report):
    assert 12 <= len(report.pages) <= 20
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


def test_the_figures_have_their_message_as_alternative_text(report):
    figures = [element for element in reading.tags(report) if element.S == "/Figure"]

    charts = county_durham().charts
    assert [str(figure.Alt) for figure in figures] == [charts.levels.alt, charts.spread.alt]


def test_table_headers_know_what_they_head(report):
    scopes = [element.get("/A") for element in reading.tags(report) if element.S == "/TH"]

    assert scopes
    assert all(scope is not None for scope in scopes)


def test_bookmarks_lead_to_chapters_and_standards(report):
    titles = reading.outline(report)

    assert {"At a glance", "Governance and framework", "Beside other areas", "Method and notes"} <= set(titles)
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
        "The finance leads of council and ICB looked at the same table",
        "Health put it at 4: their own spend is known by group.",
        "You know residential care to the pound, and used it.",
        "One service is not yet most of the money",
        "I am glad that we are honest about pooled money.",
        "Supports it in part",
        "Write one section 75 agreement for speech and language therapy",
        "On 6 of the 12 standards views are two levels apart or more",
        "Number of other areas at each level: North East",
        "Page 8 of",
        "E06000047-2025-1, snapshot",
    ):
        assert words in text


def test_contents_give_the_page_each_chapter_is_on(content):
    pages = reading.pages_of(content)
    contents = re.search(r"Contents (.*)", pages[1])[1]

    for chapter in ("At a glance", "Commissioning activity", "Beside other areas", "Method and notes"):
        number = int(re.search(rf"{chapter}[ .]*(\d+)", contents)[1])
        assert chapter in pages[number - 1]
        assert f"Page {number} of {len(pages)}" in pages[number - 1]


def test_the_same_report_gives_the_same_file(content):
    assert made(county_durham(published=published())) == content


def test_unsigned_and_replaced_versions_say_so_on_the_cover():
    sent = report_of(frozen(ANSWERS, moment="sent"))
    replaced = report_of(frozen(ANSWERS), superseded_by="revision 2, signed")

    assert "Not signed yet." in as_html(sent)
    assert "and what moved" not in as_html(sent)
    assert "revision 2, signed" in as_html(replaced)
    assert "Not signed yet." not in as_html(county_durham())


def test_it_names_roles_and_no_person(content):
    """But whom the area itself names as answering for an action."""
    text = reading.text_of(content)

    assert "by the director of children’s services" in text
    assert "Sara Whitfield, ICB" in text


def test_a_snapshot_of_the_first_format_is_still_a_report():
    content = made(as_first_kept())

    with reading.opened(content) as opened:
        assert 10 <= len(opened.pages) <= 20
        assert len([element for element in reading.tags(opened) if element.S == "/Figure"]) == 1
    text = reading.text_of(content)
    assert "The local lead’s challenge" not in text
    assert "Where partners saw it differently" not in text


@pytest.mark.parametrize(
    "data",
    [
        frozen_in_full(dict.fromkeys(ANSWERS, ("dont_know", "")), {}, actions=[], took_part=[], asked=1),
        frozen_in_full(dict.fromkeys(ANSWERS, ("not_applicable", "")), {}, challenge_printed=False),
        frozen_in_full(dict.fromkeys(ANSWERS, (5, "")), {}, was_challenged=False, moment="sent"),
        frozen_in_full(ANSWERS, {}, revision=2),
    ],
    ids=["all do not know", "nothing applies", "all at 5, unchallenged, unsigned", "revision 2"],
)
def test_the_ends_of_what_can_be_said_make_a_report_too(data):
    content = made(report_of(data, replaces="revision 1, signed on 12 March 2026" if data["revision"] == 2 else ""))

    with reading.opened(content) as opened:
        assert 10 <= len(opened.pages) <= 20
    text = reading.text_of(content)
    assert "None" not in text
    assert ("in place of revision 1" in text) == (data["revision"] == 2)


def test_no_heading_is_left_alone_at_the_foot_of_a_page(content):
    """A page’s last line is its reference; what stands above it is never a chapter’s or a standard’s name."""
    titles = {f"{standard.number}. {standard.title}" for standard in county_durham().standards}
    titles |= {"Beside other areas", "What the area will do", "Capacity and competence", "Method and notes"}
    for page in reading.lines_of(content)[2:]:
        above = [line for line in page if line and not line.startswith(("E06000047-", "Page "))]
        assert above[-1] not in titles
        assert not above[-1].startswith("Section ")


def test_the_longest_narratives_still_fit():
    words = ("Ein " * 2500)[:10_000]
    answers = dict.fromkeys(ANSWERS, (3, words)) | {"S02": (3, "x" * 10_000)}

    with reading.opened(made(county_durham(answers))) as opened:
        assert 20 < len(opened.pages) < 120
