"""Reading a CSV file that a stranger sent: all of it or, with every problem by row and column, nothing. Pure.

Rows are counted as a spreadsheet shows them: the headings are row 1.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices

from commissioning.govuk.text import visible
from commissioning.reporting.workbooks import BrokenFile

LARGEST_FILE = 5 * 1024 * 1024
MOST_COLUMNS = 50
LONGEST_EMAIL = 254
EARLIEST = date(2000, 1, 1)
# What UTF-8 looks like after it was read as Windows text and saved again: “Ã©” for “é”, “â€™” for an apostrophe.
TWICE_ENCODED = re.compile("[ÃÂ][\u0080-\u00bf]|â€")
_SAVE_AGAIN = "Save the file as “CSV UTF-8” and try again."


def checked_text(content: bytes) -> str:
    """The file as text. Raises BrokenFile for one that is not UTF-8 throughout, with or without a byte-order mark."""
    if len(content) > LARGEST_FILE:
        raise BrokenFile("The file is larger than 5 MB. Split it, and bring in one part after the other.")
    if content.startswith(b"PK\x03\x04"):
        raise BrokenFile("This is an Excel workbook, not a CSV file. Save the sheet as “CSV UTF-8” and try again.")
    if b"\0" in content:
        raise BrokenFile(f"The file is not plain text in UTF-8: it has signs of nothing (NUL). {_SAVE_AGAIN}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BrokenFile(f"Line {line} has a sign that is not UTF-8. {_SAVE_AGAIN}") from None
    for pattern in ("\ufffd", TWICE_ENCODED):
        if found := re.search(pattern, text):
            line = text.count("\n", 0, found.start()) + 1
            raise BrokenFile(f"Line {line} was saved in two encodings, so that an accent is lost. {_SAVE_AGAIN}")
    return text


def content_of(file: BinaryIO) -> bytes:
    """No more of it than tells that it is too large."""
    return file.read(LARGEST_FILE + 1)


@dataclass
class Cells:
    """One row while it is being read; problems are collected, not raised one by one."""

    number: int
    values: dict[str, str]
    problems: list[str] = field(default_factory=list)

    def problem(self, column: str, what: str) -> None:
        self.problems.append(f"Row {self.number}, {column}: {what}")

    def line(self, column: str, longest: int, *, needed: str = "") -> str:
        """One line of text without what cannot be seen; `needed` says what to write where there is none."""
        value = self.values.get(column, "")
        if not value and needed:
            self.problem(column, f"is empty; {needed}.")
        if len(value) > longest:
            self.problem(column, f"has {len(value)} characters; the most is {longest}.")
        return value

    def email(self, column: str) -> str:
        """Only plain letters: two addresses that differ in nothing one could tell apart are not let in."""
        value = self.line(column, LONGEST_EMAIL)
        try:
            if value:
                validate_email(value)
            if value.isascii():
                return value
        except ValidationError:
            pass
        self.problem(column, f"{quoted(value)} is not an email address like name@example.com.")
        return value

    def one_of(self, column: str, choices: type[TextChoices], *, needed: bool) -> str:
        value = self.line(column, 100, needed=f"write one of {_listed(choices)}" if needed else "")
        slug = value.lower().replace(" ", "_").replace("-", "_")
        if value and slug not in choices.values:
            self.problem(column, f"{quoted(value)} is not one of {_listed(choices)}.")
        return slug

    def day(self, column: str, *, latest: date) -> date | None:
        """Written as 2026-04-30 or 30/04/2026; not after `latest`."""
        value = self.line(column, 100, needed="write a date such as 30/04/2026 or 2026-04-30")
        found = day_of(value)
        if value and found is None:
            self.problem(column, f"{quoted(value)} is not a date such as 30/04/2026 or 2026-04-30.")
        elif found and found > latest:
            self.problem(column, f"{quoted(value)} is in the future.")
        elif found and found < EARLIEST:
            self.problem(column, f"{quoted(value)} is before {EARLIEST.year}.")
        return found


def day_of(text: str) -> date | None:
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
    british = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text)
    parts = iso.groups() if iso else british.groups()[::-1] if british else None
    try:
        return date(*(int(part) for part in parts)) if parts else None
    except ValueError:
        return None


def quoted(value: str) -> str:
    return f"“{value if len(value) <= 40 else value[:40] + '…'}”"


def _listed(choices: type[TextChoices]) -> str:
    return ", ".join(choices.values)


def read_rows(text: str, *, needed: Iterable[str], optional: Iterable[str], most: int) -> list[Cells]:
    """The rows that hold anything. Raises BrokenFile for headings that are not the ones asked for."""
    needed = tuple(needed)
    lines = _lines(text, most)
    headings = [visible(heading).lower() for heading in next(lines, (0, []))[1]]
    _check_headings(headings, needed, (*needed, *optional))
    rows, problems = [], []
    for number, cells in lines:
        values = [visible(cell) for cell in cells]
        if len(values) > len(headings) and any(values[len(headings) :]):
            problems.append(f"Row {number}: has {len(values)} columns; there are {len(headings)} headings.")
        if any(values):
            rows.append(Cells(number, dict(zip(headings, values, strict=False))))
    if problems:
        raise BrokenFile(*problems)
    if not rows:
        raise BrokenFile("The file has headings and no rows. Add a row for each line of your list.")
    return rows


def _lines(text: str, most: int) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(max(csv.field_size_limit(), LARGEST_FILE))  # the whole process’s: only ever raised
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if number > most + 1:
                raise BrokenFile(f"The file has more than {most:,} rows. Split it, and bring in one part at a time.")
            yield number, cells
    except csv.Error:
        raise BrokenFile(f"Line {reader.line_num} cannot be read: look for a quotation mark too many.") from None


def _check_headings(headings: list[str], needed: tuple[str, ...], known: tuple[str, ...]) -> None:
    wanted = f"The headings are {','.join(known)}."
    if len(headings) == 1 and re.search("[;\t]", headings[0]):
        raise BrokenFile("The columns are not separated by commas. Save the file as “CSV UTF-8” and try again.")
    if len(headings) > MOST_COLUMNS:
        raise BrokenFile(f"The file has {len(headings)} columns. {wanted}")
    problems = [f"Row 1: the column “{name}” is missing. {wanted}" for name in needed if name not in headings]
    for heading in dict.fromkeys(headings):
        if heading and heading not in known:
            problems.append(f"Row 1: the column {quoted(heading)} is not read here. Take it out. {wanted}")
        elif heading and headings.count(heading) > 1:
            problems.append(f"Row 1: the column “{heading}” is there more than once.")
    if problems:
        raise BrokenFile(*problems)


def each(rows: Iterable[Cells], read: Callable[[Cells], object]) -> list:
    """What `read` makes of every row; raises BrokenFile with the problems of all of them."""
    found, problems = [], []
    for row in rows:
        found.append(read(row))
        problems += row.problems
    if problems:
        raise BrokenFile(*problems)
    return found


def written(rows: Iterable[Iterable[str]]) -> bytes:
    """A sample to start from, as a spreadsheet opens it."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")
