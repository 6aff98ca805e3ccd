"""A map of equal hexagons as data: who is where and in which category; templates in `templates/reporting/` only draw.

One dataclass feeds the picture, its alternative text, the key and the table, so they cannot disagree. A category
is told by how full its hexagon is as well as by colour. A map of named cells cannot be suppressed, so it shows
what is open to everyone who sees it. Lengths are in the picture's own units; the origin is the top left.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

ACROSS = 52  # from one hexagon's middle to that of the next in its row
DOWN = 45  # from row to row: the layout of regular hexagons, in whole numbers
HALF, TALL, SHOULDER = 24, 28, 14  # of a hexagon as drawn: it leaves a gap to its neighbours
EDGE = 32  # from the outermost middles to the edge of the picture
LEVEL = 8  # below the middle: how far a part-full hexagon is filled
BASELINE = 4  # of the letters, below the middle, and clear of the level


class Tone(Enum):
    """How a category looks: fill, border, letters, and the colour of what fills its lower part.

    Border to fill contrast at least 3:1, letters to fill 4.5:1, and one of fill and border 3:1 to white paper.
    """

    OUTSIDE = "#eef2f6", "#5f6b76", "#3d4852", ""  # drawn with a broken border
    EMPTY = "#ffffff", "#12436d", "#12436d", ""
    PART = "#d5e3f0", "#12436d", "#0b2a45", "#12436d"
    FULL = "#12436d", "#ffffff", "#ffffff", ""

    def __init__(self, fill: str, border: str, letters: str, level: str):
        self.fill, self.border, self.letters, self.level = fill, border, letters, level

    @property
    def is_broken(self) -> bool:
        return self is Tone.OUTSIDE


@dataclass(frozen=True)
class Category:
    key: str
    label: str
    tone: Tone


@dataclass(frozen=True)
class Cell:
    """One place. `q` counts columns from the west, `r` rows from the south; odd rows stand half a hexagon further east.

    `short` is two or three letters for the picture; `url` is where its link leads, or "" for none.
    """

    key: str
    name: str
    short: str
    q: int
    r: int
    category: str
    url: str = ""


@dataclass(frozen=True)
class Hexagon:
    """A cell in place; `level` outlines its filled lower part."""

    name: str
    short: str
    category: Category
    url: str
    x: int
    y: int

    @property
    def corners(self) -> tuple[tuple[int, int], ...]:
        x, y = self.x, self.y
        right = ((x + HALF, y - SHOULDER), (x + HALF, y + SHOULDER))
        left = ((x - HALF, y + SHOULDER), (x - HALF, y - SHOULDER))
        return ((x, y - TALL), *right, (x, y + TALL), *left)

    @property
    def outline(self) -> str:
        return _points(self.corners)

    @property
    def level(self) -> str:
        right, bottom, left = self.corners[2:5]
        return _points(((left[0], self.y + LEVEL), (right[0], self.y + LEVEL), right, bottom, left))

    @property
    def baseline(self) -> int:
        return self.y + BASELINE


def _points(corners: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in corners)


@dataclass(frozen=True)
class KeyEntry:
    """A category in the key, beside a hexagon of its own."""

    category: Category
    count: int
    sample: Hexagon


@dataclass(frozen=True)
class HexMap:
    """A placed map. `key` makes its ids unique in a page; `alt` carries the message.

    `hexagons` run from north to south and west to east, as a keyboard goes through them; `rows` by name.
    """

    key: str
    title: str
    subtitle: str
    alt: str
    noun: str
    width: int
    height: int
    hexagons: tuple[Hexagon, ...]
    entries: tuple[KeyEntry, ...]

    @property
    def rows(self) -> list[Hexagon]:
        return sorted(self.hexagons, key=lambda hexagon: (hexagon.name.casefold(), hexagon.name))

    @property
    def has_links(self) -> bool:
        return any(hexagon.url for hexagon in self.hexagons)

    @property
    def total(self) -> int:
        return len(self.hexagons)


def hexmap(
    *, key: str, title: str, subtitle: str, noun: str, categories: Sequence[Category], cells: Sequence[Cell]
) -> HexMap:
    """Every cell in its place. `noun` names many of them: "areas". Raises ValueError where two would share a place."""
    _check(categories, cells)
    known = {category.key: category for category in categories}
    places = {cell.key: (cell.q * ACROSS + cell.r % 2 * (ACROSS // 2), -cell.r * DOWN) for cell in cells}
    xs, ys = [x for x, _ in places.values()] or [0], [y for _, y in places.values()] or [0]
    hexagons = [
        Hexagon(
            cell.name,
            cell.short,
            known[cell.category],
            cell.url,
            places[cell.key][0] - min(xs) + EDGE,
            places[cell.key][1] - min(ys) + EDGE,
        )
        for cell in cells
    ]
    counts = Counter(cell.category for cell in cells)
    entries = tuple(KeyEntry(each, counts[each.key], Hexagon("", "", each, "", EDGE, EDGE)) for each in categories)
    return HexMap(
        key=key,
        title=title,
        subtitle=subtitle,
        alt=_alt(title, subtitle, noun, entries, len(cells)),
        noun=noun,
        width=max(xs) - min(xs) + 2 * EDGE,
        height=max(ys) - min(ys) + 2 * EDGE,
        hexagons=tuple(sorted(hexagons, key=lambda hexagon: (hexagon.y, hexagon.x))),
        entries=entries,
    )


def _check(categories: Sequence[Category], cells: Sequence[Cell]) -> None:
    if len({category.tone for category in categories}) < len(categories):
        raise ValueError("Two categories would look alike.")
    for what, values in (("key", [cell.key for cell in cells]), ("place", [(cell.q, cell.r) for cell in cells])):
        twice = [value for value, count in Counter(values).items() if count > 1]
        if twice:
            raise ValueError(f"Two cells have the {what} {twice[0]}.")


def _alt(title: str, subtitle: str, noun: str, entries: Sequence[KeyEntry], total: int) -> str:
    """Kind of chart, message, counts; the table is where every cell is."""
    counts = ", ".join(f"{entry.category.label} {entry.count}" for entry in entries)
    parts = ["Hexagon map", title, subtitle, f"Of {total} {noun}: {counts}", "The table gives each of them"]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
