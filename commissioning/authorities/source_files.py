"""Reading the register's CSV files, cell by cell, so that every mistake is reported where somebody can mend it.

Only what a file says is decided here; what the register makes of it is `loading`'s business.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NoReturn, TypeVar
from unicodedata import category, normalize

T = TypeVar("T")
U = TypeVar("U")

GSS_CODE = re.compile(r"E(06|08|09|10)[0-9]{6}")
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
YEARS = (1800, 2199)
LONGEST_QUOTED = 60
MOST_ROWS = 20_000  # ten times the longest file; more is something else


class BrokenFile(ValueError):
    """Files of the register cannot be used. Each problem says which file, row and column, what is wrong, what to do."""

    def __init__(self, *problems: str):
        super().__init__("\n".join(problems))
        self.problems = problems

    @classmethod
    def at(cls, file: str, row: int | None, column: str | None, problem: str, remedy: str) -> "BrokenFile":
        place = [file, f"row {row}" if row else "", f"column {column}" if column else ""]
        return cls(f"{', '.join(part for part in place if part)}: {problem} {remedy}")


def shown(value: str) -> str:
    """As a message quotes it: short, and what cannot be seen written out."""
    return repr(value if len(value) <= LONGEST_QUOTED else f"{value[:LONGEST_QUOTED]}…")


@dataclass(frozen=True)
class Row:
    """One row; `number` is what a spreadsheet shows beside it, the headings being row 1."""

    file: str
    number: int
    cells: Mapping[str, str]

    def fail(self, column: str, problem: str, remedy: str) -> NoReturn:
        raise BrokenFile.at(self.file, self.number, column, problem, remedy)

    def text(self, column: str, *, longest: int, optional: bool = False) -> str:
        value = self.cells[column]
        if not value and not optional:
            self.fail(column, "The cell is empty.", "Fill it in.")
        if len(value) > longest:
            self.fail(column, f"The text has {len(value)} characters.", f"Shorten it to {longest}.")
        if any(category(character) in ("Cc", "Cf", "Cs") for character in value):
            self.fail(column, "The text holds characters that cannot be seen.", "Type it afresh.")
        return value

    def code(self, column: str) -> str:
        value = self.cells[column]
        if not GSS_CODE.fullmatch(value):
            self.fail(column, f"{shown(value)} is not an ONS code.", "Write one like E06000047.")
        return value

    def known_code(self, column: str, known: Mapping[str, T]) -> T:
        value = self.code(column)
        if value not in known:
            self.fail(column, f"{shown(value)} is not in the register.", "Correct the code, or add the authority.")
        return known[value]

    def whole(self, column: str, *, least: int = 0, most: int = 999_999_999) -> int:
        value = self.cells[column]
        if not WHOLE_NUMBER.fullmatch(value) or not least <= int(value) <= most:
            wanted = f"Write a whole number from {least} to {most}, digits only."
            self.fail(column, f"{shown(value)} is not a number that fits.", wanted)
        return int(value)

    def year(self, column: str) -> int:
        return self.whole(column, least=YEARS[0], most=YEARS[1])

    def day(self, column: str) -> date:
        value = self.cells[column]
        try:
            found = date.fromisoformat(value) if len(value) == 10 else None
        except ValueError:
            found = None
        if found is None or not YEARS[0] <= found.year <= YEARS[1]:
            self.fail(column, f"{shown(value)} is not a date.", "Write it as year-month-day, like 2023-04-01.")
        return found

    def day_if_known(self, column: str) -> date | None:
        return self.day(column) if self.cells[column] else None

    def one_of(self, column: str, meanings: Mapping[str, T]) -> T:
        value = self.cells[column]
        if value not in meanings:
            allowed = ", ".join(word or "nothing" for word in meanings)
            self.fail(column, f"{shown(value)} is not one of the words used here.", f"Write one of: {allowed}.")
        return meanings[value]


def read(path: Path, columns: Iterable[str]) -> list[Row]:
    """The file's rows with the columns named; further columns are left alone."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise BrokenFile.at(path.name, None, None, "The file is missing.", f"Put it into {path.parent}.") from None
    except UnicodeDecodeError:
        raise BrokenFile.at(path.name, None, None, "The file is not UTF-8 text.", "Save it as CSV UTF-8.") from None
    return parsed(path.name, text, columns)


def parsed(file: str, text: str, columns: Iterable[str]) -> list[Row]:
    """The same of what a file holds; `file` is what to call it. Raises BrokenFile with the problems of all rows."""
    headings, *lines = _lines(file, text) or [[]]
    problems = [_column_problem(file, column, headings.count(column)) for column in columns]
    if any(problems):
        raise BrokenFile(*filter(None, problems))
    numbered = [(number, line) for number, line in enumerate(lines, start=2) if any(cell.strip() for cell in line)]
    return each(numbered, lambda one: _row(file, one[0], headings, one[1]))


def _lines(file: str, text: str) -> list[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))  # the whole process’s: only ever raised
    try:
        lines = list(islice(csv.reader(io.StringIO(text, newline=""), strict=True), MOST_ROWS + 2))
    except csv.Error as error:
        raise BrokenFile.at(file, None, None, f"The file is not CSV ({error}).", "Save it as CSV UTF-8.") from None
    if len(lines) > MOST_ROWS + 1:
        remedy = "Take out what is no part of the list."
        raise BrokenFile.at(file, None, None, f"The file has more than {MOST_ROWS:,} rows.", remedy)
    return lines


def _column_problem(file: str, column: str, times: int) -> str:
    if times == 1:
        return ""
    what = "there twice" if times else "missing"
    remedy = "Give row 1 each heading once, spelled as here."
    return str(BrokenFile.at(file, 1, column, f"The column is {what}.", remedy))


def _row(file: str, number: int, headings: list[str], line: list[str]) -> Row:
    if len(line) != len(headings):
        problem = f"The row has {len(line)} cells where the headings have {len(headings)}."
        raise BrokenFile.at(file, number, None, problem, "Put names that hold a comma in double quotes.")
    cells = (normalize("NFC", cell).strip() for cell in line)
    return Row(file, number, dict(zip(headings, cells, strict=True)))


def each(rows: Iterable[T], make: Callable[[T], U]) -> list[U]:
    """What `make` makes of every row; raises BrokenFile with the problems of all of them."""
    made, problems = [], []
    for row in rows:
        try:
            made.append(make(row))
        except BrokenFile as broken:
            problems += broken.problems
    if problems:
        raise BrokenFile(*problems)
    return made


def only_once(rows: Iterable[Row], *columns: str) -> None:
    """No two rows may say the same in these columns together."""
    seen: dict[tuple[str, ...], int] = {}

    def check(row: Row) -> None:
        key = tuple(row.cells[column] for column in columns)
        if key in seen:
            row.fail(columns[-1], f"{' and '.join(key)} stand in row {seen[key]} already.", "Keep one of the two rows.")
        seen[key] = row.number

    each(rows, check)
