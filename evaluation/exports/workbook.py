"""Impact tables as an accessible workbook: the figures of the CSV files, with units, shorthand and a cover."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from commissioning.reporting import spreadsheets
from commissioning.reporting.cells import Cell, Kind, Shorthand
from commissioning.reporting.spreadsheets import Column, Sheet, Workbook

from .codebook import HEADINGS, codebook
from .columns import COLUMNS, Type
from .tables import Tables

KINDS = {
    Type.TEXT: Kind.TEXT,
    Type.WHOLE: Kind.WHOLE,
    Type.TENTHS: Kind.ONE_PLACE,
    Type.P: Kind.SIX_PLACES,
}
TITLES = {
    "levels": "How many gave each answer",
    "summary": "How many were asked, answered, and on which side of the scale",
    "change": "Change between two rounds",
    "expected": "What was expected, and what was found",
    "reach": "Who was recorded as a user of each service",
    "posts": "Areas by who was in post",
    "signed": "Areas at each signed level, by standard",
    "medians": "The middle of the signed levels, by standard",
    "moves": "Areas whose signed level is higher, the same or lower",
}
WIDE = {"label": 60, "question": 34, "round": 24, "round_from": 24, "round_to": 24}
NARROW = 18
OF_A_SCALE = {"with_a_view", "positive", "neutral", "negative", "no_view"}


def as_workbook(tables: Tables) -> bytes:
    """Raises spreadsheets.CannotWrite for what no workbook holds, such as more than half a million rows."""
    return spreadsheets.write(_workbook(tables))


def save(tables: Tables, file: BinaryIO) -> None:
    spreadsheets.save(_workbook(tables), file)


def _workbook(tables: Tables) -> Workbook:
    groups = ", ".join(group.title for group in tables.groups)
    return Workbook(
        title=tables.title,
        summary=f"{tables.of_when}: {groups or 'no group'}. {tables.limitations[0]}",
        author=tables.programme,
        contact=tables.contact,
        version=tables.of_when,
        made_on=tables.made_on,
        who_may_see=tables.who_may_see,
        sheets=(*(_sheet(tables, *table) for table in tables.files()), _codebook(tables)),
        notes=(*tables.limitations, tables.protection),
        about=(
            ("What these figures cannot say", " ".join(tables.limitations)),
            ("What is withheld", tables.protection),
        ),
    )


@dataclass(frozen=True)
class _Rows(Collection[Sequence[Cell]]):
    """Rows made anew each time they are read, so that a long table is never held twice."""

    of: Sequence[Any]
    cells: Callable[[Any], Sequence[Cell]]

    def __len__(self) -> int:
        return len(self.of)

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return map(self.cells, self.of)

    def __contains__(self, row: object) -> bool:
        return any(row == one for one in self)


def _sheet(tables: Tables, name: str, columns: Sequence[str], rows: Sequence[Any]) -> Sheet:
    scaled = {
        (group.slug, round_, question.name)
        for group in tables.groups
        for round_, questions in group.questions.items()
        for question in questions.values()
        if question.has_scale
    }

    def cells(row: Any) -> Sequence[Cell]:
        unscaled = name == "summary" and (row.group, row.round, row.question) not in scaled
        return [_cell(row, column, unscaled and column in OF_A_SCALE) for column in columns]

    notes = [tables.of_when, tables.protection, "Percentages are rounded once, halves up."]
    if name == "change":
        notes.append("p belongs to one row alone. Among many rows some are small by chance: do not pick them out.")
    headings = tuple(
        Column(
            COLUMNS[column].heading,
            KINDS[COLUMNS[column].type],
            COLUMNS[column].nothing or None,
            width=WIDE.get(column, NARROW),
        )
        for column in columns
    )
    return Sheet(name.capitalize(), TITLES[name], headings, _Rows(rows, cells), tuple(notes))


def _cell(row: Any, column: str, does_not_apply: bool) -> Cell:
    value = getattr(row, column)
    if column == "reliability" and value == "low":
        return Shorthand.UNRELIABLE
    if value is not None or not COLUMNS[column].type.is_number:
        return COLUMNS[column].values.get(value, value) if column in ("suppressed", "reliability") else value
    if does_not_apply:
        return Shorthand.NOT_APPLICABLE
    if row.suppressed and column != "months":
        return Shorthand.CONFIDENTIAL
    return Shorthand.NOT_AVAILABLE if column in ("overlap", "months") else Shorthand.NOT_APPLICABLE


def _codebook(tables: Tables) -> Sheet:
    headings = tuple(
        Column(name.replace("_", " ").capitalize(), nothing="–", width=60 if name in LONG else 24) for name in HEADINGS
    )
    rows = [_fitting(one.cells) for one in codebook(tables)]
    return Sheet("Codebook", "What every column and every question means", headings, rows)


LONG = {"label", "values", "missing_codes", "question_text", "why_not_comparable"}


def _fitting(cells: Sequence[str]) -> list[str]:
    """A long list of answers is cut where a cell ends; the CSV has all of it."""
    return [cell if len(cell) <= 16_000 else f"{cell[:16_000]} …" for cell in cells]
