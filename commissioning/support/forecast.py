"""How a measure would go if nothing changes, by methods simple enough to say in one sentence. Pure.

A forecast is a claim about what would have been, so its method is shown wherever it is: anybody may doubt it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta
from django.db.models import TextChoices

from commissioning.reporting.curve import Point, written

YEAR = Decimal("365.25")
AHEAD = 3  # years, where nobody has said until when
MOST_YEARS = 20
ENOUGH = 2  # points, to see a pace


class Method(TextChoices):
    PACE = "pace", "It goes on at the pace of its history"
    LEVEL = "level", "It stays where it was last"
    OWN = "own", "We expect something else"


def forecast(method: str, history: Sequence[Point], until: date | None, unit: str) -> tuple[Point, ...]:
    """A point a year after the last of the history, and one on the day aimed for (`until`; else three years on).

    Nothing for a forecast of one’s own, without history enough, or where the day aimed for is not after it.
    """
    if not history or method not in (Method.PACE, Method.LEVEL):
        return ()
    if method == Method.PACE and len(history) < ENOUGH:
        return ()
    last = history[-1]
    pace = a_year(history) / YEAR if method == Method.PACE else Decimal(0)
    found = (Point(day, last.value + pace * (day - last.on).days) for day in _days(last.on, until))
    return tuple(Point(point.on, _kept_real(point.value, history, unit)) for point in found)


def a_year(history: Sequence[Point]) -> Decimal:
    """By how much it moved a year, from its first point to its last."""
    first, last = history[0], history[-1]
    return (last.value - first.value) * YEAR / max((last.on - first.on).days, 1)


def _days(begins: date, until: date | None) -> Iterator[date]:
    until = until or begins + relativedelta(years=AHEAD)
    for years in range(1, MOST_YEARS + 1):
        day = begins + relativedelta(years=years)
        if day >= until:
            break
        yield day
    if until > begins:
        yield until


def _kept_real(value: Decimal, history: Sequence[Point], unit: str) -> Decimal:
    """No less than none and no more than all, and as exact as the history is."""
    if all(point.value >= 0 for point in history):
        value = max(value, Decimal(0))
    if is_share(unit) and all(point.value <= 100 for point in history):
        value = min(value, Decimal(100))
    exponent = min(int(point.value.normalize().as_tuple().exponent) for point in history)
    return value.quantize(Decimal(1).scaleb(max(min(exponent, 0), -3)), ROUND_HALF_UP)


def is_share(unit: str) -> bool:
    return "%" in unit or "per cent" in unit.lower() or "percent" in unit.lower()


def said(method: str, history: Sequence[Point]) -> str:
    """How the forecast was made, in a sentence; nothing where there is none."""
    if not history or not method:
        return ""
    first, last = history[0], history[-1]
    if method == Method.LEVEL:
        return f"If nothing changes we expect it to stay at {written(last.value)}, where it was on {_day(last.on)}."
    if method == Method.OWN:
        return "What we expect if nothing changes is our own judgement."
    if len(history) < ENOUGH:
        return ""
    step = a_year(history).quantize(Decimal("0.1"), ROUND_HALF_UP)
    moved = f"{'up' if step > 0 else 'down'} by {written(abs(step))} a year" if step else "with no change"
    return (
        f"If nothing changes we expect it to go on at its pace from {_day(first.on)} ({written(first.value)}) to"
        f" {_day(last.on)} ({written(last.value)}): {moved}."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
