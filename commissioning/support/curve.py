"""Turning the curve: is a measure SMART, did the curve turn, and what is drawn of it. Pure.

History says how it was, the forecast how it goes if nothing changes, readings how it went. What is said here is
shown beside a measure and keeps nobody from saving one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from commissioning.reporting.curve import WIDE, Across, Curve, Layout, Line, Point, Stroke, written
from commissioning.reporting.curve import curve as drawn

HISTORY_WANTED = 3
READINGS_WANTED = 2  # one better reading may be chance
FAR = 2  # times the change the history shows
UP, SOFT = "up", "soft"
SERIES = {  # as stored: as drawn
    "history": ("History", Stroke.FULL),
    "forecast": ("If nothing changes", Stroke.BROKEN),
    "reading": ("Readings", Stroke.MARKED),
}
COLUMNS = tuple(label for label, _ in SERIES.values())


@dataclass(frozen=True)
class Measure:
    """What is known of one. `points`: by series, each in order of time."""

    title: str
    unit: str
    about: str = ""
    hardness: str = ""
    better: str = UP
    target: Decimal | None = None
    target_on: date | None = None
    source: str = ""
    story: str = ""
    criterion: str = ""
    points: dict[str, tuple[Point, ...]] = field(default_factory=dict)

    @property
    def history(self) -> tuple[Point, ...]:
        return self.points.get("history", ())

    @property
    def forecast(self) -> tuple[Point, ...]:
        return self.points.get("forecast", ())

    @property
    def readings(self) -> tuple[Point, ...]:
        return self.points.get("reading", ())

    def is_better(self, one: Decimal, other: Decimal) -> bool:
        return one > other if self.better == UP else one < other


# --- SMART --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """One letter of SMART and what is still to be said; nothing where it holds."""

    letter: str
    to_do: tuple[str, ...]


def smart(measure: Measure, today: date) -> tuple[Asked, ...]:
    return (
        Asked("Specific", tuple(_specific(measure))),
        Asked("Measurable", tuple(_measurable(measure))),
        Asked("Achievable", tuple(_achievable(measure))),
        Asked("Relevant", tuple(_relevant(measure))),
        Asked("Time-bound", tuple(_time_bound(measure, today))),
    )


def _specific(measure: Measure) -> Iterable[str]:
    if len(measure.title.split()) < 3:
        yield "Say of whom or of what it is: a few words more in its title."


def _measurable(measure: Measure) -> Iterable[str]:
    if len(measure.history) < HISTORY_WANTED:
        yield "Add at least three points of history: fewer do not show which way it was going."
    if not measure.forecast:
        yield "Say how it would go if nothing changes: without that nobody can tell whether the curve turned."
    if not measure.source.strip():
        soft = measure.hardness == SOFT
        yield "A soft measure needs to say who is asked, and how." if soft else "Say where the figures come from."


def _achievable(measure: Measure) -> Iterable[str]:
    if measure.target is None:
        yield "Say which figure you aim for."
        return
    if not measure.history:
        return
    last = measure.history[-1].value
    if not measure.is_better(measure.target, last):
        yield f"The target, {written(measure.target)}, is no better than the last of the history, {written(last)}."
    elif (seen := _widest(measure.history)) and abs(measure.target - last) > FAR * seen and not measure.story.strip():
        yield "The target is more than twice as far as it has ever moved: say in the story why it can be reached."


def _widest(points: Sequence[Point]) -> Decimal:
    values = [point.value for point in points]
    return max(values) - min(values)


def _relevant(measure: Measure) -> Iterable[str]:
    if not measure.criterion and not measure.story.strip():
        yield "Say which criterion it belongs to, or in the story why it matters to children and families."


def _time_bound(measure: Measure, today: date) -> Iterable[str]:
    if measure.target_on is None:
        yield "Say by when."
    elif measure.target_on < today and not any(point.on >= measure.target_on for point in measure.readings):
        yield f"The day aimed for, {_day(measure.target_on)}, is past: add a reading of that day."


# --- Did it turn? -------------------------------------------------------------------------


def turned(measure: Measure) -> str:
    """In words, from the data alone. A reading is compared with the forecast of the same day, between its points."""
    if len(measure.forecast) < 2 and not (measure.forecast and measure.history):
        return "Without a forecast nobody can say whether the curve turned."
    expected = [(point.value, expected_on(measure, point.on)) for point in measure.readings]
    compared = [(found, forecast) for found, forecast in expected if forecast is not None]
    if len(compared) < READINGS_WANTED:
        return "Too few readings to say."
    better = sum(measure.is_better(found, forecast) for found, forecast in compared)
    worse = sum(measure.is_better(forecast, found) for found, forecast in compared)
    if better == len(compared):
        return "Readings are better than the forecast at the same date."
    if worse == len(compared):
        return "Readings are worse than the forecast at the same date."
    if not better and not worse:
        return "Readings are as the forecast said."
    last, forecast = compared[-1]
    now = (
        "better" if measure.is_better(last, forecast) else "worse" if measure.is_better(forecast, last) else "the same"
    )
    return f"Some readings are better than the forecast at the same date and some are not; the latest is {now}."


def expected_on(measure: Measure, day: date) -> Decimal | None:
    """The forecast of that day; it begins where the history ends. None before and after it."""
    begins = measure.forecast[0].on if measure.forecast else day
    before = [point for point in measure.history if point.on < begins]
    line = [*before[-1:], *measure.forecast]
    for one, next_one in pairwise(line):
        if one.on <= day <= next_one.on:
            part = Decimal((day - one.on).days) / (next_one.on - one.on).days
            return one.value + (next_one.value - one.value) * part
    return None


def reached(measure: Measure) -> str:
    """The latest reading against the target, in words; nothing where there is not both."""
    if measure.target is None or not measure.readings:
        return ""
    last = measure.readings[-1]
    is_there = not measure.is_better(measure.target, last.value)
    so_far = "has reached" if is_there else "has not reached"
    reading = f"{written(last.value)} on {_day(last.on)}"
    return f"The latest reading, {reading}, {so_far} the target of {written(measure.target)} ({measure.unit})."


# --- The picture --------------------------------------------------------------------------


def picture(measure: Measure, key: str, layout: Layout = WIDE) -> Curve | None:
    """Under what the data say of the turn. None before there is any point."""
    lines = [Line(label, stroke, measure.points.get(name, ())) for name, (label, stroke) in SERIES.items()]
    up = "higher is better" if measure.better == UP else "lower is better"
    return drawn(
        key=key,
        title=turned(measure),
        subtitle=f"{measure.title}: {measure.unit}; {up}",
        lines=lines,
        across=Across(measure.target, target_words(measure)) if measure.target is not None else None,
        layout=layout,
    )


def target_words(measure: Measure) -> str:
    if measure.target is None:
        return ""
    by = f" by {_day(measure.target_on)}" if measure.target_on else ""
    return f"Target: {written(measure.target)}{by}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
