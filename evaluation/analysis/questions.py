"""The questions that can be counted, read from a questionnaire: what each measures, its answers, its nets and bases.

Loaded by web pages too, so it brings no statistics.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from evaluation.instruments.definition import Choice, Instrument, Kind, Question, Scale, text_in

from .marks import NET_NEGATIVE, NET_POSITIVE, sum_of

ASKED, WITH_A_VIEW = BASES = "asked", "with_a_view"
YES_NO = {"yes", "no"}


@dataclass(frozen=True)
class Answer:
    """`value`: a point on the question's scale; None where no view is expressed."""

    name: str
    label: str
    value: int | None = None


@dataclass(frozen=True)
class Item:
    """What has a row of its own: one choice, or a net. `of`: which of the question's answers it counts, by place."""

    name: str
    label: str
    of: tuple[int, ...]


@dataclass(frozen=True)
class Measured:
    """A question whose answers are counted. `conditions`: the expressions that have to hold for it to be asked.

    Its text and its answers' labels are those of one language: every caption and table is made of them.
    """

    name: str
    text: str
    answers: tuple[Answer, ...]
    measure: str = ""
    service: str = ""
    scale: Scale = Scale.AGREEMENT
    several: bool = False
    compares: bool = True
    conditions: tuple[str, ...] = ()

    @property
    def each_choice(self) -> bool:
        """Whether each choice is a yes or no of its own, out of everyone asked, ticked or not. Else the answers share
        out those who answered.
        """
        return self.several or {answer.name for answer in self.answers} == YES_NO

    @property
    def has_scale(self) -> bool:
        """Who ticks several choices may stand on both sides of a scale, so such a question has none."""
        return not self.several and any(answer.value is not None for answer in self.answers)

    @cached_property
    def sides(self) -> dict[str, tuple[int, ...]]:
        """The answers' places: those above the middle of the scale, in it, below it, and those without a view."""
        sides: dict[str, list[int]] = {"positive": [], "neutral": [], "negative": [], "no_view": []}
        for place, answer in enumerate(self.answers):
            sides[self._side(answer.value)].append(place)
        return {side: tuple(places) for side, places in sides.items()}

    def _side(self, value: int | None) -> str:
        if value is None:
            return "no_view"
        middle = 3 if self.scale is Scale.MATURITY else 0
        return "positive" if value > middle else "negative" if value < middle else "neutral"

    @cached_property
    def with_a_view(self) -> tuple[int, ...]:
        """The places of the answers that are points on the scale."""
        return tuple(place for place, answer in enumerate(self.answers) if answer.value is not None)

    @property
    def bases(self) -> tuple[str, ...]:
        return BASES if self.has_scale else (ASKED,)

    def base_item(self, basis: str) -> str:
        """What a basis is called where marks are asked for."""
        if basis == ASKED and not self.each_choice:
            return sum_of("answered")
        return sum_of(basis)

    def items(self, basis: str) -> tuple[Item, ...]:
        """The rows of a basis: every choice that counts in it, then the nets."""
        places = self.with_a_view if basis == WITH_A_VIEW else range(len(self.answers))
        choices = tuple(Item(self.answers[place].name, self.answers[place].label, (place,)) for place in places)
        return choices + self.nets if self.has_scale else choices

    @cached_property
    def nets(self) -> tuple[Item, ...]:
        return (
            Item(NET_POSITIVE, self.net_label("positive"), self.sides["positive"]),
            Item(NET_NEGATIVE, self.net_label("negative"), self.sides["negative"]),
        )

    def net_label(self, side: str) -> str:
        """In the question's own words: the answers it adds up, or on the maturity scale the levels."""
        if self.scale is Scale.MATURITY:
            return "Levels 4–5" if side == "positive" else "Levels 1–2"
        return " or ".join(self.answers[place].label for place in self.sides[side])


def catalogue(instrument: Instrument, language: str | None = None) -> dict[str, Measured]:
    """Every question with choices, by its name, in the order of the questionnaire.

    `language`: a code; the questionnaire's default one where it is not given or has no text.
    """
    default = instrument.languages[0]
    spoken = default if language is None else language
    return {
        question.name: _measured(instrument, question, spoken, default)
        for question in instrument.questions.values()
        if question.kind in (Kind.ONE, Kind.SEVERAL)
    }


def _measured(instrument: Instrument, question: Question, language: str, default: str) -> Measured:
    return Measured(
        name=question.name,
        text=text_in(question.labels, language, default) or question.name,
        answers=_answers(instrument.choices_of(question), language, default),
        measure=question.measure,
        service=question.service,
        scale=question.scale,
        several=question.kind is Kind.SEVERAL,
        compares=question.compares,
        conditions=tuple(instrument.conditions_of(question)),
    )


def _answers(choices: Sequence[Choice], language: str, default: str) -> tuple[Answer, ...]:
    return tuple(
        Answer(choice.name, text_in(choice.labels, language, default) or choice.name, choice.value)
        for choice in choices
    )
