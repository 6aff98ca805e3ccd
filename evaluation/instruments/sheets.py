"""The sheets of an XLSForm as rows of text, under the columns' one right names; and what was found wrong with them.

Cells come from the two readers of hostile files (.xlsx, .xls); headers through pyxform, which knows the other
names that columns go by (`caption`, `label:English`, `relevance`). A column nobody here reads is reported, and one
that looks like a slip for one that is read is refused: a misspelt `relevant` would put every question to everyone.
"""

import io
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

from commissioning.reporting.workbooks import LARGEST_FILE, BrokenFile, Rows, read_sheets

from .old_excel import read_old_sheets

MOST_PROBLEMS = 100
MOST_ITEMS = 1_000
MOST_ROWS = 3_000
MOST_COLUMNS = 100
OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")

Column = tuple[str, str]  # its name, and the language of its texts ("" for none)

TRANSLATED = ("label", "hint", "required_message", "constraint_message")
READ = {
    "survey": (
        *("type", "name", "label", "hint", "relevant", "required", "required_message", "constraint"),
        *("constraint_message", "calculation", "default", "appearance"),
        *("csp_measure", "csp_service", "csp_scale", "csp_compare"),
    ),
    "choices": ("list_name", "name", "label", "csp_value"),
    "settings": ("form_title", "form_id", "version", "default_language"),
}
# Columns that change what is asked, in ways not supported here: never left out in silence.
MEDIA = ("image", "big-image", "audio", "video")
REFUSED = {
    "survey": ("choice_filter", "trigger", "parameters", "repeat_count", "save_to", "read_only", "disabled", *MEDIA),
    "choices": MEDIA,
    "settings": ("allow_choice_duplicates",),
}
OTHER_SHEETS = ("external_choices", "entities", "osm")
_NAMES = {
    "jr:constraintMsg": "constraint_message",
    "jr:requiredMsg": "required_message",
    "jr:count": "repeat_count",
    "calculate": "calculation",
    "readonly": "read_only",
    "entities:saveto": "save_to",
    "id_string": "form_id",
    "title": "form_title",
    "list name": "list_name",
}
_NOT_SHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass
class Notes:
    """What is found on the way: problems, for which the file is refused, and warnings."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def problem(self, text: str, sheet: str, row: int = 0, column: str = "") -> None:
        self.problems.append(located(text, sheet, row, column))

    def warning(self, text: str, sheet: str, row: int = 0, column: str = "") -> None:
        self.warnings.append(located(text, sheet, row, column))

    def refuse_if_broken(self) -> None:
        if len(self.problems) > MOST_PROBLEMS:
            more = len(self.problems) - MOST_PROBLEMS
            raise BrokenFile(*self.problems[:MOST_PROBLEMS], f"And {more} more problems: mend these first.")
        if self.problems:
            raise BrokenFile(*self.problems)


def located(text: str, sheet: str, row: int = 0, column: str = "") -> str:
    place = f"Sheet “{sheet}”" + (f", row {row}" if row else "") + (f", column “{column}”" if column else "")
    return f"{place}: {text}" + ("" if text.endswith("?") else ".")


@dataclass(frozen=True)
class Row:
    number: int
    cells: Mapping[Column, str]

    def text(self, column: str) -> str:
        return self.cells.get((column, ""), "")

    def translations(self, column: str) -> dict[str, str]:
        """By language as the header writes it."""
        return {language: text for (name, language), text in self.cells.items() if name == column}


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def languages(self) -> list[str]:
        return list(dict.fromkeys(language for name, language in self.columns if name in TRANSLATED))


def read_workbook(file: Path | BinaryIO, notes: Notes) -> dict[str, Sheet]:
    """The sheets `survey`, `choices` and `settings`, empty where they are not there."""
    content = _content(file)
    names = (*READ, *OTHER_SHEETS)
    found = _old_excel(content, names) if content.startswith(OLD_EXCEL) else _excel(content, names)
    if "survey" not in found:
        raise BrokenFile("The file has no sheet called “survey”. A questionnaire is an XLSForm: name its sheet so.")
    for name in OTHER_SHEETS:
        if len(found.get(name, [])) > 1:
            notes.problem("what this sheet does is not supported. Take the sheet out", name)
    return {name: _sheet(name, found.get(name, []), notes) for name in READ}


def _content(file: Path | BinaryIO) -> bytes:
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return _content(opened)
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise BrokenFile("The file is larger than 5 MB. Take out pictures and other sheets, and try again.")
    return content


def _excel(content: bytes, names: Iterable[str]) -> dict[str, Rows]:
    from pyxform.xls2json_backends import is_empty, xlsx_value_to_str

    spellings = [spelling for name in names for spelling in (name, name.capitalize(), name.upper())]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what newer Excels add, which holds no text
        found = read_sheets(io.BytesIO(content), spellings, rows=MOST_ROWS + 1, columns=MOST_COLUMNS)
    text = {
        name: [(at, tuple("" if is_empty(cell) else xlsx_value_to_str(cell) for cell in row)) for at, row in rows]
        for name, rows in found.items()
    }
    return {name.lower(): rows for name, rows in reversed(text.items())}


def _old_excel(content: bytes, names: Iterable[str]) -> dict[str, Rows]:
    found = read_old_sheets(content, names, rows=MOST_ROWS + 1, columns=MOST_COLUMNS)
    if found is None:
        raise BrokenFile("This is not an Excel workbook (.xls). Save it as .xlsx and try again.")
    return {name: [*rows] for name, rows in found.items()}


def _sheet(name: str, rows: Rows, notes: Notes) -> Sheet:
    filled = [(number, [cell.strip() for cell in row]) for number, row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return Sheet(name, (), ())
    if len(filled) > MOST_ROWS:
        raise BrokenFile(located(f"there are more than {MOST_ROWS:,} rows", name))
    if filled[0][0] != 1:
        notes.problem("the first row must hold the names of the columns", name, 1)
    columns = _columns(name, filled[0][1], notes)
    body = [
        Row(number, {columns[at]: cell for at, cell in enumerate(row) if cell and at in columns})
        for number, row in filled[1:]
    ]
    _say_what_cannot_be_read(name, body, notes)
    return Sheet(name, tuple(columns.values()), tuple(row for row in body if row.cells))


def _columns(sheet: str, headers: list[str], notes: Notes) -> dict[int, Column]:
    """Which column is which, by place; unknown ones and second ones of the same name are left out and reported."""
    columns: dict[int, Column] = {}
    double = any("::" in header for header in headers)
    for at, header in enumerate(headers):
        if not header:
            continue
        name, language = _column(sheet, header, double)
        if (name, language) in columns.values():
            notes.problem(f"the column “{header}” is there twice, perhaps under another name", sheet, 1)
        elif name not in (*READ[sheet], *REFUSED[sheet]):
            _unknown(sheet, name, notes)
        elif language and name not in (*TRANSLATED, *MEDIA):
            notes.problem(f"the column “{header}” has a language or a part that means nothing here", sheet, 1)
        else:
            columns[at] = (name, language)
    return columns


def _column(sheet: str, header: str, double: bool) -> Column:
    from pyxform import aliases
    from pyxform.parsing.sheet_headers import process_header

    known = {"survey": aliases.survey_header, "choices": aliases.list_header, "settings": aliases.settings_header}
    _, tokens = process_header(header, double, known[sheet], {*READ[sheet], *REFUSED[sheet]} - set(known[sheet]))
    if tokens[0] in ("bind", "control", "media", "body") and len(tokens) > 1:
        tokens = tokens[1:]
    return _NAMES.get(tokens[0], tokens[0]), "::".join(tokens[1:])


def _unknown(sheet: str, name: str, notes: Notes) -> None:
    known = (*READ[sheet], *REFUSED[sheet])
    meant = get_close_matches(name.lower(), known, n=1, cutoff=0.8)
    if name.lower().startswith("csp") or (meant and sheet != "settings"):
        hint = f". Did you mean “{meant[0]}”?" if meant else ""
        notes.problem(f"there is no column “{name}”{hint}", sheet, 1)
    else:
        notes.warning(f"the column “{name}” is not used here and was left out", sheet, 1)


def _say_what_cannot_be_read(sheet: str, rows: list[Row], notes: Notes) -> None:
    for row in rows:
        for (name, _), text in row.cells.items():
            if _NOT_SHOWN.search(text):
                notes.problem(
                    "the cell holds a character that cannot be shown. Write it again", sheet, row.number, name
                )
            if name in REFUSED[sheet] and text.lower() not in ("no", "false", "false()"):
                said = "this is not supported. Empty the cell, or ask the question another way"
                notes.problem(said, sheet, row.number, name)
