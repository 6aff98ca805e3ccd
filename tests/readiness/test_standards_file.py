"""The shipped standards, and a spreadsheet there and back; broken ones are refused by sheet, row and column."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from django.db import transaction

import readiness
from readiness import actions, exports, queries, standards_file
from readiness.models import FrameworkVersion, PartnerKind, Standard
from readiness.models.standards import CYCLE_STAGES

SHIPPED = Path(readiness.__file__).parent / "data" / "good-commissioning-v1.xlsx"


def read(path: Path) -> standards_file.StandardsSet:
    return standards_file.read(path, stages=set(CYCLE_STAGES), partner_kinds=set(PartnerKind.values))


def sheets(content: standards_file.StandardsSet) -> dict[str, list[list[str]]]:
    return {
        "set": [["key", "value"], *([key, str(getattr(content, key))] for key in standards_file._ABOUT)],
        "sections": [list(standards_file.SECTION_COLUMNS), *([s.code, s.title, s.summary] for s in content.sections)],
        "standards": [list(standards_file.STANDARD_COLUMNS), *(exports._cells(s) for s in content.standards)],
    }


def write(path: Path, book: dict[str, list[list[str]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in book.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write_string(number, column, value)
    return path


@pytest.fixture(scope="module")
def shipped() -> standards_file.StandardsSet:
    return read(SHIPPED)


def test_the_shipped_set_is_the_programmes_twelve(shipped):
    assert [s.title for s in shipped.sections] == [
        "Governance and framework",
        "Commissioning activity",
        "Capacity and competence",
    ]
    assert [s.code for s in shipped.standards] == [f"S{number:02}" for number in range(1, 13)]
    assert shipped.standards[0].title == "A shared vision that leaders use"
    assert shipped.standards[11].stages == (9, 1)


def test_every_shipped_standard_says_enough_to_be_used(shipped):
    for standard in shipped.standards:
        assert len(standard.short_title) <= 28
        assert all(25 <= len(text.split()) <= 70 for text in standard.levels), standard.code
        assert len(set(standard.levels)) == 5
        assert len(standard.evidence.splitlines()) >= 4
        assert "council" in standard.asked_of


@pytest.mark.django_db
def test_there_and_back_without_loss(tmp_path, shipped):
    version = FrameworkVersion.objects.get()
    exports.write_standards(version, tmp_path / "set.xlsx")
    assert read(tmp_path / "set.xlsx") == shipped == queries.standards_set(version)


@pytest.mark.django_db
def test_text_that_looks_like_a_formula_comes_back_as_text(tmp_path, shipped):
    book = sheets(shipped)
    book["set"][3][1] = "2"
    book["standards"][1][2] = "=HYPERLINK(1)"
    call_command("import_framework", write(tmp_path / "in.xlsx", book), stdout=io.StringIO())
    version = FrameworkVersion.objects.get(number=2)
    exports.write_standards(version, tmp_path / "out.xlsx")
    assert read(tmp_path / "out.xlsx").standards[0].title == "=HYPERLINK(1)"


@pytest.mark.django_db
def test_the_same_content_again_changes_nothing(shipped):
    _, is_new = actions.publish_standards(content=shipped, by=None)
    assert not is_new
    assert Standard.objects.count() == 12


@pytest.mark.django_db
def test_a_published_version_never_changes(tmp_path, shipped):
    book = sheets(shipped)
    book["standards"][1][2] = "Another title"
    with pytest.raises(CommandError, match="published and cannot change"):
        call_command("import_framework", write(tmp_path / "in.xlsx", book))
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Standard.objects.update(title="Another title")


BROKEN = [
    ("standards", 1, 3, "x" * 29, "D2 (short_title): has 29 characters; the most is 28."),
    ("standards", 2, 7, "", "H3 (level_1): is empty"),
    ("standards", 1, 1, "nowhere", "B2 (section): “nowhere” is not a code on the sheet"),
    ("standards", 1, 13, "1;12", "N2 (stages): “12” is not one of"),
    ("standards", 1, 14, "council;wizards", "O2 (asked_of): “wizards” is not one of"),
    ("standards", 1, 15, "maybe", "P2 (compares_with_last): write yes or no."),
    ("standards", 2, 0, "S01", "row 3 (code): “S01” is in row 2 already."),
    ("standards", 0, 7, "level1", "Sheet “standards”, row 1: the column “level_1” is missing."),
    ("set", 3, 1, "one", "B4 (value): “one” is not a whole number from 1."),
    ("set", 1, 0, "kode", "Sheet “set”: the row “code” is missing."),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "expected"), BROKEN)
def test_what_is_wrong_is_named_by_sheet_row_and_column(tmp_path, shipped, sheet, row, column, value, expected):
    book = sheets(shipped)
    book[sheet][row][column] = value
    with pytest.raises(standards_file.BrokenFile) as broken:
        read(write(tmp_path / "broken.xlsx", book))
    assert any(expected in problem for problem in broken.value.problems), broken.value.problems


def test_everything_wrong_is_said_at_once(tmp_path, shipped):
    book = sheets(shipped)
    book["standards"][1][3] = book["standards"][2][7] = ""
    with pytest.raises(standards_file.BrokenFile) as broken:
        read(write(tmp_path / "broken.xlsx", book))
    assert len(broken.value.problems) == 2


def test_a_missing_sheet_is_named(tmp_path, shipped):
    book = sheets(shipped)
    del book["sections"]
    with pytest.raises(standards_file.BrokenFile, match="The sheet “sections” is missing"):
        read(write(tmp_path / "broken.xlsx", book))


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old excel"])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(standards_file.BrokenFile, match="not an Excel workbook"):
        standards_file.read(io.BytesIO(content), stages=set(), partner_kinds=set())


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(standards_file.BrokenFile, match="unpacks to more than 20 MB"):
        read(bomb)


def test_an_entity_bomb_is_refused(tmp_path, shipped):
    good = write(tmp_path / "good.xlsx", sheets(shipped))
    bad = tmp_path / "bad.xlsx"
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for part in source.infolist():
            target.writestr(part, laughs if part.filename == "xl/workbook.xml" else source.read(part))
    with pytest.raises(standards_file.BrokenFile):
        read(bad)


@pytest.mark.django_db
def test_a_missing_file_and_a_missing_version_are_said_plainly(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_framework", tmp_path / "none.xlsx")
    with pytest.raises(CommandError, match="no version 9 of good-commissioning"):
        call_command("export_framework", "good-commissioning", number=9, output=tmp_path / "x.xlsx")
