"""Whether what the rows of a questionnaire say of each other is so: expressions, services, values, beginnings."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from .answers import BadAnswer, read_cell
from .definition import Group, Instrument, Item, Kind, Question
from .expressions import Expression, parse
from .routing import Circular, Router
from .sheets import Notes
from .survey_rows import VALUES

MEASURES = (
    *("reach", "skills", "effectiveness_now", "effectiveness_12m", "delivery_now", "delivery_12m", "outcomes_now"),
    *("outcomes_12m", "efficiencies", "efficiencies_now", "sustainability", "lead_value", "maturity_start"),
    *("maturity_now", "priority"),
)
NEED_A_SCALE = ("skills", "effectiveness", "delivery", "outcomes", "efficiencies", "sustainability", "maturity")


@dataclass(frozen=True)
class Written:
    """An expression where it stands."""

    item: Item
    column: str
    expression: Expression


def check(instrument: Instrument, notes: Notes) -> None:
    """Notes every problem; the order of questions is looked at only once everything else is right."""
    before = len(notes.problems)
    written = list(expressions(instrument))
    for each in written:
        _check_names(instrument, each, notes)
    _check_measures(instrument, notes)
    _check_defaults(instrument, notes)
    if len(notes.problems) == before:
        _check_order(instrument, written, notes)


def expressions(instrument: Instrument) -> Iterator[Written]:
    for item in instrument.items:
        columns = ("relevant",) if isinstance(item, Group) else ("relevant", "required", "constraint", "calculation")
        for column in columns:
            if text := getattr(item, column):
                yield Written(item, column, parse(text))


def _check_names(instrument: Instrument, each: Written, notes: Notes) -> None:
    def say(text: str) -> None:
        notes.problem(text, "survey", each.item.row, each.column)

    groups = {group.name for group in instrument.groups.values()}
    for name in sorted(each.expression.names):
        if name in groups:
            say(f"“{name}” is a group; a group has no answer")
        elif name not in instrument.questions:
            say(f"there is no question “{name}”")
        elif instrument.questions[name].kind is Kind.NOTE:
            say(f"“{name}” is a note; a note has no answer")
    if each.expression.mentions_itself and each.column in ("relevant", "calculation"):
        say("“.”, this question’s own answer, is not known yet here")


def _check_measures(instrument: Instrument, notes: Notes) -> None:
    names = {choice.name for choices in instrument.lists.values() for choice in choices}
    for question in instrument.questions.values():
        values = [choice.value for choice in instrument.choices_of(question) if choice.value is not None]
        if question.service and question.service not in names:
            said = f"“{question.service}” is not the name of a choice in any list"
            notes.problem(said, "survey", question.row, "csp_service")
        allowed = VALUES[question.scale]
        if any(value not in allowed for value in values):
            said = f"the list “{question.list_name}” has values outside {allowed[0]} to {allowed[-1]}".replace("-", "−")
            notes.problem(f"{said}, the ends of the scale “{question.scale}”", "survey", question.row, "csp_scale")
        meant = get_close_matches(question.measure, MEASURES, n=1, cutoff=0.85)
        if meant and question.measure not in MEASURES:
            said = f"“{question.measure}” is a measure of its own. Did you mean “{meant[0]}”?"
            notes.warning(said, "survey", question.row, "csp_measure")
        if question.measure.startswith(NEED_A_SCALE) and question.kind is Kind.ONE and not values:
            said = f"no answer in the list “{question.list_name}” has a csp_value, so nothing counts as positive"
            notes.warning(said, "survey", question.row, "csp_measure")


def _check_defaults(instrument: Instrument, notes: Notes) -> None:
    for question in instrument.questions.values():
        if question.default:
            try:
                read_cell(instrument, question, question.default)
            except BadAnswer as error:
                notes.problem(f"“{question.default}” cannot be the answer. {error}", "survey", question.row, "default")


def _check_order(instrument: Instrument, written: list[Written], notes: Notes) -> None:
    try:
        router = Router(instrument)
    except Circular as error:
        first = instrument.questions[error.names[0]]
        circle = ", which waits for ".join(f"“{name}”" for name in error.names[1:])
        column = "calculation" if first.kind is Kind.CALCULATED else "relevant"
        notes.problem(f"this goes round in a circle: “{first.name}” waits for {circle}", "survey", first.row, column)
        return
    page_of = {name: page.number for page in router.pages for name in page.names}
    place = {id(item): number for number, item in enumerate(instrument.items)}
    for each in written:
        if isinstance(each.item, Question) and each.item.kind is Kind.CALCULATED:
            continue  # worked out once what it mentions is known, wherever it stands
        for name in sorted(mention.name for mention in router.sources(each.expression)):
            later = instrument.questions[name]
            if each.column == "relevant":
                looks_ahead = place[id(later)] > place[id(each.item)]
            else:
                looks_ahead = page_of[name] > page_of.get(each.item.name, 0)
            if looks_ahead:
                said = f"it looks ahead to “{name}” (row {later.row}), which is not asked until later"
                notes.problem(f"{said}. Move that question up", "survey", each.item.row, each.column)
