"""Sections that hold one round against the other: change, and what was expected and then found."""

from .. import two_rounds
from ..analysis.marks import NET_POSITIVE
from ..analysis.questions import ASKED
from ..analysis.words import Said
from ..impact_table import WITHHELD, Table
from ..models import EditionSection
from .commentary import Known
from .content import Figure, Made
from .material import GroupMaterial, Material
from .measures import cells, chosen, conditions_of, wordings_of

NOT_ASKED = "These rounds hold nothing that could be put side by side here."


def change(material: Material, section: EditionSection, key: str) -> Made:
    """Of one measure, or where none was chosen of the headline measures."""
    found = material.groups.get(section.group)
    if found is None or found.earlier is None:
        return Made(notes=[NOT_ASKED])
    questions = chosen(found, section.measure, ()) if section.measure else _headline_questions(found)
    rows = [row for row in found.change if row.question in questions]
    compared = two_rounds.changed(f"{key}-change", questions, found.reasons, found.naming, rows, found.tests)
    if compared is None:
        return Made(notes=[NOT_ASKED])
    figured = _figure(found, f"{key}-change", "Change between the rounds", compared.tables, questions)
    return Made([*compared.notes, *_near_a_census(found)], [figured])


def _headline_questions(found: GroupMaterial):
    names = {headline.question for headline in found.tests}
    return {name: question for name, question in found.questions.items() if name in names}


def _near_a_census(found: GroupMaterial) -> list[str]:
    """What an interval would mean where nearly all who could be asked were."""
    if not found.group.interviewed and found.group.source not in ("champions", "directors"):
        return []
    return [
        "Nearly all who hold the post were asked. An interval would speak of a wider number of such posts and years,"
        " not of chance in who was picked; interviews have no tests."
    ]


def expected(material: Material, section: EditionSection, key: str) -> Made:
    found = material.groups.get(section.group)
    compared = two_rounds.expected(key, found.naming, found.expected) if found else None
    if found is None or compared is None:
        return Made(notes=[NOT_ASKED])
    measures = {row.measure_to for row in found.expected}
    questions = {name: one for name, one in found.questions.items() if one.measure in measures}
    figured = _figure(found, f"{key}-found", "Expected, then found", compared.tables, questions)
    return Made(compared.notes, [figured], _known(found))


def _known(found: GroupMaterial) -> Known:
    rows = [
        row for row in found.levels
        if not row.breakdown and not row.suppressed and row.basis == ASKED and row.answer == NET_POSITIVE
        and row.measure in {one.measure_to for one in found.expected} and row.count is not None and row.base
    ]  # fmt: skip
    named = {
        row.question: Said(found.naming.service(row.service), row.count or 0, row.base or 0, found.naming.unit)
        for row in rows
    }
    return Known({ASKED: named} if named else {})


def _figure(found: GroupMaterial, key: str, title: str, tables: tuple[Table, ...], questions) -> Figure:
    asked = list(questions.values())
    earlier = found.earlier.round.name if found.earlier else ""
    return Figure(
        key, title, f"{found.of}, against {earlier}", tables, None, wordings_of(found, asked), "",
        conditions_of(found, asked),
        any(cell == WITHHELD for table in tables for cell in cells(table)),
        any("low base" in cell for table in tables for cell in cells(table)),
    )  # fmt: skip
