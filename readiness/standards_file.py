"""A set of standards as a spreadsheet, there and back without loss. Pure: it knows no database.

Sheets `set` (key, value), `sections` (code, title, summary) and `standards`, one row a standard.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl.utils import get_column_letter

from commissioning.reporting.workbooks import BrokenFile, Rows, read_sheets

SHEETS = ("set", "sections", "standards")
LEVEL_COLUMNS = {level: f"level_{level}" for level in range(1, 6)}
SECTION_COLUMNS = ("code", "title", "summary")
STANDARD_COLUMNS = (
    "code", "section", "title", "short_title", "fully_achieved", "why_it_matters", "what_good_looks_like",
    *LEVEL_COLUMNS.values(), "evidence", "stages", "asked_of", "compares_with_last",
)  # fmt: skip
OPTIONAL = {"summary", "why_it_matters", "evidence"}
LONGEST = {"code": 10, "title": 120, "short_title": 28}
LONGEST_TEXT = 4_000
MOST_ROWS = 100
MOST_COLUMNS = 50


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

    def as_data(self) -> dict[str, Any]:
        """Plain JSON, which `from_data` reads back to the same set."""
        return json.loads(json.dumps(asdict(self)))

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "StandardsSet":
        sections = tuple(SectionRow(**row) for row in data["sections"])
        standards = tuple(StandardRow(**{**row, **_as_tuples(row)}) for row in data["standards"])
        return cls(**{**data, "sections": sections, "standards": standards})


def _as_tuples(row: dict[str, Any]) -> dict[str, tuple]:
    return {name: tuple(value) for name, value in row.items() if isinstance(value, list)}


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

    def text(self, column: str, longest: int = 0) -> str:
        value = self.values.get(column, "")
        longest = longest or LONGEST.get(column, LONGEST_TEXT)
        if not value and column not in OPTIONAL:
            self.problem(column, "is empty; write something here.")
        if len(value) > longest:
            self.problem(column, f"has {len(value)} characters; the most is {longest}.")
        unseen = next((sign for sign in value if _is_unseen(sign)), "")
        if unseen:
            self.problem(column, f"has a character that cannot be seen (U+{ord(unseen):04X}); type the text again.")
        return value

    def code(self, column: str, longest: int = 0) -> str:
        """A name that can stand in an address."""
        value = self.text(column, longest)
        if value and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", value):
            self.problem(column, f"{_quoted(value)} may hold only letters a to z, numbers and hyphens.")
        return value

    def parts(self, column: str, allowed: set[str]) -> tuple[str, ...]:
        value = self.text(column)
        parts = tuple(part.strip() for part in value.split(";") if part.strip())
        if value and not parts:
            self.problem(column, f"write one or more of {', '.join(sorted(allowed))}.")
        for part in dict.fromkeys(parts):
            if part not in allowed:
                self.problem(column, f"{_quoted(part)} is not one of {', '.join(sorted(allowed))}.")
            elif parts.count(part) > 1:
                self.problem(column, f"{_quoted(part)} is there more than once.")
        return tuple(part for part in parts if part in allowed)


def _is_unseen(sign: str) -> bool:
    """Control signs, and those that turn the direction of writing round or take no room; line breaks are seen."""
    return sign not in "\n\t" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _quoted(value: str) -> str:
    return f"“{value if len(value) <= 40 else value[:40] + '…'}”"


def read(file: Path | BinaryIO, *, stages: set[int], partner_kinds: set[str]) -> StandardsSet:
    """The set in the spreadsheet; raises BrokenFile listing everything that is wrong with it."""
    book = read_sheets(file, SHEETS, rows=MOST_ROWS + 2, columns=MOST_COLUMNS)
    problems: list[str] = []
    keys = list(_rows(book, "set", ("key", "value"), problems))
    about = {row.values["key"]: row for row in keys}
    sections = list(_rows(book, "sections", SECTION_COLUMNS, problems))
    standards = list(_rows(book, "standards", STANDARD_COLUMNS, problems))
    problems += [f"Sheet “set”: the row “{key}” is missing." for key in _ABOUT if key not in about]
    if problems:
        raise BrokenFile(*problems)
    found = StandardsSet(
        code=_set_code(about["code"]),
        title=about["title"].text("value", LONGEST["title"]),
        version=_whole_number(about["version"], "value"),
        summary=about["summary"].text("value"),
        source=about["source"].text("value"),
        sections=tuple(SectionRow(row.code("code"), row.text("title"), row.text("summary")) for row in sections),
        standards=tuple(
            _standard(row, {s.values["code"] for s in sections}, {str(s) for s in stages}, partner_kinds)
            for row in standards
        ),
    )
    every = [*keys, *sections, *standards]
    problems = [problem for row in every for problem in row.problems]
    problems += _repeated(keys, "key") + _repeated(sections, "code") + _repeated(standards, "code")
    problems += _unused(sections, standards)
    if not standards:
        problems.append("Sheet “standards”: there are no standards.")
    if problems:
        raise BrokenFile(*problems)
    return found


LONGEST_SET_CODE = 50
RESERVED = {"drafts"}
_ABOUT = ("code", "title", "version", "summary", "source")


def _set_code(row: _Cells) -> str:
    """Always small letters: a set is one set however its code is typed."""
    code = row.code("value", LONGEST_SET_CODE).lower()
    if code in RESERVED:
        row.problem("value", f"“{code}” is a word the site keeps for its own addresses; choose another code.")
    return code


def _standard(row: _Cells, sections: set[str], stages: set[str], partner_kinds: set[str]) -> StandardRow:
    if row.text("section") not in sections:
        row.problem("section", f"{_quoted(row.values['section'])} is not a code on the sheet “sections”.")
    if row.text("compares_with_last").lower() not in ("yes", "no"):
        row.problem("compares_with_last", "write yes or no.")
    plain = ("title", "short_title", "fully_achieved", "why_it_matters", "what_good_looks_like")
    return StandardRow(
        code=row.code("code"),
        section=row.values["section"],
        **{column: row.text(column) for column in plain},
        levels=tuple(row.text(column) for column in LEVEL_COLUMNS.values()),
        evidence=row.text("evidence"),
        stages=tuple(int(part) for part in row.parts("stages", stages)),
        asked_of=row.parts("asked_of", partner_kinds),
        compares_with_last=row.values["compares_with_last"].lower() == "yes",
    )


def _whole_number(row: _Cells, column: str) -> int:
    value = row.text(column)
    if not re.fullmatch(r"0*[1-9][0-9]{0,3}", value):
        row.problem(column, f"{_quoted(value)} is not a whole number from 1 to 9999.")
        return 0
    return int(value)


def _repeated(rows: list[_Cells], column: str) -> list[str]:
    """Codes stand in addresses, so two that differ only by capitals count as one."""
    seen: dict[str, int] = {}
    problems = []
    for row in rows:
        name = row.values[column]
        before = seen.setdefault(name.lower(), row.row)
        if before != row.row:
            place = f"Sheet “{row.sheet}”, row {row.row} ({column})"
            problems.append(f"{place}: {_quoted(name)} is in row {before} already.")
    return problems


def _unused(sections: list[_Cells], standards: list[_Cells]) -> list[str]:
    used = {row.values["section"] for row in standards}
    return [
        f"Sheet “sections”, row {row.row} (code): no standard belongs to {_quoted(row.values['code'])}."
        for row in sections
        if row.values["code"] not in used
    ]


def _rows(book: dict[str, Rows], sheet: str, columns: tuple[str, ...], problems: list[str]) -> Iterator[_Cells]:
    """The sheet's rows that are not blank, by the names in its first row."""
    if not book.get(sheet):
        problems.append(f"The sheet “{sheet}” is {'empty' if sheet in book else 'missing'}.")
        return
    (top, first), *lines = book[sheet]
    header = [_as_text(cell) for cell in first]
    place = {name: get_column_letter(number) for number, name in enumerate(header, 1) if name}
    wrong = [(column, "is missing") for column in columns if column not in place]
    wrong += [(column, "is there more than once") for column in columns if header.count(column) > 1]
    problems += [f"Sheet “{sheet}”, row {top}: the column “{column}” {what}." for column, what in wrong]
    if wrong:
        return
    if len(lines) > MOST_ROWS:
        problems.append(f"Sheet “{sheet}”: it has more than {MOST_ROWS} rows below its headings.")
    for number, line in lines[:MOST_ROWS]:
        values = {name: _as_text(cell) for name, cell in zip(header, line, strict=False) if name}
        if any(values.values()):
            yield _Cells(sheet, number, {c: values.get(c, "") for c in columns}, place)


def _as_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).replace("\r\n", "\n").strip()
