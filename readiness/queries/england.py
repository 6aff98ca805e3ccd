"""What the published comparisons of a year, or of two, tell of England as a whole: for publications that go further
than the comparison's own readers.

Everything is of what was stored when the campaigns closed, never of what is signed now. The counts are handed over
whole, with what the comparison withholds of them: whoever prints them decides what else has to go, and prints no less.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from .. import comparison
from ..comparison import COLUMNS, ENGLAND, Between
from ..models import ComparisonPublication, Standard
from .comparison import comparable_by_year, publications, told_by

Pair = tuple[int | None, int | None]


@dataclass(frozen=True)
class OfYear:
    """England's counts by `comparison.COLUMNS`, and which of them the comparison withholds. `base`: None where it
    tells of nobody.
    """

    counts: tuple[int, ...]
    withheld: tuple[bool, ...]
    base: int | None
    median: Between | None


@dataclass(frozen=True)
class OfStandard:
    """`pairs`: the level in the earlier year and in the later, of areas in both; none where the wording is not
    comparable, or there is one year.
    """

    standard: Standard
    later: OfYear
    earlier: OfYear | None
    pairs: Mapping[Pair, int]


@dataclass(frozen=True)
class England:
    """`earlier`: None where that year has no published comparison."""

    later: ComparisonPublication
    earlier: ComparisonPublication | None
    standards: tuple[OfStandard, ...]


def england(year: int, earlier: int | None = None) -> England | None:
    """None where there is no published comparison of the year."""
    rows = {row.campaign.year: row for row in publications() if row.campaign.year in (year, earlier)}
    later, before = rows.get(year), rows.get(earlier) if earlier != year else None
    if later is None:
        return None
    found = [later, *([before] if before else [])]
    standards = told_by([later]).standards(later)
    comparable = frozenset.intersection(*comparable_by_year(found, standards).values())
    of_before = dict.fromkeys(comparable, before.data) if before else {}
    rows = tuple(_of_standard(one, later.data, of_before.get(one.code)) for one in standards)
    return England(later, before, rows)


def _of_standard(standard: Standard, later: dict, earlier: dict | None) -> OfStandard:
    pairs: Counter[Pair] = Counter()
    before = _of_year(standard.code, earlier) if earlier else None
    if earlier and before:
        for area, now in later["areas"].items():
            if area in earlier["areas"]:
                then = earlier["areas"][area]["levels"].get(standard.code)
                pairs[then, now["levels"].get(standard.code)] += 1
    now = _of_year(standard.code, later)
    assert now is not None  # its standards are those of this publication
    return OfStandard(standard, now, before, pairs)


def _of_year(code: str, data: dict) -> OfYear | None:
    told = comparison.read(data, only=(ENGLAND,)).standards.get(code)
    if told is None:
        return None
    counted = Counter(area["levels"].get(code) for area in data["areas"].values())
    counts = tuple(counted[column] for column in COLUMNS)
    group = told.groups.get(ENGLAND)
    if group is None:  # nobody signed
        return OfYear(counts, (True,) * len(COLUMNS), None, None)
    return OfYear(counts, tuple(cell.count is None for cell in group.cells), group.base, group.summary.median)
