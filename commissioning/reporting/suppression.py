"""Which counts of a publication are withheld, so that no reader can work out a small one.

Decided once, for all groups jointly: the same people are counted in several groups, and every breakdown adds up to
the same whole. Each reader is one of those counted and reads counts of the others, oneself left out. So

- *primary*: a count is withheld where for some reader (one in that column, one elsewhere in the group, one outside)
  what remains is 1 or 2, or none or all of fewer than ten, or a count of fewer than five in all. A group in which
  somebody has fewer than five others therefore prints nothing.
- *complementary*: more is withheld until linear programming over all that is still printed leaves every reader a
  range of three or more for every withheld count or, among fewer others, as wide a range as there can be.
- What must go is one of those things that the proof of an exposure rests on: from the groups that weigh least; there
  statements such as quartiles first, then counts, smallest first, then the statements that outlast counts.

Readers who put together what each of them knows are not guarded against.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .figures import Statement

if TYPE_CHECKING:
    from .disclosure import Audit, Item, Joint

MINIMUM_BASE = 5
MINIMUM_CELL = 3
SMALL_BASE = 10  # among fewer, "none" and "all" tell of each

PRIMARY, COMPLEMENTARY = "c", "c2"


@dataclass(frozen=True)
class Group:
    """`kinds`: of the finest cut, which of them are in the group. `weight`: how long its figures are kept."""

    kinds: frozenset[Any]
    weight: int


@dataclass(frozen=True)
class Pattern:
    """What is withheld. `totals`: counts by column of each group, printed or not. `marks`: why not, "" where printed.

    `stated`: which statements are made of which group. `audit` can judge what single readers may be told besides.
    """

    totals: Mapping[str, Sequence[int]]
    marks: Mapping[str, Sequence[str]]
    stated: frozenset["Item"]
    audit: "Audit"


def has_base(base: int) -> bool:
    """Whether each of so many has enough others."""
    return base > MINIMUM_BASE


def is_primary(count: int, base: int) -> bool:
    """Whether for some reader the count of the others is one to withhold."""
    seen_by = {(count, base)}
    if count > 0:
        seen_by.add((count - 1, base - 1))
    if count < base:
        seen_by.add((count, base - 1))
    return any(_is_small(*others) for others in seen_by)


def _is_small(count: int, base: int) -> bool:
    return 0 < count < MINIMUM_CELL or base < MINIMUM_BASE or (base < SMALL_BASE and count in (0, base))


def protect(joint: "Joint", groups: Mapping[str, Group], statements: Iterable[Statement], levels: int) -> Pattern:
    """The pattern for counts by column of each kind, not none; the first `levels` columns are levels in order."""
    from .disclosure import Audit  # here, because it loads a solver: web processes only read what was decided

    totals = {name: _total(joint, group) for name, group in groups.items()}
    stated: dict[Item, Statement] = {
        (name, statement.name): statement
        for name, counts in totals.items()
        for statement in statements
        if has_base(sum(counts)) and sum(counts[:levels]) > statement.least  # of the others, whoever reads
    }
    audit = Audit(joint, {name: group.kinds for name, group in groups.items()}, stated, levels, MINIMUM_CELL)
    for name, counts in totals.items():
        for column, count in enumerate(counts):
            if is_primary(count, sum(counts)):
                audit.withhold((name, column))

    def worth(item: "Item") -> tuple[Any, ...]:
        name, what = item
        if isinstance(what, int):
            return groups[name].weight, 1, totals[name][what], name, what
        return groups[name].weight, 2 if stated[item].outlasts_counts else 0, 0, name, what

    while holding := audit.exposed():
        audit.withhold(min(holding, key=worth))
    return _pattern(totals, audit)


def _pattern(totals: Mapping[str, Sequence[int]], audit: "Audit") -> Pattern:
    printed = audit.printed()

    def mark(name: str, column: int, count: int) -> str:
        if (name, column) in printed:
            return ""
        return PRIMARY if is_primary(count, sum(totals[name])) else COMPLEMENTARY

    return Pattern(
        totals=totals,
        marks={name: tuple(mark(name, *cell) for cell in enumerate(counts)) for name, counts in totals.items()},
        stated=frozenset(item for item in printed if isinstance(item[1], str)),
        audit=audit,
    )


def _total(joint: "Joint", group: Group) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(joint[kind] for kind in group.kinds), strict=True)))
