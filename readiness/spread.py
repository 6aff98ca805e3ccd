"""How far apart views of one standard are, shaped for the people who agree its level. Pure.

What a group gives counts as one view; the range in its room widens the spread. Independent providers stand apart:
they are paid by those who commission, so they neither widen the spread nor move a standard up the agenda.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .levels import DONT_KNOW, LEVELS, NOT_APPLICABLE, Answer

CHAMPION = "champion"  # stands before the partner kinds


@dataclass(frozen=True)
class Given:
    """One scorer's view of one standard. `present`, `lowest` and `highest` are a group's."""

    kind: str  # a partner kind, or CHAMPION
    answer: Answer
    line: str = ""
    present: int | None = None
    lowest: int | None = None
    highest: int | None = None
    apart: bool = False  # an independent provider
    at: datetime | None = None  # when it was sent

    @property
    def levels(self) -> list[int]:
        """Every level it names, a group's lowest and highest among them."""
        return [level for level in (self.answer.level, self.lowest, self.highest) if level is not None]

    @property
    def room(self) -> str:
        """A group in words: how many were present, and how far apart they were."""
        if self.present is None:
            return ""
        people = f"{self.present} {'person' if self.present == 1 else 'people'}"
        if self.lowest is None or self.highest is None:
            return f"A group of {people}"
        if self.lowest == self.highest:
            return f"A group of {people}, all at {self.lowest}"
        return f"A group of {people}, with views from {self.lowest} to {self.highest}"


@dataclass(frozen=True)
class Spread:
    """From where to where, and how many views that is; no levels where nobody gave one."""

    views: int
    lowest: int | None = None
    highest: int | None = None

    @property
    def steps(self) -> int:
        """How many levels apart the furthest two are."""
        return self.highest - self.lowest if self.lowest is not None and self.highest is not None else 0

    @property
    def words(self) -> str:
        if not self.views:
            return "No views"
        views = f"{self.views} view{'s' * (self.views != 1)}"
        if self.lowest is None:
            return f"{views}, no level"
        if not self.steps:
            return f"{views}, {'at' if self.views == 1 else 'all at'} {self.lowest}"
        return f"{views}, from {self.lowest} to {self.highest}"


@dataclass(frozen=True)
class Kind:
    """What one kind of partner said: how many at each level, how many without one, and their words."""

    label: str
    counts: tuple[int, ...]  # by level, lowest first
    dont_know: int
    not_applicable: int
    rooms: tuple[str, ...]
    lines: tuple[Given, ...]
    apart: bool


def spread_of(given: Iterable[Given]) -> Spread:
    return range_of(view for view in given if not view.apart)


def range_of(given: Iterable[Given]) -> Spread:
    """Of all of them, whoever gave them."""
    counted = [view for view in given if view.answer.is_given]
    levels = [level for view in counted for level in view.levels]
    return Spread(len(counted), min(levels, default=None), max(levels, default=None))


def by_kind(given: Iterable[Given], labels: Mapping[str, str]) -> list[Kind]:
    """In the order of `labels`, those who stand apart last; a kind that gave no answer is left out."""
    found: dict[tuple[bool, str], list[Given]] = {}
    for view in given:
        if view.answer.is_given or view.line:
            found.setdefault((view.apart, view.kind), []).append(view)
    order = list(labels)
    keys = sorted(found, key=lambda key: (key[0], order.index(key[1])))
    return [_kind(labels[kind], found[apart, kind], apart) for apart, kind in keys]


def _kind(label: str, given: list[Given], apart: bool) -> Kind:
    counts = Counter(view.answer.value for view in given)
    return Kind(
        label=label,
        counts=tuple(counts[str(level)] for level in LEVELS),
        dont_know=counts[DONT_KNOW],
        not_applicable=counts[NOT_APPLICABLE],
        rooms=tuple(view.room for view in given if view.room),
        lines=tuple(sorted((view for view in given if view.line), key=lambda view: view.answer.value)),
        apart=apart,
    )


def widest_first(spread: Spread, order: int) -> tuple[int, int, int]:
    """What to sort standards by: furthest apart, then most views, then the set's own order."""
    return -spread.steps, -spread.views, order
