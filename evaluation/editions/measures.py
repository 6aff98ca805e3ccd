"""Sections about one round: a measure for each service, a question broken down, the change journey, why not used."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..analysis.levels import Level
from ..analysis.marks import NET_POSITIVE
from ..analysis.questions import ASKED, BASES, WITH_A_VIEW, Measured
from ..analysis.words import LOW, Said, caption, highest, measure_words
from ..impact_table import NOBODY, WITHHELD, Block, Row, Rows, Table, Wording, base_words, blocks, figure
from ..instruments.conditions import in_words
from ..likert import likert
from ..models import EditionSection
from ..queries.answering import router_of
from .commentary import Known
from .content import Figure, Made
from .kinds import JOURNEY, WHY_NOT
from .material import GroupMaterial, Material

Questions = Mapping[str, Measured]


def measure(material: Material, section: EditionSection, key: str) -> Made:
    return _of_measure(material, section, key, section.measure)


def why_not(material: Material, section: EditionSection, key: str) -> Made:
    return _of_measure(material, section, key, WHY_NOT)


def _of_measure(material: Material, section: EditionSection, key: str, slug: str) -> Made:
    found = material.groups.get(section.group)
    questions = chosen(found, slug, section.services) if found else {}
    if found is None or not questions:
        return Made(notes=["Nothing was asked about this."])
    rows = whole_of(found.levels)
    made = list(blocks(rows, questions, found.naming, prefix=f"{key}-"))
    known = known_of(found, questions, rows)
    return Made(_leading(questions, known), [shown(found, block, questions, rows) for block in made], known)


def breakdown(material: Material, section: EditionSection, key: str) -> Made:
    """The table by that attribute; where the answers are too many for one, of the whole."""
    found = material.groups.get(section.group)
    question = found.questions.get(section.question) if found else None
    if found is None or question is None:
        return Made(notes=["Nothing was asked about this."])
    rows = [row for row in found.levels if row.question == question.name]
    naming = found.naming_by(section.attribute)
    [block] = blocks(rows, {question.name: question}, naming, prefix=f"{key}-", breakdown=section.attribute)
    figured = shown(found, block, {question.name: question}, whole_of(rows), with_chart=False)
    by = [table for table in block.tables if table.key.endswith("-by")]
    notes = [] if by else ["It has too many answers for a table, or was not kept of this group: the files have them."]
    of = f"{figured.of}, {naming.breakdown[:1].lower()}{naming.breakdown[1:]} by {_source(section.attribute)}"
    tables = by or figured.tables
    return Made(notes, [_with(figured, tables, of)], known_of(found, {question.name: question}, whole_of(rows)))


def _source(attribute: str) -> str:
    authority = {"type", "region", "broad_region", "rurality", "size", "rating"}
    return "the register on the round’s day" if attribute in authority else "what was recorded of the respondent"


def _with(figured: Figure, tables: Sequence[Table], of: str) -> Figure:
    return Figure(
        figured.key, figured.title, of, tables, None, figured.wordings, figured.base, figured.conditions,
        any(cell == WITHHELD for table in tables for cell in cells(table)),
        any("low base" in cell for table in tables for cell in cells(table)),
    )  # fmt: skip


# --- What sections have in common -------------------------------------------------------------


def chosen(found: GroupMaterial, slug: str, services: Sequence[str]) -> dict[str, Measured]:
    return {
        name: question
        for name, question in found.questions.items()
        if question.measure == slug and (not services or question.service in services)
    }


def whole_of(rows: Iterable[Level]) -> list[Level]:
    return [row for row in rows if not row.breakdown]


def cells(table: Table) -> Iterator[str]:
    for group in table.groups:
        for row in group.rows:
            yield from row.cells


def shown(
    found: GroupMaterial, block: Block, questions: Questions, rows: Sequence[Level], *, with_chart: bool = True
) -> Figure:
    put = {wording.text for wording in block.wordings}
    asked = [one for one in questions.values() if one.text in put and one.answers == block.question.answers]
    chart = None
    if with_chart and any(line.base.reliability != LOW and line.base.base for line in block.lines):
        subtitle = f"{found.of}: per cent of everyone who answered"
        chart = likert(
            key=f"chart-{block.key}", title=block.title, subtitle=subtitle, question=block.question, lines=block.lines
        )
    return Figure(
        block.key, block.title, found.of, block.tables, chart, block.wordings,
        base_of(found, asked, rows), conditions_of(found, asked), block.says_withheld, block.says_low,
    )  # fmt: skip


def base_of(found: GroupMaterial, asked: Sequence[Measured], rows: Sequence[Level]) -> str:
    """Who was asked and how many answered, as far as it is printed."""
    names = {one.name for one in asked}
    bases = [row.base for row in rows if row.question in names and row.basis == ASKED and row.base is not None]
    return caption(asked, bases, found.naming.unit).base if bases else ""


def conditions_of(found: GroupMaterial, asked: Iterable[Measured]) -> list[str]:
    """When they were put, in words where there are words."""
    instrument = router_of(found.group.instrument_version_id).instrument
    written = dict.fromkeys(" and ".join(_in_words(one, instrument) for one in each.conditions) for each in asked)
    return [words for words in written if words]


def _in_words(condition: str, instrument) -> str:
    return in_words(condition, instrument, instrument.languages[0]) or condition


def wordings_of(found: GroupMaterial, asked: Iterable[Measured]) -> tuple[Wording, ...]:
    return tuple(Wording(found.naming.service(one.service) if one.service else "", one.text) for one in asked)


def known_of(found: GroupMaterial, questions: Questions, rows: Iterable[Level]) -> Known:
    """What may be named: of a scale what is above its middle, by service; else each answer, of one question."""
    by_basis: dict[str, dict[str, Said]] = {basis: {} for basis in BASES}
    single = len(questions) == 1
    for row in rows:
        question = questions.get(row.question)
        if question is None or row.suppressed or row.count is None or row.base is None:
            continue
        if question.has_scale and row.answer == NET_POSITIVE:
            label = found.naming.service(row.service) if row.service else measure_words(row.measure) or question.text
            name = row.service or question.name
        elif not question.has_scale and single:
            label, name = row.label, row.answer
        else:
            continue
        by_basis[row.basis].setdefault(name, Said(label, row.count, row.base, found.naming.unit))
    return Known({basis: said for basis, said in by_basis.items() if said})


def _leading(questions: Questions, known: Known) -> list[str]:
    """The first three, where there are more than one to put in order; low bases have no place."""
    figures = [said for said in known.named.values() if said.reliability != LOW]
    one = next(iter(questions.values()))
    if len(figures) < 2:
        return []
    told = highest(figures, 3)
    return [f"{one.net_label('positive')}. {told}" if one.has_scale else told] if told else []


# --- The change journey -----------------------------------------------------------------------


def journey(material: Material, section: EditionSection, key: str) -> Made:
    """Skills → service delivery → outcomes, with efficiencies alongside: a row a service, no stage left out."""
    found = material.groups.get(section.group)
    questions = {name: one for name, one in found.questions.items() if one.measure in JOURNEY} if found else {}
    if found is None or not questions:
        return Made(notes=["Nothing was asked about this."])
    rows = {
        (row.service, row.measure, row.basis): row for row in whole_of(found.levels)
        if row.question in questions and row.answer == NET_POSITIVE
    }  # fmt: skip
    services = list(dict.fromkeys(one.service for one in questions.values()))
    tables = [_stages(found, key, services, rows, basis) for basis in BASES]
    asked = list(questions.values())
    figured = Figure(
        f"{key}-journey",
        "From skills to service delivery to outcomes",
        found.of,
        tables,
        None,
        wordings_of(found, asked),
        "",
        conditions_of(found, asked),
        any(cell == WITHHELD for table in tables for cell in cells(table)),
        any("low base" in cell for table in tables for cell in cells(table)),
    )
    note = "The stages follow each other in time; that one brought about the next is not shown by these figures."
    return Made([note], [figured])


def _stages(
    found: GroupMaterial, key: str, services: Iterable[str], rows: Mapping[tuple[str, str, str], Level], basis: str
) -> Table:
    headings: list[str] = []
    for slug in JOURNEY:
        headings += [measure_words(slug), f"Base: {measure_words(slug)[:1].lower()}{measure_words(slug)[1:]}"]
    made = []
    for service in services:
        cells_: list[str] = []
        for slug in JOURNEY:
            row = rows.get((service, slug, basis))
            cells_ += [figure(row), base_words(row)] if row else [NOBODY, NOBODY]
        made.append(Row(found.naming.service(service) if service else "All", tuple(cells_)))
    whose = "those who expressed a view" if basis == WITH_A_VIEW else "everyone who answered"
    title = f"The change journey: per cent above the middle of the scale, of {whose}"
    return Table(f"{key}-journey-{basis}", title, "Service", tuple(headings), (Rows("", tuple(made)),))
