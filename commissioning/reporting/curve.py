"""A line chart over time as data: up to three lines told apart by stroke and mark, and one level across.

Like `charts`: geometry and words are worked out here, `templates/reporting/curve.svg` only draws, and the alternative
text and the table beside it come from the same points. Lengths are in the picture's own units.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

LETTER = Decimal("7.2")  # of the picture's type, on average
MOST_TICKS = 6
LINE = 20  # from one line of the key to the next


class Stroke(StrEnum):
    """Never colour alone: a full line with round marks, a broken one with hollow marks, a full one with squares."""

    FULL = "full"
    BROKEN = "broken"
    MARKED = "marked"


@dataclass(frozen=True)
class Point:
    on: date
    value: Decimal


@dataclass(frozen=True)
class Line:
    """Its points in order of time."""

    label: str
    stroke: Stroke
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Across:
    """A level drawn from side to side, and its words."""

    value: Decimal
    words: str


@dataclass(frozen=True)
class Layout:
    width: int
    plot: int  # height of the plot itself
    right: int  # kept free at the right


WIDE = Layout(width=640, plot=240, right=20)
NARROW = Layout(width=320, plot=190, right=14)


@dataclass(frozen=True)
class Mark:
    x: int
    y: int


@dataclass(frozen=True)
class Drawn:
    """One line in place, with its entry in the key. `path`: the points as an SVG polyline has them."""

    line: Line
    marks: tuple[Mark, ...]
    key_y: int

    @property
    def path(self) -> str:
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)


@dataclass(frozen=True)
class Tick:
    at: int
    label: str


@dataclass(frozen=True)
class Row:
    """One day in the table: a value, or "", for each line."""

    on: date
    values: tuple[str, ...]


@dataclass(frozen=True)
class Curve:
    key: str
    title: str
    subtitle: str
    alt: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    lines: tuple[Drawn, ...]
    across: Across | None
    across_y: int
    across_key_y: int
    xs: tuple[Tick, ...]
    ys: tuple[Tick, ...]
    rows: tuple[Row, ...]

    @property
    def table_key(self) -> str:
        """The id of its table’s caption."""
        return f"{self.key}-table"


def curve(
    *,
    key: str,
    title: str,
    subtitle: str,
    lines: Sequence[Line],
    across: Across | None = None,
    layout: Layout = WIDE,
) -> Curve | None:
    """None without any point."""
    shown = [line for line in lines if line.points]
    if not shown:
        return None
    points = [point for line in shown for point in line.points]
    levels = _levels([point.value for point in points] + ([across.value] if across else []))
    days = _days([point.on for point in points], layout)
    entries = len(shown) + (across is not None)
    top = entries * LINE + 24
    left = int(max(len(written(level)) for level in levels) * LETTER) + 14
    plane = _Plane(left, layout.width - layout.right, top, top + layout.plot, levels[0], levels[-1], days[0], days[-1])
    return Curve(
        key=key,
        title=title,
        subtitle=subtitle,
        alt=_alt(title, subtitle, shown, across),
        width=layout.width,
        height=plane.bottom + 30,
        left=left,
        right=plane.right,
        top=top,
        bottom=plane.bottom,
        lines=tuple(
            Drawn(line, tuple(Mark(plane.x(one.on), plane.y(one.value)) for one in line.points), 14 + number * LINE)
            for number, line in enumerate(shown)
        ),
        across=across,
        across_y=plane.y(across.value) if across else 0,
        across_key_y=14 + len(shown) * LINE,
        xs=tuple(Tick(plane.x(day), f"{day:%b %Y}") for day in days),
        ys=tuple(Tick(plane.y(level), written(level)) for level in levels),
        rows=table(lines),
    )


@dataclass(frozen=True)
class _Plane:
    left: int
    right: int
    top: int
    bottom: int
    lowest: Decimal
    highest: Decimal
    first: date
    last: date

    def x(self, day: date) -> int:
        span = (self.last - self.first).days
        return self.left + 10 + round(Decimal((day - self.first).days * (self.right - self.left - 20)) / span)

    def y(self, value: Decimal) -> int:
        part = (value - self.lowest) / (self.highest - self.lowest)
        return self.bottom - round(part * (self.bottom - self.top))


def _levels(values: Sequence[Decimal]) -> list[Decimal]:
    """Round numbers from below the lowest to above the highest value; zero among them where it is near."""
    low, high = min(values), max(values)
    if low > 0 and low < (high - low):
        low = Decimal(0)
    if low == high:
        low, high = low - 1, high + 1
    step = _step((high - low) / (MOST_TICKS - 2))
    first = (low / step).to_integral_value(ROUND_FLOOR) * step
    last = (high / step).to_integral_value(ROUND_CEILING) * step
    return [first + step * number for number in range(int((last - first) / step) + 1)]


def _step(rough: Decimal) -> Decimal:
    """The next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    power = Decimal(1).scaleb(rough.adjusted())
    return next(power * one for one in (1, 2, Decimal("2.5"), 5, 10) if power * one >= rough)


def _days(days: Sequence[date], layout: Layout) -> list[date]:
    """The first and the last day, and days between at even distances, as many as there is room for."""
    first, last = min(days), max(days)
    if first == last:
        return [first - timedelta(days=30), first + timedelta(days=30)]
    most = 5 if layout.width > 400 else 3
    count = min(most, max(2, (last - first).days // 45))
    return [first + (last - first) * number / (count - 1) for number in range(count)]


def written(value: Decimal) -> str:
    """As short as it can be: 1,250, 0.5, −3."""
    return f"{value.normalize() + 0:,f}".replace("-", "−")


def table(lines: Iterable[Line]) -> tuple[Row, ...]:
    """A row for each day that any of the lines has a point on, a column for each line."""
    by_line = [{point.on: written(point.value) for point in line.points} for line in lines]
    days = sorted(set().union(*by_line))
    return tuple(Row(day, tuple(values.get(day, "") for values in by_line)) for day in days)


def _alt(title: str, subtitle: str, lines: Sequence[Line], across: Across | None) -> str:
    """Kind of chart, message, each line's two ends; the table is where every figure is."""
    parts = ["Line chart", title, subtitle, *(_ends(line) for line in lines)]
    parts += [across.words] if across else []
    return " ".join(f"{part.rstrip('.')}." for part in [*parts, "The table beside it gives every point"] if part)


def _ends(line: Line) -> str:
    first, last = line.points[0], line.points[-1]
    if first == last:
        return f"{line.label}: {written(first.value)} in {first.on:%B %Y}"
    return f"{line.label}: from {written(first.value)} in {first.on:%B %Y} to {written(last.value)} in {last.on:%B %Y}"
