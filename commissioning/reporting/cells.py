"""What stands in a cell of a workbook: kinds of column, shorthand, and the pen that writes one cell.

Text from people is hostile: it is never read as a formula, an address, a number or mark-up.
"""

import re
from collections.abc import Callable, Collection
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite
from textwrap import shorten
from typing import Any

import xlsxwriter
from django.utils.timezone import localtime
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from commissioning.lists.files import safe_text

MOST_LETTERS = 32_767  # in a cell, counted as Excel does; it cuts off the rest
MOST_DIGITS = 15  # of a number; Excel turns the rest into zeros
TOO_LARGE = 10**MOST_DIGITS
EARLIEST = date(1900, 3, 1)  # Excel knows no day before 1900, and a 29 February 1900 that never was
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
ALPHANUMERIC = re.compile("[A-Za-z0-9]")  # most texts begin so, and then nobody takes them for a formula


class CannotWrite(ValueError):
    """A workbook that breaks a rule of this module: where, what is wrong, and what to do."""


class Unfit(CannotWrite):
    """What is wrong with a cell; who writes the sheet knows where it stands."""


class Shorthand(Enum):
    """What stands where a number could; explained above every table that uses it, and nowhere else."""

    CONFIDENTIAL = "[c]", "confidential: too few people or areas stand behind it"
    LOW = "[low]", "more than nothing, but rounds to 0"
    UNRELIABLE = "[u]", "rests on so few answers that it is not reliable"
    NOT_AVAILABLE = "[x]", "not available"
    NOT_APPLICABLE = "[z]", "not applicable"

    def __init__(self, symbol: str, meaning: str):
        self.symbol, self.meaning = symbol, meaning


class Kind(Enum):
    """What a column holds: how Excel shows it, and how wide it is, in letters, if nobody says so."""

    TEXT = "text", 40
    LINK = "link", 30  # the name of a sheet of this workbook
    WHOLE = "#,##0", 16
    ONE_PLACE = "#,##0.0", 16
    TWO_PLACES = "#,##0.00", 18
    SIX_PLACES = "0.000000", 18
    DAY = "d mmmm yyyy", 22
    MOMENT = "d mmmm yyyy hh:mm", 28  # in local time

    def __init__(self, shown: str, width: int):
        self.shown, self.width = shown, width


Cell = str | bool | int | float | Decimal | date | datetime | Shorthand | None
Looks = dict[Any, Format]  # by name, or by kind
Put = Callable[[int, int, Any, Format], None]  # row, column, cell, look


def clean(text: str) -> str:
    """As XML can hold it: line ends as one newline, every other control character and half character as U+FFFD."""
    if UNWRITABLE.search(text):
        text = UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    # XlsxWriter takes text between these for ready-made mark-up and copies it into the file unescaped.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def one_line(text: str) -> str:
    """Prose for a cell that does not wrap, or a heading."""
    return clean(" ".join(text.split()))


def fitting(text: str) -> str:
    """`clean`, and no longer than a cell holds; raises Unfit."""
    text = clean(text)
    # Excel counts a character beyond the first 65,536 as two; less than half the limit needs no such count.
    if len(text) > MOST_LETTERS // 2 and len(text.encode("utf-16-le")) // 2 > MOST_LETTERS:
        raise Unfit(f"{len(text):,} characters do not fit into a cell; the most is {MOST_LETTERS:,}. Shorten the text.")
    return text


def looks_like_formula(text: str) -> bool:
    return not ALPHANUMERIC.match(text) and safe_text(text) != text


class Pen:
    """Writes one kind of cell each; raises Unfit for what does not belong into its column."""

    def __init__(self, page: Worksheet, looks: Looks, sheet_names: Collection[str]):
        self.page, self.looks, self.sheet_names = page, looks, sheet_names

    def put_for(self, kind: Kind) -> tuple[Put, Format]:
        special = {Kind.TEXT: self.text, Kind.LINK: self.link, Kind.DAY: self.day, Kind.MOMENT: self.moment}
        return special.get(kind, self.number), self.looks[kind]

    def text(self, row: int, number: int, cell: Cell, look: Format) -> None:
        if not isinstance(cell, str):
            if cell is not True and cell is not False:
                raise _unfit(cell, "Text")
            cell = "Yes" if cell else "No"
        text = fitting(cell)
        # The mark keeps Excel from reading a formula when somebody edits the cell.
        self.page.write_string(row, number, text, self.looks["marked"] if looks_like_formula(text) else look)

    def shorthand(self, row: int, number: int, cell: Any, look: Format) -> None:
        self.page.write_string(row, number, cell.symbol, look)

    def link(self, row: int, number: int, cell: Cell, look: Format) -> None:
        if cell not in self.sheet_names:
            raise _unfit(cell, "The name of a sheet")
        self.page.write_url(row, number, f"internal:'{cell}'!A1", look, str(cell))

    def number(self, row: int, number: int, cell: Cell, look: Format) -> None:
        if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
            raise _unfit(cell, "A number")
        if not isfinite(cell):
            raise Unfit(f"{cell} is not a number that can be written. Use a shorthand.")
        if abs(cell) >= TOO_LARGE:
            raise Unfit(f"a number of more than {MOST_DIGITS} digits would be rounded. Write it as text.")
        self.page.write_number(row, number, cell if type(cell) is int else float(cell), look)

    def day(self, row: int, number: int, cell: Cell, look: Format) -> None:
        if not isinstance(cell, date) or isinstance(cell, datetime):
            raise _unfit(cell, "A date")
        if cell < EARLIEST:
            self.page.write_string(row, number, f"{cell.day} {cell:%B} {cell.year}", look)
        else:
            self.page.write_datetime(row, number, datetime(cell.year, cell.month, cell.day), look)

    def moment(self, row: int, number: int, cell: Cell, look: Format) -> None:
        if not isinstance(cell, datetime) or cell.tzinfo is None or cell.date() <= EARLIEST:
            raise _unfit(cell, "A time with its zone")
        local = localtime(cell).replace(tzinfo=None, second=0, microsecond=0)
        self.page.write_datetime(row, number, local, look)


def _unfit(cell: Cell, wanted: str) -> Unfit:
    if cell is None:
        return Unfit("the cell is empty. Say in the column what stands for nothing.")
    return Unfit(f"{wanted} belongs here, not {shorten(one_line(repr(cell)), 60)}.")


def looks_of(book: xlsxwriter.Workbook) -> Looks:
    """The formats by name or kind. Letters of 12 points; only prose above a table does not wrap."""
    base = {"font_name": "Arial", "font_size": 12, "valign": "top"}
    wrapped = base | {"text_wrap": True}
    wanted: dict[Any, dict[str, Any]] = {
        "title": base | {"bold": True, "font_size": 16},
        "heading": wrapped | {"bold": True},
        "header": wrapped | {"bold": True, "bottom": 1},
        "prose": base,
        "marked": wrapped | {"quote_prefix": True},
    }
    wanted |= {kind: wrapped | {"align": "right", "num_format": kind.shown} for kind in Kind}
    wanted |= {Kind.TEXT: wrapped, Kind.LINK: wrapped | {"font_color": "#12436d", "underline": 1}}
    return {name: book.add_format(properties) for name, properties in wanted.items()}
