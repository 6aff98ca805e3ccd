"""An XLSForm (.xlsx, .xls) → a questionnaire, or everything that is wrong with it, by sheet, row and column.

Nothing is dropped silently: what is not supported is refused by name. At the end pyxform, which ODK and KoboToolbox
read the same files with, has its say as well.
"""

import re
from pathlib import Path
from typing import BinaryIO

from .definition import Instrument
from .languages import Languages, languages_of, warn_of_untranslated
from .references import check
from .sheets import BrokenFile, Notes, Sheet, located, read_workbook
from .survey_rows import Reader

_PYXFORM_ROW = re.compile(r"\[row : ([0-9]+)\]\s*")


def read(file: Path | BinaryIO, *, name: str = "") -> Instrument:
    """`name`: what to call a questionnaire whose settings give it no title. Raises BrokenFile."""
    return read_with_warnings(file, name=name)[0]


def read_with_warnings(file: Path | BinaryIO, *, name: str = "") -> tuple[Instrument, list[str]]:
    """The same, with what its author should know: columns left out, texts not translated, doubtful measures."""
    notes = Notes()
    sheets = read_workbook(file, notes)
    languages = languages_of(sheets, notes)
    reader = Reader(languages, notes)
    reader.read_choices(sheets["choices"])
    reader.read_survey(sheets["survey"])
    notes.refuse_if_broken()
    instrument = _instrument(reader, sheets["settings"], languages, name)
    check(instrument, notes)
    notes.refuse_if_broken()
    _second_opinion(sheets)
    warn_of_untranslated((sheets["survey"], sheets["choices"]), languages, notes)
    return instrument, notes.warnings


def _instrument(reader: Reader, settings: Sheet, languages: Languages, name: str) -> Instrument:
    row = settings.rows[0] if settings.rows else None
    code, title = (row.text("form_id"), row.text("form_title")) if row else ("", "")
    return Instrument(
        code=code or title or name,
        title=title or code or name,
        version=row.text("version") if row else "",
        languages=languages.codes,
        language_names=languages.names,
        items=tuple(reader.items),
        lists={name: tuple(choices) for name, choices in reader.lists.items()},
    )


def _second_opinion(sheets: dict[str, Sheet]) -> None:
    """Raises BrokenFile with what pyxform says, where it does not take the form that our own checks passed."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    given: dict[str, list[dict[str, str | None]]] = {}
    for name, sheet in sheets.items():
        if sheet.rows:
            given |= {name: _as_dicts(sheet), f"{name}_header": [{_header(column): None for column in sheet.columns}]}
    try:
        convert(given, form_name="data")
    except PyXFormError as error:
        said = str(error).strip()
        row = _PYXFORM_ROW.search(said)
        text = _PYXFORM_ROW.sub("", said).rstrip(".")
        sheet_name = "choices" if "'choices' sheet" in text else "survey"
        problem = located(f"XLSForm does not allow this: {text}", sheet_name, int(row[1]) if row else 0)
        raise BrokenFile(problem) from error
    except Exception as error:  # it fails in other ways too on what it did not foresee
        raise BrokenFile("XLSForm’s own tools cannot read this form. Copy its texts into a new workbook.") from error


def _as_dicts(sheet: Sheet) -> list[dict[str, str | None]]:
    """Rows by header, empty ones included, so that pyxform counts as the spreadsheet does."""
    by_number = {row.number: row for row in sheet.rows}
    return [
        {_header(column): text for column, text in by_number[number].cells.items()} if number in by_number else {}
        for number in range(2, max(by_number) + 1)
    ]


def _header(column: tuple[str, str]) -> str:
    return "::".join(part for part in column if part)
