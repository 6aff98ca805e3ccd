"""The tables of a report as a workbook; and one snapshot's levels alike on screen, paper, in it and the export."""

import csv
import io
import re
from datetime import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.people.models import AuditEntry
from readiness import report, report_document, report_workbook
from readiness.models import Snapshot
from tests.conftest import browser_of
from tests.govuk.markup import tree
from tests.pdf import reading
from tests.reporting.samples import ANSWERS, county_durham, frozen, published, report_of
from tests.support import assessments
from tests.support.people import DURHAM
from tests.support.reports import signed_in_full

HEADINGS_BEFORE = ("Code", "Standard", "Kind of partner", "Action")


def book_of(content: bytes):
    return load_workbook(io.BytesIO(content))


def rows_of(book, sheet: str) -> list[dict]:
    """The one table of a sheet, a dictionary a row."""
    (table,) = book[sheet].tables.values()
    headings, *rows = [[cell.value for cell in row] for row in book[sheet][table.ref]]
    return [dict(zip(headings, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def book():
    from commissioning.reporting import spreadsheets

    return book_of(spreadsheets.write(report_workbook.workbook(county_durham(published=published()))))


def test_one_sheet_a_table_after_cover_and_contents(book):
    assert book.sheetnames == [
        "Cover", "Contents", "Levels", "Spread", "Comparison", "Challenge", "Actions", "Who took part", "Evidence",
    ]  # fmt: skip
    assert book["Cover"]["A1"].value == "Tables of the feedback report: County Durham, 2025/26"
    assert "County Durham has a level on 10 of the 12 standards" in book["Cover"]["A2"].value


def test_levels_with_the_last_time_and_what_comes_next(book):
    rows = {row["Code"]: row for row in rows_of(book, "Levels")}

    assert rows["S01"]["Level, 2025/26"] == 4
    assert rows["S01"]["Level, 2024/25"] == 3
    assert rows["S01"]["Level aimed for"] == 5
    assert rows["S01"]["Change"] == "1 level higher"
    assert rows["S01"]["What comes next"].startswith("What level 5 looks like: ")
    assert rows["S10"]["Level, 2025/26"] == "[x]"
    assert rows["S10"]["In words"] == "We don’t know"
    assert rows["S12"]["Level, 2025/26"] == "[z]"


def test_the_spread_withholds_what_the_report_withholds(book):
    rows = {row["Code"]: row for row in rows_of(book, "Spread")}

    assert (rows["S06"]["Partners’ lowest"], rows["S06"]["Partners’ highest"]) == (1, 4)
    assert (rows["S03"]["Partners’ lowest"], rows["S03"]["Partners’ views in words"]) == ("[c]", "Within one level")
    assert rows["S03"]["Independent providers’ lowest"] == "[z]"
    assert (rows["S11"]["Independent providers’ lowest"], rows["S11"]["Independent providers’ highest"]) == (1, 3)


def test_the_comparison_is_a_row_a_standard_and_group(book):
    rows = rows_of(book, "Comparison")

    assert len(rows) == 12 * 4, "England, type, region and neighbours"
    england = next(row for row in rows if row["Other areas of"] == "England")
    assert (england["Middle level"], england["Middle half"], england["Level 3"], england["All"]) == (
        "3",
        "2 to 4",
        52,
        140,
    )
    region = next(row for row in rows if row["Other areas of"] == "North East")
    assert (region["Level 1"], region["Level 2"]) == ("[c]", 4)
    neighbours = next(row for row in rows if row["Other areas of"] == "Statistical neighbours")
    assert neighbours["Level 1"] == "[z]"


def test_challenge_actions_and_evidence(book):
    challenge = {row["Code"]: row for row in rows_of(book, "Challenge")}
    assert len(challenge) == 12
    assert challenge["S09"]["Level it was said about"] == 4
    assert challenge["S09"]["Level now"] == 3
    assert challenge["S06"]["Reason"].startswith("You know residential care")
    first, *_, last = rows_of(book, "Actions")
    assert (first["Due"], first["Who answers for it"]) == (datetime(2026, 6, 30), "Sara Whitfield, ICB")
    assert (last["Due"], last["Who answers for it"]) == ("[x]", "Not said")
    assert rows_of(book, "Evidence")[0]["How strong it is, in the area’s own judgement"].startswith("Others outside")


def test_what_a_snapshot_does_not_hold_is_no_sheet():
    from commissioning.reporting import spreadsheets

    bare = book_of(spreadsheets.write(report_workbook.workbook(report_of(frozen(ANSWERS)))))

    assert bare.sheetnames == ["Cover", "Contents", "Levels"]
    assert rows_of(bare, "Levels")[0]["Level, last time"] == "[x]"


def test_the_challenge_stays_out_unless_it_is_printed():
    from commissioning.reporting import spreadsheets
    from tests.reporting.samples import frozen_in_full

    kept = report_of(frozen_in_full(ANSWERS, challenge_printed=False))
    content = spreadsheets.write(report_workbook.workbook(kept))

    assert "Challenge" not in book_of(content).sheetnames


def test_hostile_words_are_text():
    from commissioning.reporting import spreadsheets
    from tests.reporting.samples import frozen_in_full

    data = frozen_in_full(ANSWERS)
    data["actions"][0] |= {"title": '=HYPERLINK("http://evil.example","x")', "owner": "+1", "measure": "\x00@SUM(A1)"}
    content = spreadsheets.write(report_workbook.workbook(report_of(data)))
    book = book_of(content)
    row = rows_of(book, "Actions")[0]

    assert (row["Action"][:10], row["Who answers for it"]) == ("=HYPERLINK", "+1")
    assert not [cell for sheet in book for line in sheet for cell in line if cell.data_type == "f"]


# --- One snapshot, four places ------------------------------------------------------------


@pytest.fixture
def snapshot(register) -> Snapshot:
    return signed_in_full()


def silent(percent: int, step: str) -> None:
    pass


def on_screen(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """Label → level and the level aimed for, from the table on the page."""
    client = browser_of(assessments.champion_of(snapshot.assessment))
    page = client.get(reverse("readiness:report-detail", args=[snapshot.assessment_id])).content.decode()
    (table,) = re.findall(r"<table [^>]*report-table--levels.*?</table>", page, re.DOTALL)
    rows = [[cell.text for cell in row.children] for row in tree(table).all() if row.tag == "tr"]
    return {row[0]: (row[1], row[-1]) for row in rows if len(row) > 2 and row[0][0].isdigit()}


def on_paper(snapshot: Snapshot) -> dict[str, str]:
    """Label → level, from the lines of the PDF's table of levels."""
    pages = reading.lines_of(report_document.make(snapshot, silent).content)
    (page,) = [page for page in pages if any(line.startswith("Level of each standard,") for line in page)]
    start = next(number for number, line in enumerate(page) if line.startswith("Level of each standard,"))
    cells = [re.split(r"\s{2,}", line) for line in page[start:]]
    return {row[0]: row[1] for row in cells if len(row) > 2 and row[0][0].isdigit()}


def in_workbook(snapshot: Snapshot) -> dict[str, tuple]:
    rows = rows_of(book_of(report_workbook.make(snapshot)), "Levels")
    level = next(heading for heading in rows[0] if heading.startswith("Level, "))
    return {row["Code"]: (row[level], row["Level aimed for"], row["More than one view agreed into it"]) for row in rows}


def exported(snapshot: Snapshot, tmp_path) -> dict[str, dict]:
    file = tmp_path / "levels.csv"
    call_command("export_assessments", year=snapshot.assessment.year, output=file)
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["standard"]: row for row in csv.DictReader(lines) if row["gss_code"] == DURHAM}


@pytest.mark.slow
@pytest.mark.django_db
def test_screen_pdf_workbook_and_export_agree_level_by_level(snapshot, tmp_path):
    screen, paper, table = on_screen(snapshot), on_paper(snapshot), in_workbook(snapshot)
    rows, found = exported(snapshot, tmp_path), report.feedback_report(snapshot)

    assert len(found.standards) == len(screen) == len(paper) == len(table) == len(rows) == 12
    for standard in found.standards:
        level, target, moderated = table[standard.code]
        row = rows[standard.code]
        assert screen[standard.label][0] == paper[standard.label] == standard.answer.short
        assert row["level"] == (str(level) if isinstance(level, int) else "")
        assert isinstance(level, int) == (standard.answer.level is not None)
        assert row["target"] == (str(target) if isinstance(target, int) else "")
        assert screen[standard.label][1] == (row["target"] or "Not said")
        assert (row["moderated"], moderated) == ("yes", "Yes")
        assert row["revision"] == str(found.revision) == "2"


@pytest.mark.django_db
def test_the_export_is_an_administrator_s_act_at_the_shell_in_each_area_s_history(snapshot, tmp_path):
    exported(snapshot, tmp_path)

    entry = AuditEntry.objects.get(verb="levels-export")
    assert (entry.actor_id, entry.object_id) == (None, snapshot.assessment_id)
    assert entry.authority_id == snapshot.assessment.authority_id
