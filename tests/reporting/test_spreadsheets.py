"""Workbooks read back by another library: each rule of an accessible spreadsheet, and hostile text as text."""

import io
import re
import tempfile
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from commissioning.reporting import spreadsheets
from commissioning.reporting.cells import MOST_LETTERS, CannotWrite, Kind, Shorthand, clean
from commissioning.reporting.spreadsheets import MOST_ROWS, Column, Sheet, Workbook, open_book, save, write

SUMMER = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)  # an hour later in London
WINTER = datetime(2026, 1, 1, tzinfo=UTC)

AREAS = Sheet(
    name="Areas by region",
    title="Areas that have signed, by region, 2026/27",
    columns=(
        Column("Region"),
        Column("Areas (number)", Kind.WHOLE),
        Column("Signed (%)", Kind.ONE_PLACE),
        Column("Cost (£)", Kind.TWO_PLACES, nothing=Shorthand.NOT_APPLICABLE),
        Column("Closes on", Kind.DAY),
        Column("Counted at", Kind.MOMENT),
        Column("Remark", nothing="No remark"),
    ),
    rows=[
        [
            "North East",
            12,
            83.3,
            Decimal("1234.50"),
            date(2026, 9, 30),
            SUMMER,
            "fine",
        ],
        ["London", 0, Shorthand.CONFIDENTIAL, None, date(1889, 4, 1), WINTER, " "],
    ],
    notes=("Areas are counted once a year.",),
)


def workbook(*sheets: Sheet, **changed) -> Workbook:
    values = {
        "title": "Who has signed",
        "summary": "How far the areas are.\nOne table.",
        "author": "The programme",
        "contact": "help@programme.example",
        "version": "1.0",
        "made_on": date(2026, 10, 1),
        "who_may_see": "Anyone",
        "sheets": sheets or (AREAS,),
        "notes": ("First note", "Second note"),
        "about": (("Source", "The register"),),
    }
    return Workbook(**values | changed)


def read(book: Workbook):
    return load_workbook(io.BytesIO(write(book)))


def texts(*values: str) -> Sheet:
    return Sheet("Texts", "Texts", (Column("Text"),), [[value] for value in values])


def written(*values: str) -> list[str]:
    """What stands in the file for these texts, as XML has it."""
    page = zipfile.ZipFile(io.BytesIO(write(workbook(texts(*values), notes=())))).read("xl/worksheets/sheet3.xml")
    return re.findall(r"<t(?: xml:space=\"preserve\")?>(.*?)</t>", page.decode(), re.DOTALL)[-len(values) :]


def table_of(page):
    (table,) = page.tables.values()
    return table


# --- The rules of an accessible spreadsheet -----------------------------------------------


def test_cover_contents_notes_then_the_tables_each_with_its_title_in_a1():
    book = read(workbook())

    assert [(page.title, page["A1"].value) for page in book] == [
        ("Cover", "Who has signed"),
        ("Contents", "Contents"),
        ("Notes", "Notes"),
        ("Areas by region", AREAS.title),
    ]
    assert book.active.title == "Cover"


def test_the_cover_says_what_it_is_who_may_see_it_and_whom_to_ask_in_one_column():
    page = read(workbook())["Cover"]

    assert page.max_column == 1
    words = [cell.value for cell in page["A"]]
    assert words == [
        "Who has signed",
        "How far the areas are.\nOne table.",
        *("Who may see it", "Anyone"),
        *("Contact", "help@programme.example"),
        *("Version", "1.0"),
        *("Date", "1 October 2026"),
        *("Source", "The register"),
    ]


def test_every_sheet_but_the_cover_holds_one_marked_up_table_and_nothing_beside_or_below_it():
    for page in read(workbook()).worksheets[1:]:
        table = table_of(page)
        corner = re.fullmatch(r"A([0-9]+):([A-Z]+)([0-9]+)", table.ref)
        headings = [cell.value for cell in page[int(corner[1])]]

        assert table.headerRowCount == 1
        assert [column.name for column in table.tableColumns] == headings
        assert (page.max_row, page.cell(1, page.max_column).column_letter) == (int(corner[3]), corner[2])
        above = [cell for row in page.iter_rows(max_row=int(corner[1]) - 1) for cell in row]
        assert all(cell.value is None for cell in above if cell.column > 1)
        assert all(cell.value for cell in above if cell.column == 1)


def test_tables_have_meaningful_names_that_are_no_addresses_of_cells():
    book = read(
        workbook(AREAS, Sheet("T1", "One", (Column("A"),), [["a"]]), Sheet("表", "Two", (Column("A"),), [["a"]]))
    )

    names = [table_of(page).name for page in book.worksheets[1:]]
    assert names == ["table_contents", "table_notes", "table_areas_by_region", "table_t1", "table__5"]


def test_no_merged_cells_filters_panes_or_hidden_parts_and_no_empty_cell_in_a_table():
    for page in read(workbook()):
        assert not page.merged_cells.ranges
        assert page.auto_filter.ref is None
        assert page.freeze_panes is None
        assert page.sheet_state == "visible"
        assert not any(row.hidden for row in page.row_dimensions.values())
        assert not any(column.hidden for column in page.column_dimensions.values())
        for table in page.tables.values():
            assert table.autoFilter is None
            assert all(cell.value not in (None, "") for row in page[table.ref] for cell in row)


def test_cells_of_a_table_wrap():
    page = read(workbook())["Areas by region"]

    assert all(cell.alignment.wrap_text for row in page[table_of(page).ref] for cell in row)


def test_the_document_names_its_title_author_and_subject():
    properties = read(workbook()).properties

    assert properties.title == "Who has signed"
    assert properties.creator == "The programme"
    assert properties.subject == "How far the areas are. One table."
    assert properties.created.date() == date(2026, 10, 1)


def test_every_link_leads_to_the_first_cell_of_a_sheet_that_is_there():
    book = read(workbook(AREAS, Sheet("Children’s views (2)", "Views", (Column("A"),), [["a"]])))
    links = [cell.hyperlink for page in book for row in page for cell in row if cell.hyperlink]
    targets = [re.fullmatch(r"'(.+)'!A1", link.location)[1] for link in links]

    assert all(target in book.sheetnames for target in targets)
    linked = [
        cell.hyperlink.location for row in book["Contents"].iter_rows(min_row=4) for cell in row if cell.hyperlink
    ]
    assert linked == [f"'{name}'!A1" for name in book.sheetnames[2:]]
    assert all(page["A2"].hyperlink for page in book.worksheets[1:])


def test_only_the_shorthand_that_is_used_is_explained_above_the_table_that_uses_it():
    book = read(workbook(AREAS, texts("[x] typed by a person")))

    above = [cell.value for page in book.worksheets[3:] for cell in page["A"][2:6]]
    assert [line for line in above if line.startswith("[")] == [
        "[c] means confidential: too few people or areas stand behind it.",
        "[z] means not applicable.",
        "[x] typed by a person",  # a row of the table itself
    ]
    assert "Areas are counted once a year." in above


def test_without_rows_the_sheet_says_so_and_has_no_table():
    page = read(workbook(Sheet("None", "Nothing yet", (Column("A"),), []))).worksheets[-1]

    assert not page.tables
    assert page["A3"].value == "This sheet would hold one table, but there is nothing to put into it."


# --- Numbers, dates, text -----------------------------------------------------------------


def test_numbers_are_numbers_dates_are_dates_and_something_stands_for_nothing():
    page = read(workbook())["Areas by region"]
    first, second = [[cell.value for cell in row] for row in page[table_of(page).ref][1:]]

    summer = datetime(2026, 7, 1, 10, 30)
    assert first == ["North East", 12, 83.3, 1234.5, datetime(2026, 9, 30), summer, "fine"]
    assert second == ["London", 0, "[c]", "[z]", "1 April 1889", datetime(2026, 1, 1), "No remark"]
    assert [cell.data_type for cell in page[table_of(page).ref][1]] == ["s", "n", "n", "n", "d", "d", "s"]
    shown = [cell.number_format for cell in page[table_of(page).ref][1]][1:6]
    assert shown == ["#,##0", "#,##0.0", "#,##0.00", "d mmmm yyyy", "d mmmm yyyy hh:mm"]


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-(10**14), 10**14), min_size=1, max_size=20), st.dates(date(1900, 3, 1), date(2200, 1, 1)))
def test_any_number_and_any_day_come_back(numbers, day):
    rows = [[number, day] for number in numbers]
    sheet = Sheet("Data", "Data", (Column("Number", Kind.TWO_PLACES), Column("Day", Kind.DAY)), rows)
    page = read(workbook(sheet)).worksheets[-1]

    back = [[cell.value for cell in row] for row in page[table_of(page).ref][1:]]
    assert [row[0] for row in back] == [pytest.approx(number, rel=1e-15, abs=1e-300) for number in numbers]
    assert {row[1].date() for row in back} == {day}


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", '=HYPERLINK("http://x")']
)
def test_17_text_that_looks_like_a_formula_stays_text_and_stays_it_when_edited(text):
    content = write(workbook(texts(text)))
    cell = load_workbook(io.BytesIO(content)).worksheets[-1]["A5"]

    assert cell.data_type == "s"
    assert cell.value == text.replace("\r", "\n")
    assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_addresses_and_digits_in_text_stay_text_without_a_link():
    page = read(workbook(texts("https://example.org/", "mailto:a@b.example", "internal:Cover!A1", "007"))).worksheets[
        -1
    ]

    cells = [row[0] for row in page[table_of(page).ref][1:]]
    assert [cell.value for cell in cells] == ["https://example.org/", "mailto:a@b.example", "internal:Cover!A1", "007"]
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("a\x00b\x0b\x1fc", "a\ufffdb\ufffd\ufffdc"),
        ("half \ud800 a character", "half \ufffd a character"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("<script>alert(1)</script> & more", "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"),
        ("]]> <!-- <![CDATA[", "]]&gt; &lt;!-- &lt;![CDATA["),
        ("<r><t>mark-up</t></r>", "&lt;r&gt;&lt;t&gt;mark-up&lt;/t&gt;&lt;/r&gt; "),
        ("_x0041_ as typed", "_x005F_x0041_ as typed"),
        ("😀 \u202e x", "😀 \u202e x"),
    ],
)
def test_hostile_text_is_text(text, stands):
    assert written(text) == [stands]


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec=None), min_size=1, max_size=60).filter(lambda text: text.strip()))
def test_any_text_gives_a_file_that_opens_with_the_same_text(text):
    sheet = Sheet("Texts", f"Of {text}", (Column(text),), [[text]], notes=(text,))
    book = workbook(sheet, title=text, summary=text, notes=(text,), about=((text, text),))
    page = load_workbook(io.BytesIO(write(book))).worksheets[-1]

    if "_x" not in text:  # the other library does not undo that escape in every place
        assert page["A6"].value == clean(text)
        assert [column.name for column in table_of(page).tableColumns] == [page["A5"].value]


def test_a_heading_that_looks_like_an_escape_is_the_same_in_its_cell_and_in_the_table():
    """Excel mends, and so mistrusts, a file whose table names its columns otherwise than the cells above them do."""
    content = write(workbook(Sheet("Data", "Data", (Column("_x0041_"),), [["a"]]), notes=()))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<t>_x005F_x0041_</t>" in parts.read("xl/worksheets/sheet3.xml")
        assert b'name="_x005F_x0041_"' in parts.read("xl/tables/table2.xml")


def test_no_text_is_taken_for_mark_up_anywhere():
    text = "<r><t>a&b</r>"  # would break the file
    sheet = Sheet("Texts", text, (Column(text),), [[text]], notes=(text,))
    page = read(workbook(sheet, title=text, summary=text, notes=(text,), about=((text, text),))).worksheets[-1]

    assert {page[place].value.strip() for place in ("A1", "A4", "A5", "A6")} == {text}


def test_the_longest_text_is_written_and_a_longer_one_refused_with_its_place():
    assert len(read(workbook(texts("x" * MOST_LETTERS))).worksheets[-1]["A5"].value) == MOST_LETTERS

    for text in ("x" * (MOST_LETTERS + 1), "😀" * (MOST_LETTERS // 2 + 1)):
        with pytest.raises(CannotWrite, match=r"Sheet “Texts”, row 2 of the table, “Text”: .* the most is 32,767"):
            write(workbook(texts("short", text)))
    with pytest.raises(CannotWrite, match=r"Sheet “Cover”, row 2: .* the most is 32,767"):
        write(workbook(summary="x" * (MOST_LETTERS + 1)))


# --- What is refused ----------------------------------------------------------------------


class Many:
    """A million rows that nobody has to hold; reading them is a mistake."""

    def __len__(self) -> int:
        return 1_000_000

    def __iter__(self):
        raise AssertionError("The rows are too many to be read.")

    def __contains__(self, row) -> bool:
        return False


def test_a_million_rows_are_refused_before_one_is_read():
    with pytest.raises(CannotWrite, match=f"1,000,000 rows .* {MOST_ROWS:,}.* CSV"):
        write(workbook(Sheet("Answers", "All", (Column("A"),), Many())))


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        (Column("A"), None, "empty"),
        (Column("A"), "  ", "empty"),
        (Column("A", nothing=""), None, "empty"),
        (Column("A"), 3, "Text belongs here, not 3"),
        (Column("A", Kind.WHOLE), "3", "A number belongs here, not '3'"),
        (Column("A", Kind.WHOLE), True, "A number belongs here"),
        (Column("A", Kind.WHOLE), float("nan"), "shorthand"),
        (Column("A", Kind.WHOLE), Decimal("Infinity"), "shorthand"),
        (Column("A", Kind.WHOLE), 10**15, "15 digits"),
        (Column("A", Kind.DAY), "2026-01-01", "A date belongs here"),
        (Column("A", Kind.DAY), datetime(2026, 1, 1, tzinfo=UTC), "A date belongs here"),
        (Column("A", Kind.MOMENT), datetime(2026, 1, 1), "A time with its zone"),
        (Column("A", Kind.LINK), "Nowhere'!A1", "The name of a sheet"),
    ],
)
def test_what_does_not_belong_into_its_column_is_refused_with_its_place(column, cell, why):
    with pytest.raises(CannotWrite, match="Sheet “Data”, row 1 of the table, “A”: ") as refused:
        write(workbook(Sheet("Data", "Data", (column,), [[cell]])))
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "sheet",
    [
        Sheet("", "No name", (Column("A"),), [["a"]]),
        Sheet("x" * 32, "Too long", (Column("A"),), [["a"]]),
        Sheet("a/b", "Not allowed", (Column("A"),), [["a"]]),
        Sheet("it's", "Would end its own link", (Column("A"),), [["a"]]),
        Sheet("COVER", "There already", (Column("A"),), [["a"]]),
        Sheet("History", "Kept by Excel for itself", (Column("A"),), [["a"]]),
        Sheet("Data", " ", (Column("A"),), [["a"]]),
        Sheet("Data", "No column", (), [[]]),
        Sheet("Data", "No heading", (Column(" "),), [["a"]]),
        Sheet("Data", "Twice", (Column("Area"), Column("area")), [["a", "b"]]),
        Sheet("Data", "Short row", (Column("A"), Column("B")), [["a"]]),
        Sheet("Data", "Long row", (Column("A"),), [["a", "b"]]),
        Sheet("Data", "Wide", tuple(Column(str(number)) for number in range(1_001)), []),
    ],
    ids=lambda sheet: sheet.title,
)
def test_a_sheet_that_breaks_a_rule_is_refused(sheet):
    with pytest.raises(CannotWrite, match=r"^Sheet “"):
        write(workbook(sheet))


def test_the_cover_leaves_nothing_unsaid():
    with pytest.raises(CannotWrite, match="Sheet “Cover”"):
        write(workbook(contact=""))


# --- Files --------------------------------------------------------------------------------


def test_nothing_is_left_behind_on_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    write(workbook())
    with pytest.raises(CannotWrite):
        write(workbook(Sheet("Data", "Data", (Column("A"),), [[None]])))

    assert list(tmp_path.iterdir()) == []


def test_the_same_content_gives_the_same_bytes_and_a_path_or_stream_the_same_file(tmp_path):
    with (tmp_path / "file.xlsx").open("wb") as file:
        save(workbook(), file)

    assert (tmp_path / "file.xlsx").read_bytes() == write(workbook()) == write(workbook())


def test_a_bare_workbook_guesses_nothing(tmp_path):
    with open_book(tmp_path / "bare.xlsx") as book:
        page = book.add_worksheet("set")
        for row, text in enumerate(("=1+1", "https://example.org", "12")):
            page.write(row, 0, text)

    page = load_workbook(tmp_path / "bare.xlsx")["set"]
    assert [cell.value for cell in page["A"]] == ["=1+1", "https://example.org", "12"]
    assert [cell.data_type for cell in page["A"]] == ["s", "s", "s"]
    assert not page["A2"].hyperlink


def test_one_place_knows_the_library():
    root = Path(spreadsheets.__file__).parents[2]
    found = {
        path.name
        for folder in ("commissioning", "readiness", "evaluation")
        for path in (root / folder).rglob("*.py")
        if re.search(r"^\s*(import|from) xlsxwriter", path.read_text(), re.MULTILINE)
    }

    assert found == {"spreadsheets.py", "cells.py"}
