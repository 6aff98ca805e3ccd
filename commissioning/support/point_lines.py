"""Points of a curve as lines of words, a date and a figure each: how people type and paste them. Pure.

“31 March 2025: 41.5” is how they are kept and shown again; a comma, a tab or blanks may stand in place of the colon.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from commissioning.reporting.curve import Point

MOST_LINES = 40  # a history people can still read
LONGEST_LINE = 60
DIGITS = 11  # before the point, as measures keep them
_KEPT = re.compile(r"([0-9]{1,2} [A-Z][a-z]+ [0-9]{4}): (-?[0-9]+(?:\.[0-9]+)?)")
_TYPED = re.compile(r"([0-9A-Za-z].*?)[\s:;=,|]+([-−]?[£]?[0-9][0-9,]*(?:\.[0-9]{1,3})?)\s*(?:%|per cent)?")


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def split(line: str) -> tuple[str, Decimal] | None:
    """Its date as typed and its figure; None where it is not both."""
    found = _TYPED.fullmatch(line) if len(line) <= LONGEST_LINE else None
    if found is None:
        return None
    figure = re.sub("[£,]", "", found[2]).replace("−", "-")
    whole = figure.lstrip("-").partition(".")[0]
    return (found[1], Decimal(figure)) if len(whole) <= DIGITS else None


def written(points: Iterable[Point]) -> str:
    """In order of time, as `points` reads them."""
    return "\n".join(
        f"{point.on.day} {point.on:%B %Y}: {point.value:f}" for point in sorted(points, key=lambda one: one.on)
    )


def points(text: str) -> tuple[Point, ...]:
    """Of text that `written` wrote; any other line is passed over."""
    return tuple(_points(text))


def _points(text: str) -> Iterator[Point]:
    for line in lines_of(text):
        found = _KEPT.fullmatch(line)
        if found:
            yield Point(_day(found[1]), Decimal(found[2]))


def _day(text: str) -> date:
    return datetime.strptime(text, "%d %B %Y").date()
