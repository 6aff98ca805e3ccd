"""The rows of `change.csv`: what was said in two rounds side by side, the difference, and how sure one may be of it.

Three designs. `cross_section`: whoever answered in each round; robust to clusters where every answer holds its
authority. `panel`: the same people. `same_authority`: another person of the same area and role, so the difference only.

Every row that the rules allow to be tested has its own p here, unadjusted; which of them pages show is `headline`'s.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import numpy as np

from .changing import UNKNOWN, Both, both_rounds, in_panel
from .counts import Counts, FloatArray, IntArray, Overlap, Panel
from .intervals import Tested, by_cluster, is_testable, mcnemar, newcombe, newcombe_paired, z_test
from .marks import Marks
from .rounding import decimal, tenths, tenths_between

CROSS_SECTION, SAME_AUTHORITY, PANEL = "cross_section", "same_authority", "panel"
CLUSTER, NONE = "cluster", "none"


@dataclass(slots=True)
class Change:
    """A row, in the order of the file. Percentages and differences are None without a base, and differences and tests
    where the two must not be compared; `overlap` where nobody knows who took part in both. `p` is the p before it was
    rounded, and stands in no file.
    """

    group: str
    measure: str
    service: str
    question: str
    breakdown: str
    breakdown_value: str
    basis: str
    answer: str
    round_from: str
    percent_from: Decimal | None
    base_from: int | None
    round_to: str
    percent_to: Decimal | None
    base_to: int | None
    change_points: Decimal | None
    ci_low: Decimal | None
    ci_high: Decimal | None
    p_value: Decimal | None
    design: str
    comparable: str
    suppressed: str
    adjusted: str
    overlap: int | None
    p: float | None = None


COLUMNS = tuple(field.name for field in fields(Change) if field.name != "p")


def cross_section(
    earlier: Counts,
    later: Counts,
    marks: tuple[Marks, Marks],
    overlap: Overlap | None = None,
    *,
    interviews: bool = False,
) -> Iterator[Change]:
    """`marks`: of the earlier round's pattern and of the later's. Interviews are not tested: they have no p."""
    found = list(both_rounds(earlier, later, marks, overlap))
    if found:
        tests = _without_p(_cross_section_tests(found), interviews)
        yield from _rows(found, tests, CROSS_SECTION, (earlier.round, later.round), later.group)


def same_authority(earlier: Counts, later: Counts, marks: tuple[Marks, Marks]) -> Iterator[Change]:
    """The counts of those areas and roles only that answered in both rounds, through different people; `marks` are
    those of patterns made for these counts.
    """
    found = list(both_rounds(earlier, later, marks))
    if found:
        nothing = np.full(_flat(found, "count_to").shape, np.nan)
        tests = Tested(nothing, nothing, nothing)
        yield from _rows(found, tests, SAME_AUTHORITY, (earlier.round, later.round), later.group)


def panel(people: Panel, marks: tuple[Marks, Marks], *, interviews: bool = False) -> Iterator[Change]:
    """`marks`: of patterns made for the panel's own counts in the two rounds, since it is smaller than either."""
    found = list(in_panel(people, marks))
    if found:
        tables = np.concatenate([table.reshape(-1, 4) for _, table in found])
        low, high = newcombe_paired(tables)
        tests = _without_p(Tested(low, high, mcnemar(tables)), interviews)
        rounds = people.round_from, people.round_to
        yield from _rows([both for both, _ in found], tests, PANEL, rounds, people.group)


def _without_p(tests: Tested, without: bool) -> Tested:
    return tests._replace(p=np.full_like(tests.p, np.nan)) if without else tests


def _flat(found: Sequence[Both], name: str) -> Any:
    return np.concatenate([getattr(both, name).ravel() for both in found])


def _figures(found: Sequence[Both]) -> tuple[IntArray, ...]:
    return tuple(_flat(found, name) for name in ("count_from", "base_from", "count_to", "base_to"))


def _cross_section_tests(found: Sequence[Both]) -> Tested:
    """Robust where every answer holds its authority. People who are in both rounds make the two depend on each other:
    above a tenth of the smaller base nothing is said.
    """
    figures = count_from, base_from, count_to, base_to = _figures(found)
    change = count_to / np.maximum(base_to, 1) - count_from / np.maximum(base_from, 1)
    plain = *newcombe(*figures), z_test(*figures)
    robust = by_cluster(change, _flat(found, "error"))
    clustered = _flat(found, "clustered")
    apart = 10 * _flat(found, "overlap") <= np.minimum(base_from, base_to)
    low, high, p = (
        np.where(apart, np.where(clustered, of_robust, of_plain), np.nan)
        for of_robust, of_plain in zip(robust, plain, strict=True)
    )
    return Tested(low, high, np.where(is_testable(*figures), p, np.nan))


def _rows(found: Sequence[Both], tests: Tested, design: str, rounds: tuple[str, str], group: str) -> Iterator[Change]:
    adjusted = [(CLUSTER if of else NONE) if design == CROSS_SECTION else "" for of in _flat(found, "clustered")]
    overlap = [None if people == UNKNOWN else people for people in _flat(found, "overlap").tolist()]
    every = zip(_keys(found), zip(*_numbers(found, tests), strict=True), overlap, adjusted, strict=True)
    for (about, mark, compares), numbers, people, how in every:
        told = numbers if compares else (*numbers[:4], *_NOTHING[4:])
        percent_from, base_from, percent_to, base_to, change, low, high, p_value, p = _NOTHING if mark else told
        yield Change(
            group, *about,
            rounds[0], percent_from, base_from,
            rounds[1], percent_to, base_to, change, low, high, p_value,
            design, "yes" if compares else "no", mark, how, None if mark else people, p,
        )  # fmt: skip


_NOTHING = (None,) * 9


def _keys(found: Sequence[Both]) -> Iterator[tuple[tuple[str, str, str, str, str, str, str], str, bool]]:
    """For each row what it is of, its mark, and whether it compares."""
    for both in found:
        about = both.question.measure, both.question.service, both.question.name
        for place, marks in zip(both.places, both.marks, strict=True):
            for heading, mark in zip(both.headings, marks, strict=True):
                yield (*about, *place, heading.basis, heading.item.name), mark, not both.reasons


def _numbers(found: Sequence[Both], tests: Tested) -> tuple[list[Any], ...]:
    """Column by column: percentage and base in either round, the change, its interval, its p, and that unrounded."""
    count_from, base_from, count_to, base_to = _figures(found)
    before, after = np.maximum(base_from, 1), np.maximum(base_to, 1)
    exact = [None if np.isnan(p) else p for p in tests.p.tolist()]
    return (
        _decimals(tenths(count_from, before), base_from > 0),
        base_from.tolist(),
        _decimals(tenths(count_to, after), base_to > 0),
        base_to.tolist(),
        _decimals(tenths_between(count_from, before, count_to, after), (base_from > 0) & (base_to > 0)),
        _points(tests.low),
        _points(tests.high),
        [None if p is None else Decimal(f"{p:.6f}") for p in exact],
        exact,
    )


def _decimals(amounts: IntArray, known: np.ndarray) -> list[Decimal | None]:
    return [decimal(amount) if is_known else None for amount, is_known in zip(amounts.tolist(), known, strict=True)]


def _points(shares: FloatArray) -> list[Decimal | None]:
    """Shares in points with one decimal, halves away from 0."""
    known = ~np.isnan(shares)
    amounts = np.where(known, shares, 0) * 1000
    return _decimals((np.sign(amounts) * np.floor(np.abs(amounts) + 0.5)).astype(np.int64), known)
