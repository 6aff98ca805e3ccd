"""The planned lines of a network as strokes: one path for all that run together, with its end marks and letters."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .grid import Cell, Side
from .routes import Plan, Port, Trunk, Way

LETTER = 18  # from a box to the middle of the letter on its line


@dataclass(frozen=True)
class End:
    """Where a line leaves or reaches a box. `turn`: 1 where the box lies below the line's end, −1 where above."""

    x: int
    y: int
    turn: int
    mark: str  # "" where it begins

    @property
    def letter_y(self) -> int:
        return self.y - self.turn * LETTER

    @property
    def arrow(self) -> str:
        """Its three corners, the point on the box."""
        back = self.y - self.turn * 9
        return f"{self.x},{self.y} {self.x - 5},{back} {self.x + 5},{back}"

    @property
    def diamond(self) -> str:
        near, far = self.y - self.turn * 5, self.y - self.turn * 10
        return f"{self.x},{self.y} {self.x - 5},{near} {self.x},{far} {self.x + 5},{near}"

    @property
    def dot_y(self) -> int:
        return self.y - self.turn * 5

    @property
    def bar(self) -> str:
        return f"M{self.x - 6} {self.dot_y}h12"


@dataclass(frozen=True)
class Joint:
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """All that run together. `words` has a sentence for each of them."""

    kind: Any  # network.Kind
    strong: bool
    words: str
    path: str
    ends: tuple[End, ...]
    joints: tuple[Joint, ...]


def draw(plan: Plan, kinds: Mapping[str, Any], heights: Mapping[Cell, int]) -> tuple[Line, ...]:
    together: dict[Trunk, list[Way]] = defaultdict(list)
    for way in plan.ways:
        together[way.hub.of].append(way)
    return tuple(_line(plan, trunk, found, kinds[trunk.kind], heights) for trunk, found in together.items())


def _line(plan: Plan, trunk: Trunk, found: Sequence[Way], kind: Any, heights: Mapping[Cell, int]) -> Line:
    ends = {}
    for way in found:
        for port, points_here in ((way.leaf, not trunk.inward), (way.hub, trunk.inward)):
            mark = kind.stroke.mark if points_here or kind.stroke.mark == "both" else ""
            ends[port] = _end(plan, port, mark, heights)
    return Line(
        kind=kind,
        strong=trunk.strong,
        words=". ".join(way.edge.words for way in found),
        path=" ".join(dict.fromkeys(_strokes(plan, found, ends))),
        ends=tuple(ends.values()),
        joints=tuple(dict.fromkeys(_joints(plan, found))) if len(found) > 1 else (),
    )


def _end(plan: Plan, port: Port, mark: str, heights: Mapping[Cell, int]) -> End:
    top = plan.tops[port.cell.row]
    y, turn = (top, 1) if port.side is Side.TOP else (top + heights[port.cell], -1)
    return End(plan.port_x(port), y, turn, mark)


def _strokes(plan: Plan, found: Sequence[Way], ends: Mapping[Port, End]) -> Iterator[str]:
    """Each stretch once, however many share it: dashes drawn twice would fill each other's gaps."""
    downs: dict = defaultdict(list)
    for way in found:
        for port, along in ((way.leaf, way.first), (way.hub, way.last)):
            yield f"M{ends[port].x} {ends[port].y}V{plan.along_y(along)}"
            span = plan.spans[along]
            yield f"M{span.first} {plan.along_y(along)}H{span.last}"
        if way.down:
            downs[way.down] += [plan.along_y(way.first), plan.along_y(way.last)]
    for down, reach in downs.items():
        yield f"M{plan.down_x(down)} {min(reach)}V{max(reach)}"


def _joints(plan: Plan, found: Sequence[Way]) -> Iterator[Joint]:
    """Where one of several joins the others; at the very end of a stretch it is a corner."""
    for way in found:
        span, x = plan.spans[way.first], plan.port_x(way.leaf)
        if span.first < x < span.last:
            yield Joint(x, plan.along_y(way.first))
        if way.down:
            for along in (way.first, way.last):
                span, x = plan.spans[along], plan.down_x(way.down)
                if span.first < x < span.last:
                    yield Joint(x, plan.along_y(along))
