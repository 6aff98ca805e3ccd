"""The languages of an XLSForm: headers such as `label::Welsh (cy)` → codes, and what is not translated."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .sheets import TRANSLATED, Notes, Row, Sheet

_WITH_CODE = re.compile(r"(.*?)\s*\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)")
_CODES = {"english": "en", "welsh": "cy", "cymraeg": "cy", "polish": "pl", "french": "fr", "punjabi": "pa"}
MOST_ROWS_NAMED = 20


class Languages(NamedTuple):
    """Codes, the default one first; their names by code; and the code of each as the headers write it."""

    codes: tuple[str, ...]
    names: dict[str, str]
    code_of: dict[str, str]

    def texts(self, row: Row, column: str) -> dict[str, str]:
        return {self.code_of.get(written, written): text for written, text in row.translations(column).items()}

    def name(self, code: str) -> str:
        return self.names.get(code) or code


def languages_of(sheets: Mapping[str, Sheet], notes: Notes) -> Languages:
    """Texts under a header that names no language are in the default one."""
    settings = sheets["settings"]
    default = settings.rows[0].text("default_language") if settings.rows else ""
    written = list(dict.fromkeys(each for sheet in sheets.values() for each in sheet.languages())) or [""]
    default = next((each for each in written if each and _same(each, default)), default)
    if default and default not in written and "" not in written:
        notes.problem(f"no column has texts in “{default}”", "settings", settings.rows[0].number, "default_language")
    written.sort(key=lambda each: each not in ("", default))
    split = {each: _split(each or default) for each in written}
    for name, code in split.values():
        if name and not code:
            notes.warning(f"the language “{name}” has no code. Write it like “Welsh (cy)”", "survey", 1)
    code_of = {each: code or name.lower() for each, (name, code) in split.items()}
    names = {code_of[each]: name for each, (name, _) in split.items()}
    if len(names) < len({name.casefold() for name, _ in split.values()}):
        notes.problem("two languages have the same code", "survey", 1)
    return Languages(tuple(dict.fromkeys(code_of.values())), names, code_of)


def _same(one: str, other: str) -> bool:
    return other.casefold() in (one.casefold(), *(part.casefold() for part in _split(one) if part))


def _split(written: str) -> tuple[str, str]:
    """Name and code."""
    if found := _WITH_CODE.fullmatch(written):
        return found[1] or found[2], found[2]
    return written, _CODES.get(written.lower(), "")


def warn_of_untranslated(sheets: Iterable[Sheet], languages: Languages, notes: Notes) -> None:
    """One warning a sheet, column and language for the texts that are there in the default language only."""
    default = languages.codes[0]
    for sheet in sheets:
        for column in (column for column in TRANSLATED if column in {name for name, _ in sheet.columns}):
            texts = [(f"{row.number}", languages.texts(row, column)) for row in sheet.rows]
            for code in languages.codes[1:]:
                missing = [number for number, by_code in texts if by_code.get(default) and not by_code.get(code)]
                if missing:
                    more = " and more" if len(missing) > MOST_ROWS_NAMED else ""
                    rows = f"rows {', '.join(missing[:MOST_ROWS_NAMED])}{more}"
                    notes.warning(f"no text in {languages.name(code)}: {rows}", sheet.name, column=column)
