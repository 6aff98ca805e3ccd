"""Whether a level moved after a resource was used: of one area, and counted over many. Pure.

It shows what came after, not what it came from. Counts over areas are given only where they give no area away: ten
areas or more, and no count under three but zero; else nothing at all, so that nothing can be worked out from the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

FEWEST_AREAS = 10
FEWEST_OF_A_KIND = 3


@dataclass(frozen=True)
class Moved:
    """One standard of one area: the signed level last before the use and newest after it; none where there is none."""

    code: str
    title: str
    before: int | None
    after: int | None

    @property
    def words(self) -> str:
        if self.before is None and self.after is None:
            return "No signed level yet"
        if self.before is None:
            return f"Level {self.after} after; nothing signed before"
        if self.after is None:
            return f"Level {self.before} before; nothing signed since"
        if self.before == self.after:
            return f"Level {self.before} before and after"
        way = "higher" if self.after > self.before else "lower"
        return f"Level {self.before} before, {self.after} after: {way}"


@dataclass(frozen=True)
class Counts:
    """Areas by which way their level went, of those with one before and one after."""

    higher: int
    same: int
    lower: int

    @property
    def areas(self) -> int:
        return self.higher + self.same + self.lower


def counted(pairs: Iterable[tuple[int, int]]) -> Counts | None:
    """Before and after, a pair an area; None where the counts would say too much."""
    ways = [(after > before) - (after < before) for before, after in pairs]
    counts = Counts(ways.count(1), ways.count(0), ways.count(-1))
    few = any(0 < count < FEWEST_OF_A_KIND for count in (counts.higher, counts.same, counts.lower))
    return None if counts.areas < FEWEST_AREAS or few else counts


def in_words(number: int) -> str:
    """How many areas, without telling of one or two."""
    if not number:
        return "No area has said yet that it used it."
    if number < FEWEST_OF_A_KIND:
        return "Fewer than three areas have said that they used it."
    return f"{number} areas have said that they used it."
