"""Charts as data: geometry and words are worked out here, templates in `templates/reporting/` only draw.

One dataclass feeds the picture, its alternative text and the table beside it, so they cannot disagree.
Lengths are in the picture's own units (CSS pixels at its natural width); the origin is the top left.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LINE = 17  # from one line of a wrapped label to the next
PADDING = 8  # above and below the lines


@dataclass(frozen=True)
class Reading:
    """A level on the scale or, without one, the words for why, short enough for the picture."""

    level: int | None
    short: str


@dataclass(frozen=True)
class Item:
    """What a row shows. `earlier` is None where there is nothing to compare with. `span`: from which level to which a
    line is drawn; `beside` stands at the row's end in place of the levels.
    """

    label: str
    now: Reading
    earlier: Reading | None = None
    span: tuple[int, int] | None = None
    beside: str = ""


@dataclass(frozen=True)
class Layout:
    """How a dot plot is laid out: labels beside the dots, or above them where it is narrow."""

    width: int
    first: int  # x of the lowest level
    step: int  # from one level to the next
    stacked: bool
    letters: int  # in a line of a label

    def x(self, level: int, lowest: int) -> int:
        return self.first + (level - lowest) * self.step


WIDE = Layout(width=640, first=246, step=54, stacked=False, letters=32)
NARROW = Layout(width=360, first=24, step=78, stacked=True, letters=46)


@dataclass(frozen=True)
class Text:
    y: int
    words: str


@dataclass(frozen=True)
class Tick:
    x: int
    label: str


@dataclass(frozen=True)
class Row:
    """One item in place. `now_x` and `earlier_x` are None without a level: words stand for it, never a zero."""

    item: Item
    labels: tuple[Text, ...]
    y: int  # of the dots
    now_x: int | None
    earlier_x: int | None
    span: tuple[int, int] | None  # where its line begins and ends
    value: Text


@dataclass(frozen=True)
class Group:
    title: str
    labels: tuple[Text, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class DotPlot:
    """A placed dot plot. `key` makes its ids unique in a page; `alt` carries the message."""

    key: str
    title: str
    subtitle: str
    alt: str
    now: str
    earlier: str  # "" with one reading a row
    spans: str  # what the lines stand for, "" without any
    width: int
    height: int
    ticks: tuple[Tick, ...]
    top: int  # of the lines that mark the levels
    bottom: int
    value_x: int
    value_anchor: str
    groups: tuple[Group, ...]

    @property
    def second_key(self) -> int:
        """Where the second entry of the key stands, after the first however long that is."""
        return max(122, 38 + 8 * len(self.now))

    @property
    def line_end(self) -> int:
        return self.ticks[-1].x

    @property
    def line_start(self) -> int:
        return self.ticks[0].x


HEAD = 62  # key and axis numbers
FOOT = 26


def dot_plot(
    *,
    key: str,
    title: str,
    subtitle: str,
    groups: Sequence[tuple[str, Sequence[Item]]],
    levels: Sequence[int],
    now: str,
    earlier: str = "",
    spans: str = "",
    layout: Layout = WIDE,
) -> DotPlot:
    """A row an item under its group's title; a filled dot is `now`, a hollow one `earlier`, a line joins the two.
    With `spans` a line with ends stands for each item's span instead.

    Levels are ordinal, lowest first: their numbers label the axis, and equal steps only keep them legible.
    """
    placed, bottom = _place(groups, layout, levels[0])
    return DotPlot(
        key=key,
        title=title,
        subtitle=subtitle,
        alt=_alt(title, subtitle, [] if spans else [item for _, items in groups for item in items]),
        now=now,
        earlier=earlier,
        spans=spans,
        width=layout.width,
        height=bottom + FOOT,
        ticks=tuple(Tick(layout.x(level, levels[0]), str(level)) for level in levels),
        top=HEAD - 4,
        bottom=bottom,
        value_x=layout.width if layout.stacked else layout.x(levels[-1], levels[0]) + 26,
        value_anchor="end" if layout.stacked else "start",
        groups=placed,
    )


def _place(groups: Sequence[tuple[str, Sequence[Item]]], layout: Layout, lowest: int) -> tuple[tuple[Group, ...], int]:
    """Everything from the top down, and where it ends."""
    y, placed = HEAD, []
    for title, items in groups:
        labels = tuple(_lines(title, y + 6, layout.letters))
        y = labels[-1].y + PADDING if labels else y
        rows = []
        for item in items:
            row, y = _row(item, y, layout, lowest)
            rows.append(row)
        y += PADDING
        placed.append(Group(title, labels, tuple(rows)))
    return tuple(placed), y


def _row(item: Item, y: int, layout: Layout, lowest: int) -> tuple[Row, int]:
    labels = tuple(_lines(item.label, y, layout.letters)) or (Text(y + LINE, ""),)
    end = labels[-1].y + PADDING
    dots = end + 10 if layout.stacked else (labels[0].y + labels[-1].y) // 2 - 4
    value = Text(labels[-1].y if layout.stacked else dots + 4, _value(item))
    after = end + (24 if layout.stacked else 3)
    span = (layout.x(item.span[0], lowest), layout.x(item.span[1], lowest)) if item.span else None
    return Row(item, labels, dots, _x(item.now, layout, lowest), _x(item.earlier, layout, lowest), span, value), after


def _x(reading: Reading | None, layout: Layout, lowest: int) -> int | None:
    return None if reading is None or reading.level is None else layout.x(reading.level, lowest)


def _lines(words: str, y: int, letters: int) -> Iterator[Text]:
    for number, line in enumerate(textwrap.wrap(words, letters), 1):
        yield Text(y + number * LINE, line)


def _value(item: Item) -> str:
    """The row in words: "4", "4, was 3", "don’t know, was 3"."""
    if item.beside:
        return item.beside
    was = item.earlier.level if item.earlier else None
    return item.now.short if was is None else f"{item.now.short}, was {was}"


def _alt(title: str, subtitle: str, items: Sequence[Item]) -> str:
    """Kind of chart, message, the two ends; the table is where every figure is."""
    parts = ["Dot plot", title, subtitle]
    found = [item.now.level for item in items if item.now.level is not None]
    if found and min(found) < max(found):
        parts += [_end("Highest", max(found), items), _end("Lowest", min(found), items)]
    return " ".join(f"{part.rstrip('.')}." for part in [*parts, "The table beside it gives every row"] if part)


def _end(word: str, level: int, items: Sequence[Item]) -> str:
    labels = [item.label for item in items if item.now.level == level]
    more = f" and {len(labels) - 4} more" if len(labels) > 4 else ""
    return f"{word}, level {level}: {', '.join(labels[:4])}{more}"
