"""A package as it closed: how it is frozen, and the closing report read from that. Pure.

Pages and PDF are drawn from `ClosingReport` alone, and that from the frozen data alone, so they say the same for ever.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from commissioning import years
from commissioning.reporting.curve import NARROW, WIDE, Curve, Point

from . import curve
from .amounts import money, said
from .benefits import Category, Kind, Total, totals

FORMAT = 1
READABLE = frozenset({1})
NOT_RATED = "Not rated"
OUTCOMES = {  # as frozen: within a sentence
    "Met": "met",
    "Partly met": "partly met",
    "Not met": "not met",
    "Too early to tell": "too early to tell",
    "Cannot be measured": "cannot be measured",
    "The sides differ": "rated differently by the two sides",
}


@dataclass(frozen=True)
class Rated:
    label: str = NOT_RATED
    words: str = ""
    look_again_on: date | None = None


@dataclass(frozen=True)
class Criterion:
    text: str
    area: str
    standard: str
    measure: str
    baseline: str
    target: str
    due_on: date | None
    facts: str
    by_area: Rated
    by_lead: Rated
    outcome: str


@dataclass(frozen=True)
class Figure:
    kind: str
    area: str
    category: str
    year: str
    pounds: Decimal
    verified_on: date | None
    method: str
    includes: str

    @property
    def verified(self) -> bool:
        return self.verified_on is not None

    @property
    def mark(self) -> str:
        return "Verified" if self.verified else "Unverified"


@dataclass(frozen=True)
class Measured:
    """An outcome measure with its picture for paper and for the screen; none where it had no points."""

    measure: curve.Measure
    turned: str
    reached: str
    target: str
    chart: Curve | None
    chart_narrow: Curve | None


@dataclass(frozen=True)
class Person:
    role: str
    name: str
    period: str


@dataclass(frozen=True)
class Answer:
    question: str
    words: str


@dataclass(frozen=True)
class FollowUp:
    due_on: date
    why: str


@dataclass(frozen=True)
class ClosingReport:
    title: str
    reference: str
    number: int
    closed_on: date
    areas: str
    facts: tuple[Answer, ...]
    asked: tuple[Answer, ...]
    standards: tuple[str, ...]
    aims: str
    criteria: tuple[Criterion, ...]
    resources: tuple[tuple[str, str, str], ...]  # what, agreed, used
    figures: tuple[Figure, ...]
    totals: tuple[Total, ...]
    no_figures_yet: bool
    measures: tuple[Measured, ...]
    else_happening: str
    part: str
    tests: tuple[Answer, ...]
    tests_words: str
    lessons: tuple[Answer, ...]
    people: tuple[Person, ...]
    follow_ups: tuple[FollowUp, ...]
    checksum: str

    @property
    def label(self) -> str:
        """Which close of the package, where there was more than one."""
        return f"{self.reference}, close {self.number}" if self.number > 1 else self.reference

    @property
    def headline(self) -> str:
        """How the criteria came out, in one sentence, the best first."""
        counts = Counter(one.outcome for one in self.criteria)
        order = [label for label in OUTCOMES if label in counts]
        total = counts.total()
        if len(order) == 1:
            return f"{total} {'criterion' if total == 1 else 'criteria'}: {OUTCOMES[order[0]]}."
        return f"{total} criteria: {', '.join(f'{counts[label]} {OUTCOMES[label]}' for label in order)}."

    @property
    def in_short(self) -> tuple[str, ...]:
        """What somebody who reads no further should know."""
        used = (f"{what}: {spent} used of {agreed} agreed." for what, agreed, spent in self.resources)
        part = f"The programme’s part in what changed: {self.part.lower()}." if self.part else ""
        return tuple(filter(None, (self.headline, *used, part)))


def read(data: Mapping[str, Any], number: int, checksum: str) -> ClosingReport:
    figures = tuple(_figure(one) for one in sorted(data["figures"], key=_in_order))
    return ClosingReport(
        title=data["title"],
        reference=data["reference"],
        number=number,
        closed_on=datetime.fromisoformat(data["closed_at"]).date(),
        areas=", ".join(one["name"] for one in data["areas"]),
        facts=tuple(_facts(data)),
        asked=_answers(data["asked"]),
        standards=tuple(data["standards"]),
        aims=data["aims"],
        criteria=tuple(_criterion(one) for one in data["criteria"]),
        resources=_resources(data["resources"]),
        figures=figures,
        totals=totals(figures),
        no_figures_yet=data["no_figures_yet"],
        measures=tuple(_measured(one, place) for place, one in enumerate(data["measures"], 1)),
        else_happening=data["else_happening"],
        part=data["part"],
        tests=_answers(data["tests"]),
        tests_words=data["tests_words"],
        lessons=_answers(data["lessons"]),
        people=tuple(Person(one["role"], one["name"], _period(one)) for one in data["people"]),
        follow_ups=tuple(FollowUp(date.fromisoformat(one["due_on"]), one["why"]) for one in data["follow_ups"]),
        checksum=checksum,
    )


def _facts(data: Mapping[str, Any]) -> Iterable[Answer]:
    shares = [f"{one['name']} ({one['share']} per cent)" for one in data["areas"] if one["share"]]
    areas = ", ".join(shares if len(data["areas"]) > 1 else [one["name"] for one in data["areas"]])
    yield Answer("Areas" if len(data["areas"]) > 1 else "Area", areas)
    for label, words in data["about"]:
        if words:
            yield Answer(label, words)
    for label, day in data["dates"]:
        if day:
            yield Answer(label, in_words(date.fromisoformat(day)))


def _answers(pairs: Iterable[Iterable[str]]) -> tuple[Answer, ...]:
    return tuple(Answer(question, words) for question, words in pairs if words)


def _criterion(one: Mapping[str, Any]) -> Criterion:
    plain = {name: one[name] for name in ("text", "area", "standard", "measure", "baseline", "target", "facts")}
    by_area, by_lead = (_rated(one[side]) for side in ("by_area", "by_lead"))
    return Criterion(**plain, due_on=_day(one["due_on"]), by_area=by_area, by_lead=by_lead, outcome=one["outcome"])


def _rated(one: Mapping[str, Any] | None) -> Rated:
    return Rated(one["label"], one["words"], _day(one["look_again_on"])) if one else Rated()


def _resources(one: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    return (
        ("Days", said(Decimal(one["days"])), said(Decimal(one["days_used"]))),
        ("Money", money(Decimal(one["pounds"])), money(Decimal(one["pounds_used"]))),
    )


def _in_order(one: Mapping[str, Any]) -> tuple[int, int]:
    """Costs before savings, as their sums are; each kind by year."""
    return list(Kind).index(Kind(one["kind"])), one["year"]


def _figure(one: Mapping[str, Any]) -> Figure:
    return Figure(
        kind=Kind(one["kind"]).value,
        area=one["area"],
        category=f"{Kind(one['kind']).label}: {Category(one['category']).label.lower()}",
        year=years.label(one["year"]),
        pounds=Decimal(one["pounds"]),
        verified_on=_day(one["verified_on"]),
        method=one["method"],
        includes=one["includes"],
    )


def _measured(one: Mapping[str, Any], place: int) -> Measured:
    plain = ("title", "unit", "about", "hardness", "better", "source", "story", "criterion")
    points = {
        series: tuple(Point(date.fromisoformat(on), Decimal(value)) for on, value in given)
        for series, given in one["points"].items()
    }
    measure = curve.Measure(
        **{name: one[name] for name in plain},
        target=None if one["target"] is None else Decimal(one["target"]),
        target_on=_day(one["target_on"]),
        points=points,
    )
    return Measured(
        measure=measure,
        turned=curve.turned(measure),
        reached=curve.reached(measure),
        target=curve.target_words(measure),
        chart=curve.picture(measure, f"curve-{place}", WIDE),
        chart_narrow=curve.picture(measure, f"curve-{place}", NARROW),
    )


def _period(one: Mapping[str, Any]) -> str:
    if not one["since"]:
        return ""
    since, until = _day(one["since"]), _day(one["until"])
    if since == until:
        return f"On {in_words(since)}"
    return f"{in_words(since)} to {in_words(until)}" if until else f"From {in_words(since)}"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
