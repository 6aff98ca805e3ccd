"""A set of standards as a spreadsheet, there and back; broken ones are refused by sheet, row and column."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from readiness import exports, standards_file
from readiness.actions import standards as actions
from readiness.models import FrameworkVersion, Standard
from readiness.queries.standards import PROGRAMME_SET, standards_set
from tests.support.standards import CONDITIONS, CONDITIONS_SET, SHIPPED, read, sheets, write

BOTH = pytest.mark.parametrize(("file", "code"), [(SHIPPED, PROGRAMME_SET), (CONDITIONS, CONDITIONS_SET)])


@pytest.fixture(scope="module")
def shipped() -> standards_file.StandardsSet:
    return read(SHIPPED)


@BOTH
@pytest.mark.django_db
def test_there_and_back_without_loss(tmp_path, file, code):
    version = FrameworkVersion.objects.get(framework__code=code)
    exports.write_standards(version, tmp_path / "set.xlsx")
    back, shipped = read(tmp_path / "set.xlsx"), read(file)
    assert back == shipped == standards_set(version)
    assert back.checksum == shipped.checksum == version.checksum
    assert standards_file.StandardsSet.from_data(back.as_data()) == back


@pytest.mark.django_db
def test_text_that_looks_like_a_formula_comes_back_as_text(tmp_path, shipped):
    book = sheets(shipped)
    book["set"][3][1] = "2"
    book["standards"][1][2] = "=HYPERLINK(1)"
    call_command("import_framework", write(tmp_path / "in.xlsx", book), stdout=io.StringIO())
    version = FrameworkVersion.objects.get(number=2)
    exports.write_standards(version, tmp_path / "out.xlsx")
    assert read(tmp_path / "out.xlsx").standards[0].title == "=HYPERLINK(1)"


@BOTH
@pytest.mark.django_db
def test_the_same_content_again_changes_nothing(file, code):
    before = Standard.objects.count(), FrameworkVersion.objects.count()
    version, is_new = actions.publish_standards(content=read(file), by=None)
    assert not is_new
    assert version.framework.code == code
    assert (Standard.objects.count(), FrameworkVersion.objects.count()) == before == (12 + 16, 2)


@pytest.mark.django_db
def test_a_published_version_never_changes(tmp_path, shipped):
    book = sheets(shipped)
    book["standards"][1][2] = "Another title"
    with pytest.raises(CommandError, match="published and cannot change"):
        call_command("import_framework", write(tmp_path / "in.xlsx", book))
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Standard.objects.update(title="Another title")


@pytest.mark.django_db
def test_no_version_slides_in_below_a_published_one(tmp_path, shipped):
    book = sheets(shipped)
    book["set"][3][1] = "3"
    call_command("import_framework", write(tmp_path / "three.xlsx", book), stdout=io.StringIO())
    book["set"][3][1] = "2"
    with pytest.raises(CommandError, match="Version 3 of good-commissioning is published already"):
        call_command("import_framework", write(tmp_path / "two.xlsx", book))
    assert not FrameworkVersion.objects.filter(number=2).exists()


BROKEN = [
    ("standards", 1, 3, "x" * 29, "D2 (short_title): has 29 characters; the most is 28."),
    ("standards", 2, 7, "", "H3 (level_1): is empty"),
    ("standards", 2, 7, "x" * 4_001, "H3 (level_1): has 4001 characters; the most is 4000."),
    ("standards", 1, 1, "nowhere", "B2 (section): “nowhere” is not a code on the sheet"),
    ("standards", 1, 13, "1;12", "N2 (stages): “12” is not one of"),
    ("standards", 1, 13, " ; ", "N2 (stages): write one or more of 1, 2"),
    ("standards", 1, 14, "council;wizards", "O2 (asked_of): “wizards” is not one of"),
    ("standards", 1, 14, "council; council", "O2 (asked_of): “council” is there more than once."),
    ("standards", 1, 15, "maybe", "P2 (compares_with_last): write yes or no."),
    ("standards", 2, 0, "S01", "row 3 (code): “S01” is in row 2 already."),
    ("standards", 2, 0, "s01", "row 3 (code): “s01” is in row 2 already."),
    ("standards", 1, 0, "../S1", "A2 (code): “../S1” may hold only letters a to z, numbers and hyphens."),
    ("standards", 1, 2, "Vision\u202enoisiV", "C2 (title): has a character that cannot be seen (U+202E)"),
    ("standards", 1, 2, "Vi\u200bsion", "C2 (title): has a character that cannot be seen (U+200B)"),
    ("standards", 0, 7, "level1", "Sheet “standards”, row 1: the column “level_1” is missing."),
    ("standards", 0, 12, "title", "Sheet “standards”, row 1: the column “title” is there more than once."),
    ("sections", 1, 0, "gove-rnance", "A2 (code): has 11 characters; the most is 10."),
    ("sections", 1, 1, "x" * 121, "B2 (title): has 121 characters; the most is 120."),
    ("set", 3, 1, "one", "B4 (value): “one” is not a whole number from 1 to 9999."),
    ("set", 3, 1, "0", "B4 (value): “0” is not a whole number from 1 to 9999."),
    ("set", 3, 1, "9" * 5_000, "B4 (value): has 5000 characters"),
    ("set", 1, 0, "kode", "Sheet “set”: the row “code” is missing."),
    ("set", 2, 0, "code", "Sheet “set”: the row “title” is missing."),
    ("set", 1, 1, "our standards", "B2 (value): “our standards” may hold only letters"),
    ("set", 1, 1, "Drafts", "B2 (value): “drafts” is a word the site keeps for its own addresses"),
    ("set", 1, 1, "x" * 51, "B2 (value): has 51 characters; the most is 50."),
    ("set", 2, 1, "x" * 121, "B3 (value): has 121 characters; the most is 120."),
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


def test_a_missing_an_empty_and_an_overlong_sheet_are_named(tmp_path, shipped):
    book = sheets(shipped)
    book["sections"] = []
    del book["set"]
    book["standards"] += [book["standards"][1]] * 100
    with pytest.raises(standards_file.BrokenFile) as broken:
        read(write(tmp_path / "broken.xlsx", book))
    assert broken.value.problems[:3] == (
        "The sheet “set” is missing.",
        "The sheet “sections” is empty.",
        "Sheet “standards”: it has more than 100 rows below its headings.",
    )


def test_a_section_that_no_standard_belongs_to_is_named(tmp_path, shipped):
    book = sheets(shipped)
    book["sections"].append(["spare", "Spare", ""])
    with pytest.raises(standards_file.BrokenFile, match="row 5 \\(code\\): no standard belongs to “spare”"):
        read(write(tmp_path / "broken.xlsx", book))


def test_blank_rows_a_capital_yes_and_further_columns_do_no_harm(tmp_path, shipped):
    book = sheets(shipped)
    book["standards"].insert(1, [""] * 16)
    book["standards"][0].append("our notes")
    book["standards"][2][15] = "Yes"
    book["standards"][2].append("to be discussed")
    book["set"][1][1] = "Good-Commissioning"
    assert read(write(tmp_path / "in.xlsx", book)) == shipped


@pytest.mark.django_db
def test_a_missing_file_and_a_missing_version_are_said_plainly(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_framework", tmp_path / "none.xlsx")
    with pytest.raises(CommandError, match="no version 9 of good-commissioning"):
        call_command("export_framework", "good-commissioning", number=9, output=tmp_path / "x.xlsx")
