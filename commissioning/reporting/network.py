"""A picture of things and what binds them: boxes in rows, lines along the lanes between. Data only; the template
`templates/reporting/network.svg` draws it.

What reports upwards stands below what it reports to. Boxes stand on a grid, so that between rows and columns there are
lanes free of boxes; each line keeps to lanes and has a place of its own there. So no line runs through a box or along
another, however many there are; where lines of one kind meet in one box they share a trunk. A kind is told by stroke,
end mark and a letter on the line, and by colour last. The same input gives the same picture. Lengths are in the
picture's own units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from . import grid, ranks, routes
from .drawing import Line, draw
from .grid import Box, Cell, Shape, Text
from .wrapping import lines, shown, width

MOST_NODES, MOST_EDGES = 300, 600  # drawn within a second; beyond that nobody can read it: the tables hold it all
TYPE, SMALL = 14, 12
KEY_ROW = 24
EDGE = 12  # free of everything round the picture


class Stroke(Enum):
    """How lines of a kind look: colour (4.5:1 on white), dashes, mark at the end they point to."""

    ONE = "#0b0c0c", "", "arrow"
    TWO = "#12436d", "9 4", "dot"
    THREE = "#801650", "2 3", "dot"
    FOUR = "#2c5c2e", "12 3 2 3", "arrow"
    FIVE = "#8a3b00", "6 2", "both"
    SIX = "#54319f", "4 4", "bar"

    def __init__(self, colour: str, dashes: str, mark: str):
        self.colour, self.dashes, self.mark = colour, dashes, mark


@dataclass(frozen=True)
class Kind:
    """Of lines. `letter` stands on each of them; `up` where the source belongs below the target."""

    key: str
    words: str
    letter: str
    stroke: Stroke
    up: bool = False


@dataclass(frozen=True)
class Node:
    """`what` is written above its name; `mark` ("New") stands out. `url` is where its box leads, "" for nowhere."""

    key: str
    name: str
    what: str
    shape: Shape
    mark: str = ""
    url: str = ""


@dataclass(frozen=True)
class Edge:
    """`words` say it whole; `strong` ones are drawn thick."""

    source: str
    target: str
    kind: str
    words: str
    strong: bool = False


@dataclass(frozen=True)
class KeyEntry:
    kind: Kind
    y: int


@dataclass(frozen=True)
class Network:
    """`key` makes its ids unique in a page; `alt` says what it is a picture of and where the same stands in words."""

    key: str
    alt: str
    width: int
    height: int
    entries: tuple[KeyEntry, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    strong: str  # what a thick line means, "" where there is none
    strong_y: int

    @property
    def has_links(self) -> bool:
        return any(box.url for box in self.boxes)

    def fits(self, across: int, down: int, least: float) -> bool:
        """Whether it can be shrunk into that room without getting smaller than that part of its size."""
        scale = min(1, across / self.width)
        return scale >= least and self.height * scale <= down


def network(
    *,
    key: str,
    title: str,
    kinds: Sequence[Kind],
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    most_columns: int = 8,
    strong: str = "",
) -> Network | None:
    """None without any node, and with more than can be drawn. Edges whose ends are not among the nodes are an error."""
    if not nodes or len(nodes) > MOST_NODES or len(edges) > MOST_EDGES:
        return None
    by_key = {kind.key: kind for kind in kinds}
    used = [kind for kind in kinds if any(edge.kind == kind.key for edge in edges)]
    thick = strong if any(edge.strong for edge in edges) else ""
    top = EDGE + KEY_ROW * (len(used) + bool(thick))
    rows = ranks.rows(
        sorted(nodes, key=lambda node: (node.name.casefold(), node.name, node.key)),
        [(edge.source, edge.target, by_key[edge.kind].up) for edge in edges],
        most_columns,
    )
    cells, heights = _cells(rows), [max(map(_height, row)) for row in rows]
    plan = routes.Plan(routes.ways(edges, cells), heights, max(map(len, rows)), top=top, left=EDGE)
    return Network(
        key=key,
        alt=_alt(title, len(nodes), len(edges)),
        width=max(plan.right + EDGE, _key_width(used, thick)),
        height=plan.bottom + EDGE,
        entries=tuple(KeyEntry(kind, EDGE + 8 + KEY_ROW * number) for number, kind in enumerate(used)),
        boxes=tuple(_box(node, cells[node.key], plan) for row in rows for node in row),
        lines=draw(plan, by_key, {cells[node.key]: _height(node) for row in rows for node in row}),
        strong=thick,
        strong_y=EDGE + 8 + KEY_ROW * len(used),
    )


def _cells(rows: Sequence[Sequence[Node]]) -> dict[str, Cell]:
    """Short rows stand in the middle."""
    across = max(map(len, rows))
    return {
        node.key: Cell(number, (across - len(row)) // 2 + place)
        for number, row in enumerate(rows)
        for place, node in enumerate(row)
    }


def _name(node: Node) -> tuple[str, ...]:
    return lines(node.name, grid.ROOM, TYPE)


def _height(node: Node) -> int:
    return grid.height(len(_name(node)), bool(node.mark))


def _box(node: Node, cell: Cell, plan: routes.Plan) -> Box:
    top = plan.tops[cell.row]
    return Box(
        key=node.key,
        what=node.what,
        name=shown(node.name),
        mark=node.mark,
        url=node.url,
        shape=node.shape,
        left=plan.lefts[cell.column],
        top=top,
        width=plan.widths[cell.column],
        height=_height(node),
        labels=tuple(
            Text(top + grid.HEAD + grid.LEADING * number - 4, words) for number, words in enumerate(_name(node), 1)
        ),
    )


def _key_width(kinds: Sequence[Kind], strong: str) -> int:
    words = [kind.words for kind in kinds] + [strong]
    return int(max(width(one, TYPE) for one in words)) + 90


def _alt(title: str, nodes: int, edges: int) -> str:
    """The lines are each named too, but nobody should have to listen to them all to learn what this is."""
    boxes = "1 box" if nodes == 1 else f"{nodes} boxes"
    drawn = "1 line" if edges == 1 else f"{edges} lines"
    return f"{title}. {boxes} and {drawn} between them. The tables below say the same in words."
