"""The section that sets stated reach beside the service use that the programme itself recorded."""

from datetime import timedelta

from commissioning.profiles.service_use import Reach, measured_reach
from commissioning.reporting.suppression import MINIMUM_CELL, PRIMARY

from ..analysis.beside import Recorded
from ..analysis.levels import Level
from ..analysis.questions import ASKED
from ..analysis.words import Said
from ..impact_table import NOBODY, WITHHELD, Row, Rows, Table, base_words, figure
from ..models import EditionSection
from .commentary import Known
from .content import Figure, Made
from .material import MINIMUM_BASE, GroupMaterial, Material
from .measures import base_of, cells, chosen, conditions_of, whole_of, wordings_of
from .posts import day

YEAR = timedelta(days=365)
REACH = "reach"


def reach(material: Material, section: EditionSection, key: str) -> Made:
    """Two things, and not two measurements of one: those asked are a part of those who may use a service."""
    found = material.groups.get(section.group)
    questions = chosen(found, REACH, ()) if found else {}
    if found is None or not questions:
        return Made(notes=["Nothing was asked about this."])
    until = material.edition.round.date
    since = until - YEAR + timedelta(days=1)
    recorded = {one.service: one for one in measured_reach(since, until)}
    stated = [row for row in whole_of(found.levels) if row.question in questions and row.basis == ASKED]
    rows = tuple(Row(row.label, (figure(row), base_words(row), *_told(recorded.get(row.answer)))) for row in stated)
    many = found.naming.unit.many
    headings = (f"Say they used it: per cent of {many}", f"Base: {many}", "Recorded: people", "Recorded: areas")
    table = Table(f"{key}-reach", "Reach as stated, beside reach as recorded", "Service", headings, (Rows("", rows),))
    asked = list(questions.values())
    note = (
        f"Recorded are uses from {day(since)} to {day(until)}, of everybody and not only of those who were asked, and"
        f" only as far as somebody noted them. Withheld are fewer than {MINIMUM_BASE} people, and those of fewer than"
        f" {MINIMUM_CELL} areas."
    )
    said = {
        row.answer: Said(row.label, row.count, row.base, found.naming.unit)
        for row in stated
        if row.count is not None and row.base
    }
    kept = [
        _row(section.group, (since.isoformat(), until.isoformat()), row, recorded[row.answer])
        for row in stated
        if row.answer in recorded
    ]
    return Made([note], [_figure(found, table, asked, stated)], Known({ASKED: said} if said else {}), kept)


def _figure(found: GroupMaterial, table: Table, asked, stated) -> Figure:
    return Figure(
        table.key, "Reach", found.of, [table], None, wordings_of(found, asked),
        base_of(found, asked, stated) if len(asked) == 1 else "", conditions_of(found, asked),
        any(cell == WITHHELD for cell in cells(table)), any("low base" in cell for cell in cells(table)),
    )  # fmt: skip


def _told(one: Reach | None) -> tuple[str, str]:
    if one is None:
        return NOBODY, NOBODY
    if _is_small(one):
        return WITHHELD, WITHHELD
    return f"{one.people:,}", f"{one.areas:,}"


def _is_small(one: Reach) -> bool:
    """No sums are printed that another could be worked out from: somebody may use several services."""
    return 0 < one.people < MINIMUM_BASE or 0 < one.areas < MINIMUM_CELL


def _row(group: str, days: tuple[str, str], row: Level, one: Reach) -> Recorded:
    if _is_small(one):
        return Recorded(group, *days, row.answer, row.label, None, None, PRIMARY)
    return Recorded(group, *days, row.answer, row.label, one.people, one.areas, "")
