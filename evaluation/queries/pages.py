"""A questionnaire as its respondent walks through it: which pages, in which order, and what was answered in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.formats import date_format

from ..instruments.definition import Group, Instrument, Kind, Question, Texts, text_in
from ..instruments.routing import Course, Page
from .answering import GuideWay, Sheet, Way, course_of

SECONDS_A_QUESTION = 15
FIVE_MINUTES = 300


@dataclass(frozen=True)
class Said:
    """One question and its answer in words, "" for none; `problem`: what is still to be done there."""

    name: str
    question: str
    answer: str
    page: int
    problem: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Walk:
    """One respondent's pages as things stand; notes that stand before the first question are the start page's."""

    way: Way | GuideWay
    sheet: Sheet

    @property
    def instrument(self) -> Instrument:
        return self.way.router.instrument

    @property
    def language(self) -> str:
        return self.sheet.language or self.default_language

    @property
    def default_language(self) -> str:
        return self.instrument.languages[0] if self.instrument.languages else ""

    @property
    def other_languages(self) -> list[tuple[str, str]]:
        """Code and name of those it could be shown in instead."""
        known = self.instrument.language_names
        return [(code, known.get(code) or code) for code in self.instrument.languages if code != self.language]

    @cached_property
    def course(self) -> Course:
        return course_of(self.way, self.sheet.answers)

    @cached_property
    def _shown(self) -> tuple[Page, ...]:
        return self.way.router.pages_in(self.course)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        first = next((place for place, page in enumerate(self._shown) if self.asked_on(page)), len(self._shown))
        return self._shown[first:]

    @cached_property
    def introduction(self) -> tuple[str, ...]:
        before = self._shown[: len(self._shown) - len(self.pages)]
        return tuple(self.text(self.instrument.questions[name].labels) for page in before for name in page.names)

    def asked_on(self, page: Page) -> tuple[str, ...]:
        asked = set(self.course.asked)
        return tuple(name for name in page.names if name in asked)

    def text(self, texts: Texts) -> str:
        return text_in(texts, self.language, self.default_language)

    def title(self, page: Page) -> str:
        return (self.text(page.group.labels) if page.group else "") or self.instrument.title

    def page(self, number: int) -> Page | None:
        return next((page for page in self.pages if page.number == number), None)

    def after(self, number: int) -> Page | None:
        return next((page for page in self.pages if page.number > number), None)

    def before(self, number: int) -> Page | None:
        return next((page for page in reversed(self.pages) if page.number < number), None)

    def place_of(self, page: Page) -> int:
        return self.pages.index(page) + 1

    @cached_property
    def next_unanswered(self) -> Page | None:
        """Where to go on: the first page on which a question is left."""
        answers = self.sheet.answers
        return next((p for p in self.pages if any(not answers.get(name) for name in self.asked_on(p))), None)

    def label(self, question: Question) -> str:
        return self.text(question.labels) or question.name

    def words(self, name: str) -> str:
        return words_of(self.instrument.questions[name], self.sheet.answers.get(name, ""), self)

    def sections(self, problems: Mapping[str, str]) -> list[Section]:
        return [Section(self.title(page), self._said(page, problems)) for page in self.pages if self.asked_on(page)]

    def _said(self, page: Page, problems: Mapping[str, str]) -> tuple[Said, ...]:
        questions = self.instrument.questions
        return tuple(
            Said(name, self.label(questions[name]), self.words(name), page.number, problems.get(name, ""))
            for name in self.asked_on(page)
        )

    def around(self, question: Question, page: Page) -> list[Group]:
        """The groups inside the page's own that the question stands in, outermost first."""
        path, outer = question.path, 1 if page.group else 0
        return [self.instrument.groups[path[:depth]] for depth in range(outer + 1, len(path) + 1)]


def words_of(question: Question, answer: str | tuple[str, ...], walk: Walk) -> str:
    """An answer as the respondent knows it."""
    if question.kind in (Kind.ONE, Kind.SEVERAL):
        names = (answer,) if isinstance(answer, str) else answer
        chosen = (choice for choice in walk.instrument.choices_of(question) if choice.name in names)
        return "\n".join(walk.text(choice.labels) or choice.name for choice in chosen)
    if question.kind is Kind.DATE and answer:
        return date_format(date.fromisoformat(str(answer)), "j F Y")
    return str(answer or "")


def minutes_of(way: Way) -> int:
    """How long it takes at most, to five minutes."""
    questions = sum(question.is_answered for question in way.router.instrument.questions.values())
    return max(5, -(-questions * SECONDS_A_QUESTION // FIVE_MINUTES) * 5)
