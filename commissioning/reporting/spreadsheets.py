"""Workbooks anyone can read, by the Analysis Function’s rules for accessible spreadsheets.

A cover, a contents sheet with links, and one marked-up table a sheet with its title in A1 and everything there is
to say above it. No merged cells, filters, frozen panes or hidden rows; no empty cell: a column says what stands for
nothing (`cells`). Rows pass one at a time to a file on disk, so a long table costs time but no memory.

With `cells` the only place that knows XlsxWriter.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from textwrap import shorten
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.text import slugify
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from .cells import CannotWrite, Cell, Kind, Looks, Pen, Shorthand, Unfit, fitting, looks_of, one_line

# Never guess what a text might be.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

MOST_ROWS = 500_000  # Excel takes 1,048,576; who needs more than this needs a CSV
MOST_COLUMNS = 1_000

COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
SHEET_NAME = re.compile(r"[^\[\]:*?/\\'\x00-\x1f]{1,31}")
LOOKS_ESCAPED = re.compile(
    "_(?=x[0-9A-Fa-f]{4}_)"
)  # XlsxWriter escapes this in cells, but not in a table’s own headings
STYLE = "Table Style Light 1"  # black on white, every other row on light grey


@dataclass(frozen=True)
class Column:
    """The unit of a number belongs into the heading. `nothing` stands for None and blank text; without it
    such a cell is refused.
    """

    heading: str
    kind: Kind = Kind.TEXT
    nothing: str | Shorthand | None = None
    width: int = 0  # of the kind, if 0


@dataclass(frozen=True)
class Sheet:
    """One table. Its rows are read twice (first for their shorthand), so they are a collection, never an iterator."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Collection[Sequence[Cell]]
    notes: tuple[str, ...] = ()  # a line each, above the table


@dataclass(frozen=True)
class Workbook:
    """`about` are further headings and texts for the cover; `notes` fill a sheet of their own."""

    title: str
    summary: str
    author: str
    contact: str
    version: str
    made_on: date
    who_may_see: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()


def write(workbook: Workbook) -> bytes:
    """The workbook as an .xlsx file; the same content gives the same bytes. Raises CannotWrite."""
    file = BytesIO()
    save(workbook, file)
    return file.getvalue()


def save(workbook: Workbook, file: BinaryIO) -> None:
    """`write` for what is too long to hold in memory. What was begun before a CannotWrite is of no use."""
    sheets = _with_front_matter(workbook)
    _check(sheets)
    with open_book(file, constant_memory=True) as book:
        book.set_properties(
            {
                "title": one_line(workbook.title),
                "subject": shorten(one_line(workbook.summary), 255, placeholder="…"),
                "author": one_line(workbook.author),
                "created": datetime(workbook.made_on.year, workbook.made_on.month, workbook.made_on.day),
            }
        )
        looks = looks_of(book)
        _cover(book.add_worksheet(COVER), workbook, looks)
        names = frozenset(sheet.name for sheet in sheets)
        for sheet, name in zip(sheets, _table_names(sheets), strict=True):
            page = book.add_worksheet(sheet.name)
            _sheet(page, sheet, name, Pen(page, looks, names))


def open_book(file: Path | BinaryIO, **more: Any) -> xlsxwriter.Workbook:
    """A bare workbook that takes text for text, for files with a layout of their own; pass its text through `clean`."""
    return xlsxwriter.Workbook(file, OPTIONS | more)


# --- What is in it ------------------------------------------------------------------------


def _with_front_matter(workbook: Workbook) -> list[Sheet]:
    """All sheets but the cover. Contents and notes keep the rules because they are tables like any other."""
    sheets = list(workbook.sheets)
    if workbook.notes:
        two = (Column("Note number", Kind.WHOLE), Column("Note", width=100))
        sheets.insert(0, Sheet(NOTES, "Notes", two, list(enumerate(workbook.notes, 1))))
    columns = (Column("Sheet", Kind.LINK), Column("What it holds", width=80), Column("Rows in its table", Kind.WHOLE))
    rows = [(sheet.name, sheet.title, len(sheet.rows)) for sheet in sheets]
    return [Sheet(CONTENTS, "Contents", columns, rows), *sheets]


def _check(sheets: Sequence[Sheet]) -> None:
    """Everything that can be known without reading the rows."""
    names = [COVER.casefold()]
    for sheet in sheets:
        place = f"Sheet “{one_line(sheet.name)}”"
        if not SHEET_NAME.fullmatch(sheet.name) or sheet.name != one_line(sheet.name):
            raise CannotWrite(f"{place}: the name must have 1 to 31 letters and none of [ ] : * ? / \\ '.")
        if sheet.name.casefold() in {*names, "history"}:
            raise CannotWrite(f"{place}: another sheet, or Excel itself, has this name. Choose another.")
        if len(sheet.rows) > MOST_ROWS:
            many = f"{len(sheet.rows):,} rows are too many for a spreadsheet; the most is {MOST_ROWS:,}"
            raise CannotWrite(f"{place}: {many}. Narrow it, or ask for a CSV file.")
        if len(sheet.columns) > MOST_COLUMNS:
            raise CannotWrite(f"{place}: {len(sheet.columns):,} columns are too many; the most is {MOST_COLUMNS:,}.")
        headings = [one_line(column.heading).casefold() for column in sheet.columns]
        if not headings or "" in headings or len(set(headings)) < len(headings) or max(map(len, headings)) > 255:
            raise CannotWrite(f"{place}: every column needs a heading of its own, no longer than 255 letters.")
        names.append(sheet.name.casefold())


def _table_names(sheets: Sequence[Sheet]) -> list[str]:
    """From the sheets’ names. The prefix keeps them from looking like the address of a cell."""
    found: list[str] = []
    for number, sheet in enumerate(sheets, 1):
        name = f"table_{slugify(sheet.name).replace('-', '_')}"
        found.append(f"{name}_{number}" if name in found or name == "table_" else name)
    return found


# --- Cover --------------------------------------------------------------------------------


def _cover(page: Worksheet, workbook: Workbook, looks: Looks) -> None:
    """Headings and texts, all in column A."""
    made_on = f"{workbook.made_on.day} {workbook.made_on:%B %Y}"
    parts = [
        ("Who may see it", workbook.who_may_see),
        ("Contact", workbook.contact),
        ("Version", workbook.version),
        ("Date", made_on),
        *workbook.about,
    ]
    page.set_column(0, 0, 100)
    _say(page, 0, one_line(workbook.title), looks["title"])
    _say(page, 1, workbook.summary, looks[Kind.TEXT])
    for number, (heading, text) in enumerate(parts, 1):
        _say(page, 2 * number, heading, looks["heading"])
        _say(page, 2 * number + 1, text, looks[Kind.TEXT])


def _say(page: Worksheet, row: int, text: str, look: Format) -> None:
    """A line of prose in column A."""
    try:
        if not text.strip():
            raise Unfit("there is no text. Say what stands for nothing.")
        page.write_string(row, 0, fitting(text), look)
    except Unfit as problem:
        raise CannotWrite(f"Sheet “{page.name}”, row {row + 1}: {problem}") from None


# --- A table ------------------------------------------------------------------------------


def _sheet(page: Worksheet, sheet: Sheet, table_name: str, pen: Pen) -> None:
    """Title, way back, notes, shorthand, then the table from column A on. Nothing stands beside or below it."""
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width or column.kind.width)
    _say(page, 0, one_line(sheet.title), pen.looks["title"])
    back = COVER if sheet.name == CONTENTS else CONTENTS
    page.write_url(1, 0, f"internal:'{back}'!A1", pen.looks[Kind.LINK], f"Back to the {back.lower()}")
    above = list(_above(sheet))
    for row, text in enumerate(above, 2):
        _say(page, row, one_line(text), pen.looks["prose"])
    header = 2 + len(above)
    if len(sheet.rows):
        for number, column in enumerate(sheet.columns):
            page.write_string(header, number, one_line(column.heading), pen.looks["header"])
        _mark_up(page, sheet, table_name, header, _rows(pen, sheet, header + 1))


def _above(sheet: Sheet) -> Iterator[str]:
    if len(sheet.rows):
        rows = "1 row" if len(sheet.rows) == 1 else f"{len(sheet.rows):,} rows"
        yield f"This sheet holds one table: {rows} under the headings."
    else:
        yield "This sheet would hold one table, but there is nothing to put into it."
    yield from sheet.notes
    used = _used(sheet)
    for shorthand in Shorthand:
        if shorthand in used:
            yield f"{shorthand.symbol} means {shorthand.meaning}."


def _used(sheet: Sheet) -> set[Shorthand]:
    """The shorthand its rows hold or get in place of nothing. The first reading of the rows: each must be as wide."""
    used: set[Shorthand] = set()
    for number, row in enumerate(sheet.rows, 1):
        if len(row) != len(sheet.columns):
            problem = f"{len(row):,} cells under {len(sheet.columns):,} headings"
            raise CannotWrite(f"Sheet “{sheet.name}”, row {number:,} of the table: {problem}.")
        used.update(cell for cell in row if type(cell) is Shorthand)
    for number, column in enumerate(sheet.columns):
        if type(column.nothing) is Shorthand and any(_is_nothing(row[number]) for row in sheet.rows):
            used.add(column.nothing)
    return used


def _is_nothing(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _rows(pen: Pen, sheet: Sheet, first: int) -> int:
    """Write the rows from that line on; the number of the last line."""
    places = [
        (*pen.put_for(column.kind), number, column.nothing or None) for number, column in enumerate(sheet.columns)
    ]
    at, number = first - 1, 0
    try:
        for at, row in enumerate(sheet.rows, first):
            for (put, look, number, nothing), cell in zip(places, row, strict=True):
                if _is_nothing(cell):
                    cell = nothing
                (pen.shorthand if type(cell) is Shorthand else put)(at, number, cell, look)
    except Unfit as problem:
        place = f"row {at - first + 1:,} of the table, “{one_line(sheet.columns[number].heading)}”"
        raise CannotWrite(f"Sheet “{sheet.name}”, {place}: {problem}") from None
    return at


def _mark_up(page: Worksheet, sheet: Sheet, name: str, header: int, last: int) -> None:
    """Make the lines from header to last an Excel table.

    XlsxWriter declines in constant memory, because the header it would write is gone by the time its rows are;
    ours is written. Told that memory is free, it would also remember each cell, so it is shown two lines of the
    table and given the true range afterwards.
    """
    columns = [{"header": LOOKS_ESCAPED.sub("_x005F_", one_line(column.heading))} for column in sheet.columns]
    page.constant_memory = False
    page.add_table(
        header,
        0,
        header + 1,
        len(columns) - 1,
        {"name": name, "title": one_line(sheet.title), "columns": columns, "style": STYLE, "autofilter": False},
    )
    page.constant_memory = True
    page.tables[-1]["range"] = page.tables[-1]["a_range"] = xl_range(header, 0, last, len(columns) - 1)
