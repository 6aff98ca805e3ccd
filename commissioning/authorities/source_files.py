"""Reading the register's CSV files, cell by cell, so that a mistake is reported where somebody can mend it.

Only what a file says is decided here; what the register makes of it is `loading`'s business.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn, TypeVar
from unicodedata import category, normalize

T = TypeVar("T")

GSS_CODE = re.compile(r"E(06|08|09|10)[0-9]{6}")
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
YEARS = (1800, 2199)


class BrokenFile(ValueError):
    """A file of the register cannot be used: which file, row and column, what is wrong, and what to do."""

    def __init__(self, file: str, row: int | None, column: str | None, problem: str, remedy: str):
        place = [file, f"row {row}" if row else "", f"column {column}" if column else ""]
        super().__init__(f"{', '.join(part for part in place if part)}: {problem} {remedy}")


@dataclass(frozen=True)
class Row:
    """One row; `number` is what a spreadsheet shows beside it, the headings being row 1."""

    file: str
    number: int
    cells: Mapping[str, str]

    def fail(self, column: str, problem: str, remedy: str) -> NoReturn:
        raise BrokenFile(self.file, self.number, column, problem, remedy)

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
            self.fail(column, f"{value!r} is not an ONS code.", "Write one like E06000047.")
        return value

    def known_code(self, column: str, known: Mapping[str, T]) -> T:
        value = self.code(column)
        if value not in known:
            self.fail(column, f"{value!r} is not in the register.", "Correct the code, or add the authority.")
        return known[value]

    def whole(self, column: str, *, least: int = 0, most: int = 999_999_999) -> int:
        value = self.cells[column]
        if not WHOLE_NUMBER.fullmatch(value) or not least <= int(value) <= most:
            wanted = f"Write a whole number from {least} to {most}, digits only."
            self.fail(column, f"{value!r} is not a number that fits.", wanted)
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
            self.fail(column, f"{value!r} is not a date.", "Write it as year-month-day, like 2023-04-01.")
        return found

    def day_if_known(self, column: str) -> date | None:
        return self.day(column) if self.cells[column] else None

    def one_of(self, column: str, meanings: Mapping[str, T]) -> T:
        value = self.cells[column]
        if value not in meanings:
            allowed = ", ".join(word or "nothing" for word in meanings)
            self.fail(column, f"{value!r} is not one of the words used here.", f"Write one of: {allowed}.")
        return meanings[value]


def read(path: Path, columns: Iterable[str]) -> list[Row]:
    """The file's rows with the columns named; further columns are left alone."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            lines = list(csv.reader(source, strict=True))
    except FileNotFoundError:
        raise BrokenFile(path.name, None, None, "The file is missing.", f"Put it into {path.parent}.") from None
    except UnicodeDecodeError:
        raise BrokenFile(path.name, None, None, "The file is not UTF-8 text.", "Save it as CSV UTF-8.") from None
    except csv.Error as error:
        raise BrokenFile(path.name, None, None, f"The file is not CSV ({error}).", "Save it as CSV UTF-8.") from None
    headings = lines[0] if lines else []
    for column in columns:
        if headings.count(column) != 1:
            times = "missing" if column not in headings else "there twice"
            remedy = "Give row 1 each heading once, spelled as here."
            raise BrokenFile(path.name, 1, column, f"The column is {times}.", remedy)
    return [_row(path.name, number, headings, line) for number, line in enumerate(lines[1:], start=2) if line]


def _row(file: str, number: int, headings: list[str], line: list[str]) -> Row:
    if len(line) != len(headings):
        problem = f"The row has {len(line)} cells where the headings have {len(headings)}."
        raise BrokenFile(file, number, None, problem, "Put names that hold a comma in double quotes.")
    cells = (normalize("NFC", cell).strip() for cell in line)
    return Row(file, number, dict(zip(headings, cells, strict=True)))


def only_once(rows: Iterable[Row], *columns: str) -> None:
    """No two rows may say the same in these columns together."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row.cells[column] for column in columns)
        if key in seen:
            row.fail(columns[-1], f"{' and '.join(key)} stand in row {seen[key]} already.", "Keep one of the two rows.")
        seen[key] = row.number
