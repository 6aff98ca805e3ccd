"""A set of standards as a spreadsheet, there and back without loss. Pure: it knows no database.

Sheets `set` (key, value), `sections` (code, title, summary) and `standards`, one row a standard.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

LEVEL_COLUMNS = {level: f"level_{level}" for level in range(1, 6)}
SECTION_COLUMNS = ("code", "title", "summary")
STANDARD_COLUMNS = (
    "code", "section", "title", "short_title", "fully_achieved", "why_it_matters", "what_good_looks_like",
    *LEVEL_COLUMNS.values(), "evidence", "stages", "asked_of", "compares_with_last",
)  # fmt: skip
OPTIONAL = {"summary", "why_it_matters", "evidence"}
LONGEST = {"code": 10, "title": 120, "short_title": 28}
LARGEST_FILE = 20 * 1024 * 1024  # unpacked
MOST_ROWS = 500


class BrokenFile(Exception):
    """What is wrong and where: every problem found, each with sheet, row and column."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class SectionRow:
    code: str
    title: str
    summary: str


@dataclass(frozen=True)
class StandardRow:
    code: str
    section: str
    title: str
    short_title: str
    fully_achieved: str
    why_it_matters: str
    what_good_looks_like: str
    levels: tuple[str, ...]  # five texts, level 1 first
    evidence: str
    stages: tuple[int, ...]
    asked_of: tuple[str, ...]
    compares_with_last: bool


@dataclass(frozen=True)
class StandardsSet:
    code: str
    title: str
    version: int
    summary: str
    source: str
    sections: tuple[SectionRow, ...]
    standards: tuple[StandardRow, ...]

    @property
    def checksum(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass
class _Cells:
    """One row of a sheet while it is being read; problems are collected, not raised one by one."""

    sheet: str
    row: int
    values: dict[str, str]
    columns: dict[str, str]
    problems: list[str] = field(default_factory=list)

    def problem(self, column: str, what: str) -> None:
        place = f"{self.columns[column]}{self.row}" if column in self.columns else f"row {self.row}"
        self.problems.append(f"Sheet “{self.sheet}”, {place} ({column}): {what}")

    def text(self, column: str) -> str:
        value = self.values.get(column, "")
        if not value and column not in OPTIONAL:
            self.problem(column, "is empty; write something here.")
        if len(value) > LONGEST.get(column, 10_000):
            self.problem(column, f"has {len(value)} characters; the most is {LONGEST.get(column, 10_000)}.")
        return value

    def parts(self, column: str, allowed: set[str]) -> tuple[str, ...]:
        parts = tuple(part.strip() for part in self.text(column).split(";") if part.strip())
        for part in parts:
            if part not in allowed:
                self.problem(column, f"“{part}” is not one of {', '.join(sorted(allowed))}.")
        return tuple(part for part in parts if part in allowed)


def read(file: Path | BinaryIO, *, stages: set[int], partner_kinds: set[str]) -> StandardsSet:
    """The set in the spreadsheet; raises BrokenFile listing everything that is wrong with it."""
    book = _open(file)
    problems: list[str] = []
    about = {row.values["key"]: row for row in _rows(book, "set", ("key", "value"), problems)}
    sections = list(_rows(book, "sections", SECTION_COLUMNS, problems))
    standards = list(_rows(book, "standards", STANDARD_COLUMNS, problems))
    problems += [f"Sheet “set”: the row “{key}” is missing." for key in _ABOUT if key not in about]
    if problems:
        raise BrokenFile(*problems)
    found = StandardsSet(
        **{key: about[key].text("value") for key in _ABOUT if key != "version"},
        version=_whole_number(about["version"], "value"),
        sections=tuple(SectionRow(*(row.text(column) for column in SECTION_COLUMNS)) for row in sections),
        standards=tuple(
            _standard(row, {s.values["code"] for s in sections}, {str(s) for s in stages}, partner_kinds)
            for row in standards
        ),
    )
    every = [*about.values(), *sections, *standards]
    problems = [problem for row in every for problem in row.problems] + _repeated(sections) + _repeated(standards)
    if not standards:
        problems.append("Sheet “standards”: there are no standards.")
    if problems:
        raise BrokenFile(*problems)
    return found


_ABOUT = ("code", "title", "version", "summary", "source")


def _standard(row: _Cells, sections: set[str], stages: set[str], partner_kinds: set[str]) -> StandardRow:
    if row.text("section") not in sections:
        row.problem("section", f"“{row.values['section']}” is not a code on the sheet “sections”.")
    if row.text("compares_with_last") not in ("yes", "no"):
        row.problem("compares_with_last", "write yes or no.")
    plain = ("code", "section", "title", "short_title", "fully_achieved", "why_it_matters", "what_good_looks_like")
    return StandardRow(
        **{column: row.values[column] if column == "section" else row.text(column) for column in plain},
        levels=tuple(row.text(column) for column in LEVEL_COLUMNS.values()),
        evidence=row.text("evidence"),
        stages=tuple(int(part) for part in row.parts("stages", stages)),
        asked_of=row.parts("asked_of", partner_kinds),
        compares_with_last=row.values["compares_with_last"] == "yes",
    )


def _whole_number(row: _Cells, column: str) -> int:
    value = row.text(column)
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 9999:
        row.problem(column, f"“{value}” is not a whole number from 1.")
        return 0
    return int(value)


def _repeated(rows: list[_Cells]) -> list[str]:
    seen: dict[str, int] = {}
    problems = []
    for row in rows:
        code = row.values["code"]
        if code in seen:
            problems.append(f"Sheet “{row.sheet}”, row {row.row} (code): “{code}” is in row {seen[code]} already.")
        seen.setdefault(code, row.row)
    return problems


def _open(file: Path | BinaryIO) -> Any:
    """The workbook; refuses what is not one, and what would unpack beyond reason."""
    content = file.read_bytes() if isinstance(file, Path) else file.read()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_FILE:
                raise BrokenFile("The file unpacks to more than 20 MB; a set of standards is far smaller.")
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise BrokenFile("This is not an Excel workbook (.xlsx). Save it as .xlsx and try again.") from error


def _rows(book: Any, sheet: str, columns: tuple[str, ...], problems: list[str]) -> Iterator[_Cells]:
    """The sheet's rows that are not blank, by the names in its first row."""
    if sheet not in book.sheetnames:
        problems.append(f"The sheet “{sheet}” is missing.")
        return
    lines = book[sheet].iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=50)
    header = [_as_text(cell) for cell in next(lines, ())]
    place = {name: get_column_letter(number) for number, name in enumerate(header, 1) if name}
    missing = [column for column in columns if column not in place]
    problems += [f"Sheet “{sheet}”, row 1: the column “{column}” is missing." for column in missing]
    if missing:
        return
    for number, line in enumerate(lines, 2):
        values = {name: _as_text(cell) for name, cell in zip(header, line, strict=False) if name}
        if any(values.values()):
            yield _Cells(sheet, number, {c: values.get(c, "") for c in columns}, place)


def _as_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).replace("\r\n", "\n").strip()
