"""The tables of an edition as its snapshot keeps them, and as exports read them. In the worker."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from commissioning.reporting.suppression import MINIMUM_CELL

from ..analysis.beside import KINDS, Beside
from ..analysis.change import Change
from ..analysis.expected import Expected
from ..analysis.levels import Level
from ..analysis.marks import NET_NEGATIVE, NET_POSITIVE
from ..analysis.questions import Answer, Measured
from ..analysis.summary import Summary
from ..analysis.words import Unit
from ..exports.tables import GroupOf, RoundOf, Tables
from ..instruments.definition import Scale
from ..models import EditionSnapshot
from ..queries.counts import measured
from ..queries.results import as_plain
from .material import MINIMUM_BASE, GroupMaterial, Material, rounds_of

DECIMALS = frozenset(
    ("percent", "percent_from", "percent_to", "change_points", "ci_low", "ci_high", "p_value", "difference_points")
)
Row = TypeVar("Row", Level, Summary, Change, Expected)


def tables_of(material: Material, limitations: Sequence[str], beside: Sequence[Beside]) -> dict[str, Any]:
    """`beside`: rows of whichever sections set something beside the survey; the same row once."""
    edition = material.edition
    return {
        "title": str(edition),
        "rounds": [[row.name, row.date.isoformat()] for row in rounds_of(edition)],
        "groups": [_group(found) for found in material.groups.values()],
        "limitations": list(limitations),
        "levels": as_plain(material.levels),
        "summary": as_plain(material.summary),
        "change": None if material.change is None else as_plain(material.change),
        "expected": None if material.expected is None else as_plain(material.expected),
        "beside": _by_file(beside),
    }


def _by_file(rows: Sequence[Beside]) -> dict[str, list[list[Any]]]:
    found = {name: as_plain(row for row in rows if isinstance(row, kind)) for name, kind in KINDS.items()}
    return {
        name: [row for at, row in enumerate(plain) if row not in plain[:at]] for name, plain in found.items() if plain
    }


def _group(found: GroupMaterial) -> dict[str, Any]:
    rows = [found.group, *([found.earlier] if found.earlier else [])]
    return {
        "slug": found.group.slug,
        "title": found.group.title,
        "unit": [found.naming.unit.one, found.naming.unit.many],
        "reasons": {name: list(reasons) for name, reasons in found.reasons.items()},
        "questions": {
            row.round.name: [asdict(one) for one in measured(row.instrument_version_id).values()] for row in rows
        },
    }


def read(snapshot: EditionSnapshot) -> Tables:
    """What every file is made of: nothing but the snapshot."""
    data, pages = snapshot.tables, snapshot.pages
    return Tables(
        programme=pages["programme"],
        contact=pages["contact"],
        title=data["title"],
        made_on=date.fromisoformat(pages["made_on"]),
        who_may_see=pages["who_may_see"],
        rounds=[RoundOf(name, date.fromisoformat(on)) for name, on in data["rounds"]],
        groups=[_read_group(one) for one in data["groups"]],
        is_suppressed=True,
        minimum_base=MINIMUM_BASE,
        minimum_cell=MINIMUM_CELL,
        levels=_rows(Level, data["levels"]),
        summary=_rows(Summary, data["summary"]),
        change=None if data["change"] is None else _rows(Change, data["change"]),
        expected=None if data["expected"] is None else _rows(Expected, data["expected"]),
        beside={name: [KINDS[name](*row) for row in rows] for name, rows in data.get("beside", {}).items()},
        limitations=data["limitations"],
    )


def _rows(kind: type[Row], plain: Iterable[Sequence[Any]]) -> list[Row]:
    names = list(kind.__dataclass_fields__)
    decimals = [number for number, name in enumerate(names) if name in DECIMALS]
    made = []
    for cells in plain:
        row = list(cells)
        for at in decimals:
            row[at] = None if row[at] is None else Decimal(row[at])
        made.append(kind(*row))
    return made


def _read_group(data: Mapping[str, Any]) -> GroupOf:
    questions = {round_: {one["name"]: _question(one) for one in asked} for round_, asked in data["questions"].items()}
    return GroupOf(data["slug"], data["title"], Unit(*data["unit"]), questions, data["reasons"])


def _question(data: Mapping[str, Any]) -> Measured:
    answers = tuple(Answer(**answer) for answer in data["answers"])
    more = {"answers": answers, "scale": Scale(data["scale"]), "conditions": tuple(data["conditions"])}
    return Measured(**{**data, **more})


def answer_label(question: Measured, answer: str) -> str:
    nets = {NET_POSITIVE: "positive", NET_NEGATIVE: "negative"}
    if answer in nets:
        return question.net_label(nets[answer])
    return next((one.label for one in question.answers if one.name == answer), answer)
