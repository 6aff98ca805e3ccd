"""Who is asked what: the course of one respondent through a questionnaire.

The answer to a question that is not asked counts as empty for every condition that mentions it, and so on down the
line, whatever was once typed there. Calculations may stand anywhere in the sheet; they are worked out as soon as
what they mention is known. `xlsform` has refused circles and conditions that look ahead.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .definition import Group, Instrument, Item, Kind, Question
from .expressions import Answers, Expression, Mention, evaluate, holds, joined, parse, text


class Circular(ValueError):
    """Conditions or calculations that wait for each other; `names` in the order of the circle."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(" → ".join(names))
        self.names = tuple(names)


@dataclass(frozen=True)
class Course:
    """`shown`: every question, note and calculation whose conditions hold. `asked`: of these, the questions put to
    the respondent, in the order of the sheet. `values`: each question's text as expressions see it, "" for none.
    """

    shown: frozenset[str]
    asked: tuple[str, ...]
    values: Mapping[str, str]
    today: date


@dataclass(frozen=True)
class Kept:
    answers: dict[str, str | tuple[str, ...]]
    dropped: tuple[str, ...]  # questions that were answered but are not asked, or are not there


@dataclass(frozen=True)
class Page:
    """An outermost group, or questions that stand next to each other in none. `number` counts from 1."""

    number: int
    group: Group | None
    items: tuple[Item, ...]  # what is on it, groups inside included

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.items if isinstance(item, Question))


class Router:
    """One questionnaire with its expressions parsed: make it once and keep it."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.conditions: dict[str, tuple[Expression, ...]] = {
            name: tuple(parse(written) for written in instrument.conditions_of(question))
            for name, question in instrument.questions.items()
        }
        self.calculations = {
            name: parse(question.calculation)
            for name, question in instrument.questions.items()
            if question.kind is Kind.CALCULATED
        }
        self.order = tuple(_in_order({name: self.waits_for(name) for name in instrument.questions}))
        self._behind: dict[str, frozenset[Mention]] = {}  # what each calculation is made from
        for name in self.order:
            if name in self.calculations:
                self._behind[name] = self._sources_of((self.calculations[name], *self.conditions[name]))

    def waits_for(self, name: str) -> frozenset[str]:
        """The questions that have to be settled before this one is."""
        needed = [*self.conditions[name], *([self.calculations[name]] if name in self.calculations else [])]
        return frozenset(mentioned for expression in needed for mentioned in expression.names)

    def course(self, answers: Answers, *, today: date) -> Course:
        return self.course_through(self.order, answers, today=today)

    def course_through(self, order: Sequence[str], answers: Answers, *, today: date) -> Course:
        """The same for some of the questions, of which each comes after all it waits for."""
        values: dict[str, str] = {}
        shown = set()
        for name in order:
            values[name] = ""
            if all(holds(condition, values, today=today) for condition in self.conditions[name]):
                shown.add(name)
                values[name] = self._value(name, answers, values, today)
        asked = (name for name, question in self.instrument.questions.items() if question.is_answered)
        return Course(frozenset(shown), tuple(name for name in asked if name in shown), values, today)

    def _value(self, name: str, answers: Answers, values: Mapping[str, str], today: date) -> str:
        if name in self.calculations:
            return result if (result := text(evaluate(self.calculations[name], values, today=today))) != "NaN" else ""
        return joined(answers.get(name, "")) if self.instrument.questions[name].is_answered else ""

    def asked(self, answers: Answers, *, today: date) -> tuple[str, ...]:
        return self.course(answers, today=today).asked

    def kept(self, answers: Answers, *, today: date) -> Kept:
        """The answers to what is asked; empty ones are left out."""
        asked = frozenset(self.asked(answers, today=today))
        given = {name: answer for name, answer in answers.items() if answer}
        return Kept(
            {name: answer for name, answer in given.items() if name in asked},
            tuple(name for name in given if name not in asked),
        )

    def is_required(self, question: Question, course: Course) -> bool:
        own = course.values.get(question.name, "")
        return bool(question.required) and holds(parse(question.required), course.values, today=course.today, this=own)

    def breaks_constraint(self, question: Question, answer: str | tuple[str, ...], course: Course) -> bool:
        """Whether an answer is one that the questionnaire does not allow. An empty one always is allowed."""
        if not question.constraint or not answer:
            return False
        values = {**course.values, question.name: joined(answer)}
        return not holds(parse(question.constraint), values, today=course.today, this=joined(answer))

    def depends_on(self, question: Question) -> frozenset[Mention]:
        """Every question, with its choice where one is named, that decides whether this one is asked: in its own
        condition or its groups'. In place of a calculation stand the questions it is made from.
        """
        return self._sources_of(self.conditions[question.name])

    def sources(self, expression: Expression) -> frozenset[Mention]:
        """The same of one expression."""
        return frozenset(source for mention in expression.mentions for source in self._source(mention))

    def _sources_of(self, needed: Sequence[Expression]) -> frozenset[Mention]:
        return frozenset[Mention]().union(*(self.sources(expression) for expression in needed))

    def _source(self, mention: Mention) -> frozenset[Mention]:
        if mention.name in self.calculations:
            return self._behind[mention.name]
        return frozenset([mention if self._is_choice(mention) else Mention(mention.name, None)])

    def _is_choice(self, mention: Mention) -> bool:
        choices = self.instrument.choices_of(self.instrument.questions[mention.name])
        return any(choice.name == mention.choice for choice in choices)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Calculations stand on no page; a group without questions makes none."""
        runs: list[tuple[Group | None, list[Item]]] = []
        for item in self.instrument.items:
            if isinstance(item, Question) and item.kind is Kind.CALCULATED:
                continue
            if not item.path and isinstance(item, Group):
                runs.append((item, []))
            elif item.path or (runs and runs[-1][0] is None):
                runs[-1][1].append(item)
            else:
                runs.append((None, [item]))
        full = [run for run in runs if any(isinstance(item, Question) for item in run[1])]
        return tuple(Page(number, group, tuple(items)) for number, (group, items) in enumerate(full, 1))

    def pages_in(self, course: Course) -> tuple[Page, ...]:
        """The pages that show this respondent anything."""
        return tuple(page for page in self.pages if course.shown.intersection(page.names))

    def page_after(self, number: int, course: Course) -> Page | None:
        """The next page that shows anything; the first one after 0; None after the last."""
        return next((page for page in self.pages_in(course) if page.number > number), None)

    def page_before(self, number: int, course: Course) -> Page | None:
        return next((page for page in reversed(self.pages_in(course)) if page.number < number), None)


def _in_order(waits: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Each name after all that it waits for, else in the order given; raises Circular."""
    settled: set[str] = set()
    for start in waits:
        open_names = {start: iter(sorted(waits[start]))} if start not in settled else {}
        while open_names:
            name = next(reversed(open_names))
            following = next((other for other in open_names[name] if other in waits and other not in settled), None)
            if following in open_names:
                circle = list(open_names)
                raise Circular([*circle[circle.index(following) :], following])
            if following is not None:
                open_names[following] = iter(sorted(waits[following]))
            else:
                del open_names[name]
                settled.add(name)
                yield name
