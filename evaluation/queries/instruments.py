"""Reads about questionnaires: what there is, where it is used, and each page as a respondent would meet it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from ..instruments.conditions import in_words
from ..instruments.definition import Choice, Group, Item, Kind, Question, text_in
from ..instruments.routing import Router
from ..models import Instrument, InstrumentVersion, RoundGroup

# How a question's answer is given, in words for whoever reads the preview.
CONTROLS = {
    Kind.ONE: "Choose one",
    Kind.SEVERAL: "Choose all that apply",
    Kind.TEXT: "Words",
    Kind.INTEGER: "A whole number",
    Kind.DECIMAL: "A number",
    Kind.DATE: "A date",
}


def instruments() -> QuerySet[Instrument]:
    """Each with its versions, the newest first, and of each how many groups of rounds use it (`uses`)."""
    listed = versions().defer("definition").annotate(uses=Count("round_groups"))
    return Instrument.objects.prefetch_related(Prefetch("versions", listed.order_by("-number")))


def versions() -> QuerySet[InstrumentVersion]:
    return InstrumentVersion.objects.select_related("instrument", "imported_by")


def choosable() -> QuerySet[InstrumentVersion]:
    """Every version, for choosing one: the newest of each questionnaire first."""
    return versions().defer("definition").order_by("instrument__title", "-number")


def newest() -> dict[str, int]:
    """By the questionnaire's slug, the id of its newest version."""
    rows = InstrumentVersion.objects.order_by("instrument_id", "-number").distinct("instrument_id")
    return dict(rows.values_list("instrument__slug", "pk"))


def uses(version: InstrumentVersion) -> QuerySet[RoundGroup]:
    return RoundGroup.objects.filter(instrument_version=version).select_related("round").order_by("-round", "pk")


@dataclass(frozen=True)
class Condition:
    """When something is asked: in words where it has them, and as it was written."""

    words: str
    written: str


@dataclass(frozen=True)
class ShownItem:
    """A question, a note or (`is_heading`) a group inside a page. `choices`: label and point on the scale."""

    name: str
    label: str
    hint: str
    control: str = ""
    is_heading: bool = False
    choices: tuple[tuple[str, int | None], ...] = ()
    has_points: bool = False
    condition: Condition | None = None
    required: str = ""  # "yes", or the expression
    measure: str = ""
    service: str = ""
    compares: bool = True


@dataclass(frozen=True)
class ShownPage:
    number: int
    title: str
    condition: Condition | None
    items: tuple[ShownItem, ...]


@dataclass(frozen=True)
class Preview:
    """`languages`: code and name of each there is."""

    language: str
    languages: tuple[tuple[str, str], ...]
    pages: tuple[ShownPage, ...]
    questions: int


def preview(version: InstrumentVersion, language: str) -> Preview:
    """Every page, whether or not one respondent would see it. A language that it lacks is its default one."""
    content = version.content
    language = language if language in content.languages else content.languages[0]
    reader = _Reader(version, language)
    return Preview(
        language,
        tuple((code, content.language_names.get(code) or code) for code in content.languages),
        tuple(reader.pages()),
        sum(question.is_answered for question in content.questions.values()),
    )


class _Reader:
    def __init__(self, version: InstrumentVersion, language: str) -> None:
        self.content = version.content
        self.language = language

    def pages(self) -> Iterator[ShownPage]:
        for page in Router(self.content).pages:
            group = page.group
            title = self._text(group.labels) if group else ""
            condition = self._condition(group.relevant) if group else None
            yield ShownPage(page.number, title, condition, tuple(self._item(item) for item in page.items))

    def _item(self, item: Item) -> ShownItem:
        if isinstance(item, Group):
            heading = self._text(item.labels)
            return ShownItem(item.name, heading, "", is_heading=True, condition=self._condition(item.relevant))
        choices = self.content.choices_of(item)
        return ShownItem(
            name=item.name,
            label=self._text(item.labels),
            hint=self._text(item.hints),
            control=CONTROLS.get(item.kind, ""),
            choices=tuple(self._choice(choice) for choice in choices),
            has_points=any(choice.value is not None for choice in choices),
            condition=self._condition(item.relevant),
            required=_required(item),
            measure=item.measure,
            service=item.service,
            compares=item.compares,
        )

    def _choice(self, choice: Choice) -> tuple[str, int | None]:
        return self._text(choice.labels) or choice.name, choice.value

    def _text(self, texts) -> str:
        return text_in(texts, self.language, self.content.languages[0])

    def _condition(self, written: str) -> Condition | None:
        return Condition(in_words(written, self.content, self.language), written) if written else None


def _required(question: Question) -> str:
    return "yes" if question.required in ("true()", "yes") else question.required
