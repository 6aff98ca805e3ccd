"""Where boxes and lanes of a network lie: columns and rows as wide and as high as what they hold, lanes between them as
broad as the lines that run there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

STEP = 16  # from port to port of one side of a box: a letter stands on each
LANE = 9  # from line to line
CLEAR = 28  # beside a box: end mark and letter
ROOM = 164  # for words in a box
INSIDE = 14  # from border to words
NARROWEST = 192  # a box; like every width a number of steps
BETWEEN = 16  # columns, where no line runs
LEADING, HEAD, FOOT = 17, 26, 10


class Shape(Enum):
    """How a box looks: corners, border, dashes, fill. What it is stands in it in words too."""

    BOARD = 0, 3, "", "#d5e3f0"
    GROUP = 12, 2, "", "#ffffff"
    UNIT = 0, 1.5, "", "#ffffff"
    PARTNER = 22, 2, "", "#f3f2f1"
    LEADER = 0, 2, "8 4", "#ffffff"
    CHAMPION = 12, 2, "3 3", "#ffffff"

    def __init__(self, radius: int, border: float, dashes: str, fill: str):
        self.radius, self.border, self.dashes, self.fill = radius, border, dashes, fill


class Side(Enum):
    TOP = "top"
    BOTTOM = "bottom"


class Cell(NamedTuple):
    row: int
    column: int


@dataclass(frozen=True)
class Text:
    y: int
    words: str


@dataclass(frozen=True)
class Box:
    """Placed. Its words begin at `x`; `mark` is written below them."""

    key: str
    what: str
    name: str
    mark: str
    url: str
    shape: Shape
    left: int
    top: int
    width: int
    height: int
    labels: tuple[Text, ...]

    @property
    def x(self) -> int:
        return self.left + INSIDE

    @property
    def what_y(self) -> int:
        return self.top + 19

    @property
    def mark_y(self) -> int:
        return self.top + self.height - FOOT

    @property
    def words(self) -> str:
        return f"{self.what}: {self.name}{f' ({self.mark.lower()})' if self.mark else ''}"


def height(labels: int, marked: bool) -> int:
    """Of a box with so many lines of name."""
    return HEAD + LEADING * (labels + marked) + FOOT


def column_widths(columns: int, ports: Mapping[tuple[Cell, Side], int]) -> list[int]:
    """Wide enough for the side with most ports."""
    widths = [NARROWEST] * columns
    for (cell, _), count in ports.items():
        widths[cell.column] = max(widths[cell.column], (count + 2) * STEP)
    return widths


def port_x(left: int, width: int, side: Side, number: int, count: int) -> int:
    """In the middle of its side. Ports above and below stand on different steps, so that lines that come to a lane
    from both sides never meet.
    """
    first = (width // STEP - count) // 2
    return left + (first + number) * STEP + (STEP // 2 if side is Side.BOTTOM else 0)


@dataclass(frozen=True)
class Span:
    """Of a line along a lane; the ends may be given in either order."""

    first: int
    last: int

    @classmethod
    def of(cls, points: Sequence[int]) -> "Span":
        return cls(min(points), max(points))


def side_by_side(spans: Mapping, apart: int) -> tuple[dict, int]:
    """Which of the places in a lane each takes, so that no two in one place touch; and how many places there are."""
    ends: list[int] = []
    places = {}
    for key, span in sorted(spans.items(), key=lambda pair: (pair[1].first, pair[1].last)):
        free = next((place for place, end in enumerate(ends) if end + apart < span.first), len(ends))
        ends[free : free + 1] = [span.last]
        places[key] = free
    return places, len(ends)
