"""A group's figures as pages show them: read from what the worker tabulated, never reckoned in the web process."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet

from ..analysis.levels import Level
from ..analysis.questions import WITH_A_VIEW, Measured
from ..analysis.summary import Summary
from ..analysis.words import LOW, Unit, measure_words
from ..attributes import attribute_label, value_label
from ..impact_table import WITHHELD, Block, Naming, Row, Rows, Table, base_words, blocks, service_label, service_labels
from ..impact_table import figure as figure_words
from ..instruments.conditions import in_words
from ..likert import Likert, likert
from ..models import Round, RoundGroup, Tabulation
from .answering import router_of
from .counts import attributes_of, measured
from .setbacks import is_set_aside

ANSWERS_CSV, ANSWERS_SAV = "answers-csv", "answers-sav"  # documents of answers one by one


def groups_with_results() -> QuerySet[RoundGroup]:
    """Groups of rounds that are over and have answers."""
    over = RoundGroup.objects.filter(round__state=Round.State.CLOSED) | RoundGroup.objects.filter(round__imported=True)
    rows = over.filter(instrument_version__isnull=False, respondents__isnull=False).distinct()
    return rows.select_related("round", "instrument_version__instrument").order_by("-round__frame_on", "pk")


def is_over(group: RoundGroup) -> bool:
    """Figures that grew with each answer would give answers away, so there are none before."""
    return group.round.is_closed or group.round.imported


def as_plain(rows: Iterable[Any]) -> list[list[Any]]:
    """Rows of the analysis as JSON keeps them."""
    return [[str(cell) if isinstance(cell, Decimal) else cell for cell in astuple(row)] for row in rows]


def _levels(plain: Iterable[Sequence[Any]]) -> Iterator[Level]:
    for row in plain:
        level = Level(*row)
        level.percent = None if level.percent is None else Decimal(level.percent)
        yield level


@dataclass(frozen=True)
class Shown:
    """`questions`: those the block is made of."""

    block: Block
    chart: Likert | None
    questions: tuple[str, ...]

    @property
    def caption_id(self) -> str:
        return f"chart-{self.block.key}-of"


@dataclass(frozen=True)
class Results:
    """`is_made`: whether the worker has made them; if not, nothing else is there."""

    group: RoundGroup
    breakdown: str
    breakdown_label: str
    suppressed: bool
    is_made: bool
    shown: tuple[Shown, ...] = ()
    is_set_aside: bool = False  # making them failed again and again

    @property
    def key(self) -> str:
        return f"{self.breakdown}{'' if self.suppressed else '-all'}"


def tabulation_of(group: RoundGroup, breakdown: str, *, suppressed: bool) -> Tabulation | None:
    rows = Tabulation.objects.filter(group=group, against=None, breakdown=breakdown, suppressed=suppressed)
    return rows.filter(rows__isnull=False).first()


def results(group: RoundGroup, breakdown: str = "", *, suppressed: bool = True, measure: str = "") -> Results:
    """`measure`: only of this one, as questionnaires call it."""
    found = tabulation_of(group, breakdown, suppressed=suppressed)
    label = attribute_label(breakdown) if breakdown else ""
    if found is None or found.respondents != group.respondents.count():
        aside = is_set_aside(group=group, against=None, breakdown=breakdown, suppressed=suppressed)
        return Results(group, breakdown, label, suppressed, is_made=False, is_set_aside=aside)
    questions = {
        name: question
        for name, question in measured(group.instrument_version_id).items()
        if not measure or question.measure == measure
    }
    rows = (row for row in _levels(found.rows["levels"]) if row.question in questions)
    made = blocks(rows, questions, naming(group, breakdown), breakdown=breakdown)
    return Results(group, breakdown, label, suppressed, True, tuple(_shown(group, block, questions) for block in made))


def _shown(group: RoundGroup, block: Block, questions: Mapping[str, Measured]) -> Shown:
    put = {wording.text for wording in block.wordings}
    names = tuple(name for name, one in questions.items() if one.text in put and one.measure == block.question.measure)
    if not block.lines:
        return Shown(block, None, names)
    subtitle = f"{group.title}, {group.round.name}: per cent of everyone who answered"
    chart = likert(
        key=f"chart-{block.key}", title=block.title, subtitle=subtitle, question=block.question, lines=block.lines
    )
    return Shown(block, chart, names)


def naming(group: RoundGroup, breakdown: str = "") -> Naming:
    labels = service_labels(measured(group.instrument_version_id))

    return Naming(
        partial(service_label, labels=labels),
        value_label,
        unit_of(group),
        attribute_label(breakdown) if breakdown else "",
    )


def unit_of(group: RoundGroup) -> Unit:
    return Unit(group.noun, group.noun_many)


def breakdowns(group: RoundGroup) -> list[tuple[str, str]]:
    """What the group's figures can be cut by, with what it is called."""
    return [(key, attribute_label(key)) for key in attributes_of(group)]


def measures(group: RoundGroup) -> list[tuple[str, str]]:
    """In the order of the questionnaire."""
    found = dict.fromkeys(one.measure for one in measured(group.instrument_version_id).values() if one.measure)
    return [(slug, measure_words(slug)) for slug in found]


# --- Two rounds ---------------------------------------------------------------------------


@dataclass(frozen=True)
class ComparedTables:
    """As the worker made them: `notes` stand above the tables. None of it before it has."""

    group: RoundGroup
    earlier: RoundGroup
    notes: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    is_made: bool = False
    is_set_aside: bool = False


def earlier_groups(group: RoundGroup) -> list[RoundGroup]:
    """Groups of the same name in other rounds that are over."""
    return [other for other in groups_with_results().filter(slug=group.slug) if other.round_id != group.round_id]


def compared(group: RoundGroup, earlier: RoundGroup) -> ComparedTables:
    rows = Tabulation.objects.filter(group=group, against=earlier, breakdown="", suppressed=True, rows__isnull=False)
    found = rows.first()
    if found is None or found.respondents != group.respondents.count():
        return ComparedTables(group, earlier, is_set_aside=is_set_aside(group=group, against=earlier))
    tables = tuple(_table(plain) for plain in found.rows["tables"])
    return ComparedTables(group, earlier, tuple(found.rows["notes"]), tables, is_made=True)


def _table(plain: Mapping[str, Any]) -> Table:
    groups = tuple(
        Rows(one["title"], tuple(Row(row["label"], tuple(row["cells"])) for row in one["rows"]))
        for one in plain["groups"]
    )
    return Table(plain["key"], plain["caption"], plain["first"], tuple(plain["headings"]), groups)


# --- One figure ---------------------------------------------------------------------------


@dataclass(frozen=True)
class FigureRow:
    who: str
    cells: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """Everything a figure rests on. `conditions`: who was asked, as the questionnaire says it."""

    question: Measured
    conditions: tuple[str, ...]
    no_view: tuple[str, ...]
    bases: tuple[FigureRow, ...]
    rows: tuple[FigureRow, ...]


def figure(group: RoundGroup, name: str, breakdown: str = "", *, suppressed: bool = True) -> Figure | None:
    """None where it was not tabulated, or is no question with choices."""
    found = tabulation_of(group, breakdown, suppressed=suppressed)
    question = measured(group.instrument_version_id).get(name)
    if found is None or question is None:
        return None
    instrument = router_of(group.instrument_version_id).instrument
    bases = (Summary(*plain) for plain in found.rows["summary"])
    levels = (row for row in _levels(found.rows["levels"]) if row.question == name)
    return Figure(
        question,
        tuple(in_words(one, instrument, instrument.languages[0]) or one for one in question.conditions),
        tuple(question.answers[place].label for place in question.sides["no_view"]) if question.has_scale else (),
        tuple(_bases(row) for row in bases if row.question == name),
        tuple(_row(row) for row in levels),
    )


def _who(breakdown: str, value: str) -> str:
    return value_label(value) if breakdown else "Everyone"


def _bases(row: Summary) -> FigureRow:
    counts = (row.asked, row.answered, row.with_a_view, row.no_view, row.not_answered)
    return FigureRow(_who(row.breakdown, row.breakdown_value), tuple(_count(one, row.suppressed) for one in counts))


def _row(row: Level) -> FigureRow:
    share = "–" if row.reliability == LOW and not row.suppressed else figure_words(row)
    base = _count(None, row.suppressed) if row.base is None else base_words(row)
    cells = (_count(row.count, row.suppressed), base, share)
    basis = "Those with a view" if row.basis == WITH_A_VIEW else "Everyone who answered"
    return FigureRow(_who(row.breakdown, row.breakdown_value), cells, (basis, row.label))


def _count(count: int | None, suppressed: str) -> str:
    return f"{count:,}" if count is not None else WITHHELD if suppressed else "–"
