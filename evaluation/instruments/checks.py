"""What the author of a questionnaire should look at before it goes out. It can be used as it is; nothing here is an
error of the file.

Whether a question can be asked at all is found out by trying: every combination of answers to the questions that
decide it, as long as there are few enough. Where an answer could be anything (a number, a text) telling ones are
tried, and if none leads to the question the result is *not decided*.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import chain, combinations, product
from math import prod

from .definition import Instrument, Kind, Question
from .expressions import Expression, Mention, walk
from .parsing import Call, Chain, Literal, Node, Reference
from .references import Written, expressions
from .routing import Router
from .sheets import located

MOST_COMBINATIONS = 3_000  # for one question
MOST_LOOKED_UP = 500_000  # answers, for the whole questionnaire: a few seconds
MOST_SUBSETS = 6  # of so many choices every subset is tried

Answer = str | tuple[str, ...]


class Reach(Enum):
    ASKED = "asked of somebody"
    NEVER = "asked of nobody"
    UNDECIDED = "not decided"


@dataclass(frozen=True)
class Finding:
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        return located(self.text, "survey", self.row, self.column)


def findings(router: Router, *, today: date) -> list[Finding]:
    """In the order of the rows."""
    instrument = router.instrument
    written = list(expressions(instrument))
    found = chain(
        *(_bare_references(each) for each in written),
        *(_unknown_choices(instrument, each) for each in written),
        *(_may_be_unasked(instrument, each) for each in written if each.column in ("required", "constraint")),
        _never_asked(router, today),
        _no_message(instrument),
    )
    return sorted(dict.fromkeys(found), key=lambda finding: finding.row)


def _bare_references(each: Written) -> Iterator[Finding]:
    if each.column != "calculation":
        for name in _conditions(each.expression.root):
            said = f"“${{{name}}}” by itself always holds, answered or not. Write “${{{name}}} != ''”"
            yield Finding(each.item.row, each.column, said)


def _conditions(node: Node) -> Iterator[str]:
    """References that stand where a condition is wanted."""
    if isinstance(node, Reference) and node.name:
        yield node.name
    elif isinstance(node, Chain) and node.rest[0][0] in ("and", "or"):
        for part in (node.first, *(operand for _, operand in node.rest)):
            yield from _conditions(part)
    elif isinstance(node, Call) and node.function == "not":
        yield from _conditions(node.arguments[0])


def _unknown_choices(instrument: Instrument, each: Written) -> Iterator[Finding]:
    for mention in sorted(each.expression.mentions, key=repr):
        question = instrument.questions[mention.name]
        names = [choice.name for choice in instrument.choices_of(question)]
        if mention.choice and names and not set(mention.choice.split()) <= set(names):
            said = f"“{mention.choice}” is not an answer to “{mention.name}”: its list is “{question.list_name}”"
            yield Finding(each.item.row, each.column, said)


def _may_be_unasked(instrument: Instrument, each: Written) -> Iterator[Finding]:
    """A rule that leans on a question that is not put to all whom the rule concerns, and does not say what then."""
    if not isinstance(each.item, Question):
        return
    own = set(instrument.conditions_of(each.item))
    for name in sorted(each.expression.names - {each.item.name}):
        other = instrument.questions[name]
        if not set(instrument.conditions_of(other)) <= own and not _allows_for_empty(each.expression, name):
            said = f"“{name}” (row {other.row}) may not have been asked; its answer is empty then. Say what holds if so"
            yield Finding(each.item.row, each.column, said)


def _allows_for_empty(expression: Expression, name: str) -> bool:
    """Whether it compares the answer with empty text, or puts something in its place."""
    return any(
        (isinstance(node, Chain) and _is_compared(node, name)) or (isinstance(node, Call) and _is_replaced(node, name))
        for node in walk(expression.root)
    )


def _is_compared(node: Chain, name: str) -> bool:
    sides = (node.first, node.rest[0][1])
    return node.rest[0][0] in ("=", "!=") and Reference(name) in sides and Literal("") in sides


def _is_replaced(node: Call, name: str) -> bool:
    return node.function == "coalesce" and Reference(name) in node.arguments


def _no_message(instrument: Instrument) -> Iterator[Finding]:
    for question in instrument.questions.values():
        if question.constraint and not question.constraint_messages:
            said = "there is no message, so people would not be told which answers are allowed"
            yield Finding(question.row, "constraint_message", said)


def _never_asked(router: Router, today: date) -> Iterator[Finding]:
    for name, reach in reaches(router, today=today).items():
        if reach is Reach.NEVER:
            question = router.instrument.questions[name]
            required = ", though it is required" if question.required else ""
            yield Finding(question.row, "relevant", f"“{name}” is never asked{required}: no answers lead to it")


def reaches(router: Router, *, today: date) -> dict[str, Reach]:
    """Whether anyone can be asked each question (shown each note, given each calculation)."""
    known: dict[tuple[Expression, ...], Reach] = {(): Reach.ASKED}
    trials = _Trials(router, today)
    for name, conditions in router.conditions.items():
        if conditions not in known:
            known[conditions] = trials.reach(name)
    return {name: known[conditions] for name, conditions in router.conditions.items()}


class _Trials:
    def __init__(self, router: Router, today: date) -> None:
        self.router = router
        self.today = today
        self.left = MOST_LOOKED_UP

    def reach(self, name: str) -> Reach:
        if self.left <= 0:
            return Reach.UNDECIDED
        order = self.needed(name)
        effort = sum(1 + len(self.router.waits_for(each)) for each in order)
        self.left -= effort  # looking through the expressions costs about as much as working them out
        said = [mention for each in order for mention in self.mentions(each)]
        answered = [each for each in order if self.router.instrument.questions[each].is_answered and each != name]
        domains = {each: self.domain(each, said) for each in answered}
        count = prod(len(values) for values, _ in domains.values())
        for given in product(*(values for values, _ in domains.values())):
            if count > MOST_COMBINATIONS or self.left <= 0:
                return Reach.UNDECIDED
            self.left -= effort
            answers = dict(zip(domains, given, strict=True))
            if name in self.router.course_through(order, answers, today=self.today).shown:
                return Reach.ASKED
        return Reach.NEVER if all(complete for _, complete in domains.values()) else Reach.UNDECIDED

    def needed(self, name: str) -> list[str]:
        """It and all it waits for, however far back, in an order in which they can be settled."""
        wanted, waiting = {name}, [name]
        while waiting:
            more = self.router.waits_for(waiting.pop()) - wanted
            wanted |= more
            waiting += more
        return [each for each in self.router.order if each in wanted]

    def mentions(self, name: str) -> Iterator[tuple[Mention, Expression]]:
        own = self.router.calculations.get(name)
        for expression in (*self.router.conditions[name], *([own] if own else [])):
            yield from ((mention, expression) for mention in expression.mentions)

    def domain(self, name: str, said: Sequence[tuple[Mention, Expression]]) -> tuple[list[Answer], bool]:
        """Answers to try, and whether any other answer would lead where one of these does."""
        question = self.router.instrument.questions[name]
        names = [choice.name for choice in self.router.instrument.choices_of(question)]
        if question.kind is Kind.ONE:
            return ["", *names], True
        held = {mention.choice for mention, _ in said if mention.name == name}
        if question.kind is Kind.SEVERAL:
            only_selected = all(choice and " " not in choice for choice in held)
            some = [each for each in names if each in held] if only_selected and len(names) > MOST_SUBSETS else names
            largest = len(some) if len(some) <= MOST_SUBSETS else 1
            subsets = chain.from_iterable(combinations(some, size) for size in range(largest + 1))
            return list(subsets), len(some) <= MOST_SUBSETS
        literals = {node.value for _, each in said for node in walk(each.root) if isinstance(node, Literal)}
        return ["", *_telling(literals)], False


def _telling(literals: set[str | float]) -> Iterator[str]:
    """Numbers at, below and above those spoken of, and the texts spoken of."""
    for value in sorted(literals, key=str):
        if isinstance(value, str):
            yield value
        else:
            yield from (f"{value + step:g}" for step in (-1, 0, 1))
    yield "x"
