"""Which row of a network each node stands in, and in which order: what reports upwards stands below."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from math import ceil, sqrt
from typing import Protocol, TypeVar


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


Of = TypeVar("Of", bound=Keyed)
Tie = tuple[str, str, bool]  # source, target, whether the source belongs below

FEWEST = 3  # columns


def rows(nodes: Sequence[Of], ties: Sequence[Tie], most: int) -> list[list[Of]]:
    """From the top down; nodes in the order given where nothing else decides. No row is longer than the picture is
    wide: a long one goes on below.
    """
    across = min(most, max(FEWEST, ceil(sqrt(len(nodes)))))
    rank = _ranks([node.key for node in nodes], ties)
    placed: list[list[Of]] = []
    for level in sorted(set(rank.values())):
        row = _in_order([node for node in nodes if rank[node.key] == level], placed, ties)
        count = ceil(len(row) / across)
        each = ceil(len(row) / count)  # evenly, rather than one alone in the last
        placed += [row[start : start + each] for start in range(0, len(row), each)]
    return placed


def _ranks(keys: Sequence[str], ties: Sequence[Tie]) -> dict[str, int]:
    """Those in no chain of reporting stand beside what they are tied to; those tied to nothing come last."""
    rank = _chain([(source, target) for source, target, up in ties if up and source != target])
    beside: dict[str, list[str]] = defaultdict(list)
    for source, target, _ in ties:
        beside[source].append(target)
        beside[target].append(source)
    waiting = [key for key in keys if key not in rank and beside[key]]
    if waiting and not rank:
        rank[waiting[0]] = 0
    while waiting:
        near = {
            key: min(rank[other] for other in beside[key] if other in rank)
            for key in waiting
            if key not in rank and any(other in rank for other in beside[key])
        }
        if not near:  # tied among themselves only
            near = {next(key for key in waiting if key not in rank): max(rank.values()) + 1}
        rank |= near
        waiting = [key for key in waiting if key not in rank]
    last = max(rank.values(), default=-1) + 1
    return {key: rank.get(key, last) for key in keys}


def _chain(below: Sequence[tuple[Hashable, Hashable]]) -> dict:
    """How many stand above each at most. What goes round in a circle is cut open where it is met first."""
    above, under = defaultdict(set), defaultdict(set)
    rank: dict[Hashable, int] = {}
    for source, target in below:
        above[source].add(target)
        under[target].add(source)
    open_ = dict.fromkeys(key for pair in below for key in pair)
    while open_:
        ready = [key for key in open_ if not above[key]] or [next(iter(open_))]
        for key in ready:
            rank.setdefault(key, 0)
            del open_[key]
            for other in under[key]:
                above[other].discard(key)
                if other in open_:
                    rank[other] = max(rank.get(other, 0), rank[key] + 1)
    return rank


def _in_order(row: list[Of], placed: Sequence[Sequence[Of]], ties: Sequence[Tie]) -> list[Of]:
    """Below what they are tied to, so that lines stay short."""
    column = {node.key: number / len(above) for above in placed for number, node in enumerate(above)}
    near: dict[str, list[float]] = defaultdict(list)
    for source, target, _ in ties:
        for one, other in ((source, target), (target, source)):
            if other in column:
                near[one].append(column[other])
    middle = {key: sum(found) / len(found) for key, found in near.items()}
    return sorted(row, key=lambda node: middle.get(node.key, 0.5))
