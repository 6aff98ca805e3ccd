"""How the lines of a network run: out of a box into the lane beside its row, along it, and where the other box stands
further away, along one lane between columns too. Lines of one kind that meet in a box run as one from where they meet.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from . import grid
from .grid import Cell, Side, Span


class Tie(Protocol):
    """What a network calls an edge."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def strong(self) -> bool: ...


T = TypeVar("T", bound=Tie)


class Trunk(NamedTuple):
    """What lines share that meet in one box: their kind, that box, and whether they point to it."""

    kind: str
    strong: bool
    hub: str
    inward: bool


class Port(NamedTuple):
    cell: Cell
    side: Side
    of: Trunk
    leaf: int  # which line's, or −1 for where they meet


class Along(NamedTuple):
    """One stretch of a lane between rows; `by` is the lane between columns it leads to, −1 for none."""

    lane: int
    of: Trunk
    side: Side  # of the hub
    by: int


class Down(NamedTuple):
    """One stretch of a lane between columns."""

    lane: int
    of: Trunk
    side: Side


@dataclass(frozen=True)
class Way(Generic[T]):
    """Of one edge, from its own port to where it meets others. `first` and `last` are the same where one lane does."""

    edge: T
    leaf: Port
    hub: Port
    first: Along
    down: Down | None
    last: Along


def trunks(edges: Sequence[T]) -> list[Trunk]:
    """For each edge, whether it meets others at its target or at its source: where there are more of them."""
    into = Counter((edge.kind, edge.strong, edge.target) for edge in edges)
    out = Counter((edge.kind, edge.strong, edge.source) for edge in edges)
    found = []
    for edge in edges:
        inward = into[edge.kind, edge.strong, edge.target] >= out[edge.kind, edge.strong, edge.source]
        found.append(Trunk(edge.kind, edge.strong, edge.target if inward else edge.source, inward))
    return found


def ways(edges: Sequence[T], cells: Mapping[str, Cell]) -> list[Way[T]]:
    shared = trunks(edges)
    return [_way(number, edge, shared[number], cells) for number, edge in enumerate(edges)]


def _way(number: int, edge: T, trunk: Trunk, cells: Mapping[str, Cell]) -> Way[T]:
    """Lanes are numbered like the row below them and the column right of them."""
    leaf, hub = cells[edge.source if trunk.inward else edge.target], cells[trunk.hub]
    leaf_side = Side.TOP if leaf.row > hub.row else Side.BOTTOM
    hub_side = Side.TOP if leaf.row < hub.row else Side.BOTTOM
    near = leaf.row + (leaf_side is Side.BOTTOM)
    far = hub.row + (hub_side is Side.BOTTOM)
    ports = Port(leaf, leaf_side, trunk, number), Port(hub, hub_side, trunk, -1)
    last = Along(far, trunk, hub_side, -1)
    if near == far:
        return Way(edge, *ports, last, None, last)
    lane = hub.column + (leaf.column >= hub.column)
    return Way(edge, *ports, Along(near, trunk, hub_side, lane), Down(lane, trunk, hub_side), last)


class Plan(Generic[T]):
    """From the outside in: ports, then where columns are, then which lines lie side by side, then where rows are."""

    def __init__(self, found: Sequence[Way[T]], heights: Sequence[int], columns: int, top: int, left: int) -> None:
        self.ways = found
        self.ports = _sides(found)
        self.downs, lanes = self._downs(columns)
        self._columns(columns, lanes, left)
        self._alongs(len(heights))
        self._rows(heights, top)

    def _downs(self, columns: int) -> tuple[dict[Down, int], list[int]]:
        spans: list[dict[Down, Span]] = [{} for _ in range(columns + 1)]
        reach: dict[Down, list[int]] = defaultdict(list)
        for way in self.ways:
            if way.down:
                reach[way.down] += [way.first.lane, way.last.lane]
        for down, rows in reach.items():
            spans[down.lane][down] = Span.of(rows)
        sided = [grid.side_by_side(lane, apart=0) for lane in spans]
        return {down: place for places, _ in sided for down, place in places.items()}, [count for _, count in sided]

    def _columns(self, columns: int, lanes: Sequence[int], left: int) -> None:
        counts = {key: len(ports) for key, ports in self.ports.items()}
        self.widths = grid.column_widths(columns, counts)
        self.lefts, self.lane_lefts, x = [], [], left
        for number in range(columns + 1):
            self.lane_lefts.append(x)
            outer = number in (0, columns)
            x += lanes[number] * grid.LANE + (grid.BETWEEN if lanes[number] else 0) + (0 if outer else grid.BETWEEN)
            if number < columns:
                self.lefts.append(x)
                x += self.widths[number]
        self.right = x

    def port_x(self, port: Port) -> int:
        column, side = port.cell.column, self.ports[port.cell, port.side]
        return grid.port_x(self.lefts[column], self.widths[column], port.side, side[port], len(side))

    def down_x(self, down: Down) -> int:
        return self.lane_lefts[down.lane] + grid.BETWEEN // 2 + self.downs[down] * grid.LANE + grid.LANE // 2

    def _alongs(self, rows: int) -> None:
        reach: dict[Along, list[int]] = defaultdict(list)
        for way in self.ways:
            reach[way.first].append(self.port_x(way.leaf))
            reach[way.last].append(self.port_x(way.hub))
            if way.down:
                reach[way.first].append(self.down_x(way.down))
                reach[way.last].append(self.down_x(way.down))
        self.spans = {along: Span.of(points) for along, points in reach.items()}
        self.places: dict[Along, int] = {}
        self.deep: list[int] = []
        for lane in range(rows + 1):
            here = {along: span for along, span in self.spans.items() if along.lane == lane}
            places, count = grid.side_by_side(here, apart=grid.LANE)
            self.places |= places
            self.deep.append(count)

    def _rows(self, heights: Sequence[int], top: int) -> None:
        self.tops, self.lane_tops, y = [], [], top
        for lane, count in enumerate(self.deep):
            self.lane_tops.append(y)
            outer = lane in (0, len(heights))
            y += 2 * grid.CLEAR + count * grid.LANE if count else (grid.BETWEEN if outer else grid.CLEAR)
            if lane < len(heights):
                self.tops.append(y)
                y += heights[lane]
        self.bottom = y

    def along_y(self, along: Along) -> int:
        return self.lane_tops[along.lane] + grid.CLEAR + self.places[along] * grid.LANE + grid.LANE // 2


def _sides(found: Sequence[Way]) -> dict[tuple[Cell, Side], dict[Port, int]]:
    """Which ports each side of a box has, and their order: towards what they lead to."""
    leads: dict[Port, list[int]] = defaultdict(list)
    for way in found:
        leads[way.leaf].append(way.hub.cell.column)
        leads[way.hub].append(way.leaf.cell.column)
    sides: dict[tuple[Cell, Side], list[Port]] = defaultdict(list)
    for port in leads:
        sides[port.cell, port.side].append(port)
    towards = {port: sum(columns) / len(columns) for port, columns in leads.items()}
    ordered = {side: sorted(ports, key=towards.__getitem__) for side, ports in sides.items()}
    return {side: {port: number for number, port in enumerate(ports)} for side, ports in ordered.items()}
