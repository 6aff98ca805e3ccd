"""Whether reporting would go round in a circle on any day. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Link:
    """One reports to another, from the first day to the last; None where there is no bound."""

    source: int
    target: int
    first: date | None
    last: date | None

    def holds_on(self, day: date) -> bool:
        return (self.first or date.min) <= day <= (self.last or date.max)


@dataclass(frozen=True)
class Circle:
    """`through` begins and ends with the same; `on` is the first day it would be so, `date.min` where there is none."""

    on: date
    through: tuple[int, ...]


def circle(links: Iterable[Link], new: Link) -> Circle | None:
    """The one that the new link would close, on the earliest day. Days on which nothing begins need no look of their
    own: what holds then held already when the last of its links began.
    """
    links = list(links)
    begin = new.first or date.min
    days = {begin} | {link.first for link in links if link.first and link.first > begin and new.holds_on(link.first)}
    for day in sorted(days):
        way = _way([link for link in links if link.holds_on(day)], new.target, new.source)
        if way:
            return Circle(day, (new.source, *way))
    return None


def _way(links: Sequence[Link], start: int, goal: int) -> tuple[int, ...]:
    """The shortest from one to the other, both ends included; empty where there is none."""
    above: dict[int, list[int]] = {}
    for link in links:
        above.setdefault(link.source, []).append(link.target)
    came: dict[int, int | None] = {start: None}
    ahead = [start]
    for here in ahead:
        if here == goal:
            return _back(came, goal)
        for following in sorted(above.get(here, ())):
            if following not in came:
                came[following] = here
                ahead.append(following)
    return ()


def _back(came: dict[int, int | None], goal: int) -> tuple[int, ...]:
    way, here = [], goal
    while here is not None:
        way.append(here)
        here = came[here]
    return tuple(reversed(way))
