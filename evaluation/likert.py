"""Answers on a scale as a picture: negatives to the left of a line, positives to its right, the middle in a column of
its own, undecided and too early at the far right. Pure geometry; `templates/evaluation/_likert.svg` only draws.

Drawn from the lines a table is made of, in the same words, so that the two cannot disagree. One per cent is as wide in
every column. Every value is printed: colours, which a greyscale print loses, carry nothing alone. Lengths are in the
picture's own units; the origin is the top left.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .analysis.marks import NET_NEGATIVE, NET_POSITIVE
from .analysis.questions import Measured
from .analysis.words import LOW, RELIABILITY_WORDS
from .impact_table import WITHHELD, Line, figure
from .instruments.definition import Scale

WIDTH, LABEL, BASE, GAP = 640, 132, 50, 14
LEAST_NET, LEAST = 78, 58  # widths that the printed values need
LETTER, BOLD_LETTER = 6.4, 7.0  # of the picture's type, on average
LINE, BAR, HEAD = 15, 18, 6
SPACE = "\u00a0"
# From the middle of the scale outwards.
NEGATIVE, POSITIVE = ("#e3b4c9", "#801650"), ("#8cbbe8", "#12436d")
NEITHER, NO_VIEW = "#ffffff", "#d5dbe1"


@dataclass(frozen=True)
class Text:
    x: int
    y: int
    words: str
    anchor: str = "start"


@dataclass(frozen=True)
class Bar:
    x: float
    y: int
    width: float
    fill: str


@dataclass(frozen=True)
class Row:
    label: tuple[Text, ...]
    bars: tuple[Bar, ...]
    values: tuple[Text, ...]
    parts: tuple[Text, ...]  # what a value adds up, smaller
    base: Text


@dataclass(frozen=True)
class Zone:
    """A column. `answers`: by name, from the left; `net`: what they add up to, "" for a single answer."""

    answers: tuple[str, ...]
    labels: tuple[str, ...]
    net: str
    fills: tuple[str, ...]
    sign: str = ""

    @property
    def to_the_left(self) -> bool:
        return self.net == NET_NEGATIVE

    @property
    def least(self) -> int:
        """Wide enough for the printed values and for the longest word above them."""
        longest = max(map(len, self.heading.split(" ")))
        return max(LEAST_NET if self.net else LEAST, round(longest * BOLD_LETTER))

    @property
    def heading(self) -> str:
        """No line of it begins with the mark between two labels."""
        return f"{SPACE}| ".join(self.labels)

    @property
    def item(self) -> str:
        return self.net or self.answers[0]


@dataclass(frozen=True)
class Likert:
    """`alt` carries kind, message and base; `axis`: where the line between negative and positive stands."""

    key: str
    title: str
    subtitle: str
    alt: str
    width: int
    height: int
    heads: tuple[Text, ...]
    axis: int
    top: int
    rows: tuple[Row, ...]


def likert(*, key: str, title: str, subtitle: str, question: Measured, lines: Sequence[Line]) -> Likert:
    """`question`: any of those the lines are of; they have the same answers."""
    zones = tuple(_zones(question))
    edges, width, scale = _laid_out(zones, [line for line in lines if _is_drawn(line)])
    heads = tuple(_heads(zones, edges, width))
    top = y = max(text.y for text in heads) + HEAD
    rows = []
    for line in lines:
        row, y = _row(line, zones, edges, scale, width, y)
        rows.append(row)
    axis = round(edges[0][1] + GAP / 2)
    alt = _alt(title, subtitle, question, lines)
    return Likert(key, title, subtitle, alt, width, y, heads, axis, top, tuple(rows))


def _zones(question: Measured) -> Iterator[Zone]:
    levels = question.scale is Scale.MATURITY

    def answers(side: str) -> list[int]:
        return sorted(question.sides[side], key=lambda place: question.answers[place].value or 0)

    def zone(places: Sequence[int], net: str, fills: tuple[str, ...], sign: str = "") -> Zone:
        found = [question.answers[place] for place in places]
        return Zone(tuple(one.name for one in found), tuple(one.label for one in found), net, fills, sign)

    low, high = answers("negative"), answers("positive")
    yield zone(low, NET_NEGATIVE, _shades(NEGATIVE, len(low))[::-1], "" if levels else "−")
    yield zone(high, NET_POSITIVE, _shades(POSITIVE, len(high)))
    for place in question.sides["neutral"]:
        yield zone([place], "", (NEITHER,))
    for place in question.sides["no_view"]:
        yield zone([place], "", (NO_VIEW,))


def _shades(shades: tuple[str, str], number: int) -> tuple[str, ...]:
    """The strongest outermost."""
    return (*[shades[0]] * (number - 1), shades[1]) if number else ()


def _is_drawn(line: Line) -> bool:
    """A low base has no bars."""
    return line.base.reliability != LOW


Edges = Sequence[tuple[float, float]]


def _laid_out(zones: Sequence[Zone], lines: Sequence[Line]) -> tuple[Edges, int, float]:
    """Where each zone begins and ends, how wide the picture is, and how wide one per cent."""
    longest = [max((_share(line, zone.item) for line in lines), default=0.0) for zone in zones]
    room = WIDTH - LABEL - BASE - GAP * len(zones)
    width = WIDTH + max(sum(zone.least for zone in zones) - room, 0)
    room += width - WIDTH
    narrow: set[int] = set()
    while True:
        wide = [at for at in range(len(zones)) if at not in narrow]
        left = room - sum(zones[at].least for at in narrow)
        scale = left / sum(longest[at] for at in wide) if any(longest[at] for at in wide) else 0.0
        more = {at for at in wide if scale * longest[at] < zones[at].least}
        if not more or more == set(wide):
            break
        narrow |= more
    edges, x = [], float(LABEL)
    for at, zone in enumerate(zones):
        size = max(scale * longest[at], zone.least) if at not in narrow else zone.least
        edges.append((x, x + size))
        x += size + GAP
    fits = [(end - start) / longest[at] for at, (start, end) in enumerate(edges) if longest[at]]
    return edges, width, min(fits, default=0.0)


def _share(line: Line, item: str) -> float:
    row = line.figures.get(item)
    return float(row.percent) if row is not None and row.percent is not None else 0.0


def _heads(zones: Sequence[Zone], edges: Edges, width: int) -> Iterator[Text]:
    """What each column is of, right above it: no key to look up."""
    for zone, (start, end) in zip(zones, edges, strict=True):
        for number, piece in enumerate(textwrap.wrap(zone.heading, int((end - start) / BOLD_LETTER)), 1):
            yield _at_edge(zone, start, end, number * LINE, piece)
    yield Text(width, LINE, "Base", "end")


def _at_edge(zone: Zone, start: float, end: float, y: int, words: str) -> Text:
    return Text(round(end), y, words, "end") if zone.to_the_left else Text(round(start), y, words)


def _row(line: Line, zones: Sequence[Zone], edges: Edges, scale: float, width: int, y: int) -> tuple[Row, int]:
    label = tuple(
        Text(0, y + number * LINE, piece)
        for number, piece in enumerate(textwrap.wrap(line.label, int((LABEL - GAP) / LETTER)) or [""], 1)
    )
    base = Text(width, y + LINE, WITHHELD if line.base.base is None else f"{line.base.base:,}", "end")
    if not _is_drawn(line):
        why = Text(round(edges[1][0]), y + LINE, "Low base, so no bars: the counts are in the table")
        return Row(label, (), (), (why,), base), label[-1].y + LINE
    end = max(y + BAR + 2 * LINE, label[-1].y) + LINE
    bars, values = [], []
    mark = RELIABILITY_WORDS[line.base.reliability] if line.base.base else ""
    parts = [Text(width, y + 2 * LINE - 2, mark, "end")] if mark else []
    for zone, edge in zip(zones, edges, strict=True):
        bars += list(_bars(line, zone, edge, scale, y))
        values.append(_at_edge(zone, *edge, y + BAR + LINE, _value(line, zone)))
        if words := _parts(line, zone):
            parts.append(_at_edge(zone, *edge, y + BAR + 2 * LINE - 2, words))
    return Row(label, tuple(bars), tuple(values), tuple(parts), base), end


def _bars(line: Line, zone: Zone, edge: tuple[float, float], scale: float, y: int) -> Iterator[Bar]:
    """From the axis outwards; where a part is withheld, the whole as one bar."""
    shares = [line.figures[answer].percent for answer in zone.answers]
    pieces = list(zip(shares, zone.fills, strict=True))
    if None in shares:
        pieces = [(line.figures[zone.item].percent if zone.net else None, "#ffffff")]
    x = edge[1] if zone.to_the_left else edge[0]
    for share, fill in reversed(pieces) if zone.to_the_left else pieces:
        length = round(float(share or Decimal(0)) * scale, 1)
        if length:
            yield Bar(round(x - length if zone.to_the_left else x, 1), y + 2, max(length - 2, 1.0), fill)  # white gap
        x += -length if zone.to_the_left else length


def _value(line: Line, zone: Zone) -> str:
    row = line.figures.get(zone.item)
    if row is None or not zone.answers:
        return ""
    words = figure(row, sign=zone.sign)
    return f"{words}{SPACE}%" if row.percent is not None else words


def _parts(line: Line, zone: Zone) -> str:
    return " | ".join(figure(line.figures[answer]) for answer in zone.answers) if len(zone.answers) > 1 else ""


def _alt(title: str, subtitle: str, question: Measured, lines: Sequence[Line]) -> str:
    """Kind of chart, what it shows, the two ends; the table beside it is where every figure is."""
    parts = ["Bar chart, negative answers to the left", title, subtitle]
    known = [
        (row.percent, line.label, row)
        for line in lines
        if _is_drawn(line) and (row := line.figures[NET_POSITIVE]).percent is not None
    ]
    if known:
        net = question.net_label("positive")
        ends = [max(known, key=lambda one: one[0] or 0), min(known, key=lambda one: one[0] or 0)]
        for word, (percent, label, row) in zip(("Most", "Least"), ends[: len({one[0] for one in known})], strict=False):
            parts.append(f"{word} {net}: {label}, {percent} per cent of {row.base:,}")
    return " ".join(f"{part.rstrip('.')}." for part in [*parts, "The table beside it gives every row"] if part)
