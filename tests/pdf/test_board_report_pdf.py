"""The two pages for the board: two they are, tagged, and nothing in them that the report does not say."""

from dataclasses import replace
from datetime import date

import pytest

from commissioning.reporting import pdf
from readiness import board_document
from readiness.feedback.board import board_report
from tests.pdf import reading
from tests.reporting.samples import ACTIONS, ANSWERS, as_first_kept, county_durham, frozen, frozen_in_full, report_of

LONG = "Commissioning for children with complex needs across council, health, schools and a market of small providers"


def made(report) -> bytes:
    html = board_document.as_html(board_report(report))
    return pdf.render(html, stylesheet=pdf.print_stylesheet())


def pages(content: bytes) -> int:
    with reading.opened(content) as opened:
        return len(opened.pages)


def test_two_pages_with_the_same_words_as_the_report():
    report = county_durham()
    content = made(report)
    text = reading.text_of(content)

    assert pages(content) == 2
    for words in (report.glance.where, report.glance.moved, report.glance.partners, report.glance.lead):
        assert words in text
    for standard in (*report.strengths.standards, *report.priorities.standards):
        assert f"{standard.title}: level {standard.answer.level}" in text
    assert "Agree limits of authority for joint spending – Sara Whitfield, ICB, by 30 June 2026" in text
    assert report.reference in text
    assert "Health put it at 4" not in text


def with_long_titles():
    """Every title as long as the database allows, and more actions than there is room for."""
    title = (LONG * 2)[:120]
    actions = [
        {
            "title": (LONG * 2)[:200],
            "standards": [],
            "owner": title,
            "due_on": "2026-09-30",
            "measure": "",
            "status": "planned",
        }
    ] * 9
    report = report_of(frozen_in_full(ANSWERS, actions=actions))
    sections = [
        replace(section, standards=tuple(replace(one, title=title) for one in section.standards))
        for section in report.sections
    ]
    renamed = {one.code: one for section in sections for one in section.standards}

    def picked(picks):
        return replace(picks, standards=tuple(renamed[one.code] for one in picks.standards))

    glance = replace(
        report.glance, ends=f"It is furthest on with “{title}” and “{title}”, and furthest to go: “{title}”."
    )
    return replace(
        report,
        sections=tuple(sections),
        strengths=picked(report.strengths),
        priorities=picked(report.priorities),
        glance=glance,
    )


@pytest.mark.parametrize(
    "report",
    [
        with_long_titles(),
        as_first_kept(),
        report_of(frozen(dict.fromkeys(ANSWERS, "dont_know"))),
        report_of(frozen_in_full(ANSWERS, moment="sent"), superseded_by="revision 1, signed"),
    ],
    ids=["long titles", "first format", "no levels", "unsigned and replaced"],
)
def test_two_pages_whatever_there_is_to_say(report):
    assert pages(made(report)) == 2


def test_it_is_tagged_with_a_title_and_table_headers():
    with reading.opened(made(county_durham())) as opened:
        kinds = [str(element.S) for element in reading.tags(opened)]
        assert str(opened.docinfo["/Title"]) == "For the board: County Durham, 2025/26"
        assert str(opened.Root.Lang) == "en-GB"
        assert opened.open_metadata()["pdfuaid:part"] == "1"
        assert all(element.get("/A") is not None for element in reading.tags(opened) if element.S == "/TH")
    assert kinds.count("/H1") == 1
    assert kinds.count("/Figure") == 1
    assert {"/H2", "/Table", "/Caption", "/L"} <= set(kinds)


def test_a_long_plan_is_cut_and_says_so():
    many = [
        {
            "title": f"Action {n}",
            "standards": [],
            "owner": "",
            "due_on": f"2026-{n:02}-01",
            "measure": "",
            "status": "planned",
        }
        for n in range(1, 13)
    ]
    text = reading.text_of(made(report_of(frozen_in_full(ANSWERS, actions=many))))

    assert "Action 5 – by 1 May 2026" in text
    assert "Action 6" not in text
    assert "7 more are in the plan." in text


def test_the_plan_s_first_step_is_the_one_due_next():
    assert (
        min(date.fromisoformat(due) for *_, due, _ in ACTIONS if due)
        == board_report(county_durham()).report.actions[0].due_on
    )
