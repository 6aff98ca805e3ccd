"""Signed levels of England in a year or two, for everybody to read: what is printed of how many areas are at each
level, of the middle, and of how many moved. Pure; it solves small programs, so it belongs to the worker.

The comparison that areas see is safe for who knows one area's level. An edition is read by everybody, and a local lead
reads the levels of several areas. So whatever the comparison withholds stays withheld, and

- a count above 0 and below ten is withheld;
- where one is, at least two are, and together they are ten areas or more: a reader who takes away the seven that they
  know is still left with three;
- the middles and how many moved are printed only while all that is printed leaves every withheld count a range of ten,
  by linear programming over the pairs of levels that areas can have had. How many moved goes first, then the middle of
  the later year, then that of the earlier.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from commissioning.reporting.disclosure import CLOSE, Program, says

LEVELS = 5  # the first columns; then no level
COLUMNS = LEVELS + 1
ABSENT = COLUMNS  # of an area that had not signed in that year
PLACES = COLUMNS + 1
LEAST = 10
HIGHER, SAME, LOWER = "higher", "same", "lower"
MOVES = (HIGHER, SAME, LOWER)
Array = NDArray[np.float64]
Says = tuple[Array, float, float]  # weights of the unknowns; the least and the most that the weighted sum can be


@dataclass(frozen=True)
class Year:
    """Counts of areas by column, and what the comparison withholds. `has_median`: whether it tells the middle."""

    counts: Sequence[int]
    withheld: Sequence[bool]
    has_median: bool


@dataclass(frozen=True)
class Printed:
    """By year, later first: which counts, and whether the middle. `moves`: which of `MOVES`; none without two years."""

    counts: Sequence[Sequence[bool]]
    medians: Sequence[bool]
    moves: Sequence[bool] = field(default=())


def printed(years: Sequence[Year], pairs: Mapping[tuple[int, int], int]) -> Printed:
    """`years`: later first. `pairs`: column in the earlier year and in the later → areas, of those in both."""
    counts = [shown(year.counts, year.withheld) for year in years]
    moved = moves_of(pairs)
    moves = shown(moved, [False] * len(moved)) if len(years) > 1 and sum(moved) >= LEAST else ()
    medians = [year.has_median and sum(year.counts) >= LEAST for year in years]
    made = Printed(counts, medians, moves)
    joint = _joint(years, pairs)
    for less in _less(made):
        if _is_safe(joint, made):
            break
        made = less
    return made


def shown(counts: Sequence[int], withheld: Sequence[bool]) -> list[bool]:
    """Which counts of a row are printed beside their sum. Fewer than ten areas in all: none."""
    if sum(counts) < LEAST:
        return [False] * len(counts)
    hidden = [before or 0 < count < LEAST for count, before in zip(counts, withheld, strict=True)]
    others = sorted((count, at) for at, count in enumerate(counts) if count and not hidden[at])
    while any(hidden) and others and (sum(hidden) < 2 or _sum(counts, hidden) < LEAST):
        hidden[others.pop(0)[1]] = True
    return [not one for one in hidden]


def _sum(counts: Sequence[int], hidden: Sequence[bool]) -> int:
    return sum(count for count, is_hidden in zip(counts, hidden, strict=True) if is_hidden)


def moves_of(pairs: Mapping[tuple[int, int], int]) -> list[int]:
    """How many areas that had a level in both years are higher, the same, lower."""
    moved = dict.fromkeys(MOVES, 0)
    for (then, now), areas in pairs.items():
        if then < LEVELS and now < LEVELS:
            moved[_move(then, now)] += areas
    return list(moved.values())


def _move(then: int, now: int) -> str:
    return SAME if now == then else HIGHER if now > then else LOWER


def _less(made: Printed) -> Iterator[Printed]:
    """Ever less, and in the end only counts."""
    nothing = [False] * len(made.moves)
    yield Printed(made.counts, made.medians, nothing)
    for number in range(len(made.medians)):
        yield Printed(made.counts, [False] * (number + 1) + list(made.medians[number + 1 :]), nothing)


# --- The proof --------------------------------------------------------------------------------


def _joint(years: Sequence[Year], pairs: Mapping[tuple[int, int], int]) -> Array:
    """Areas by where they were in the earlier year and in the later, each of them a column or absent."""
    joint = np.zeros((PLACES, PLACES))
    for (then, now), areas in pairs.items():
        joint[then, now] = areas
    joint[ABSENT, :COLUMNS] = np.array(years[0].counts) - joint[:COLUMNS, :COLUMNS].sum(axis=0)
    if len(years) > 1:
        joint[:COLUMNS, ABSENT] = np.array(years[1].counts) - joint[:COLUMNS, :COLUMNS].sum(axis=1)
    return joint


def _is_safe(joint: Array, made: Printed) -> bool:
    said = list(_said(joint, made))
    program = Program(
        np.array([weights for weights, _, _ in said]),
        np.array([least for _, least, _ in said]),
        np.array([most for _, _, most in said]),
        np.zeros(joint.size),
    )
    return all(_range(program, cell) >= needs - CLOSE for cell, needs in _hidden(joint, made))


def _hidden(joint: Array, made: Printed) -> Iterator[tuple[Array, float]]:
    """Each withheld count, and the range it must keep: ten, or as many as there are in all."""
    for year, row in enumerate(made.counts):
        columns = [_column(year, at) for at in range(COLUMNS)]
        needs = min(LEAST, float(np.sum(columns, axis=0) @ joint.ravel()))
        yield from ((column, needs) for column, is_shown in zip(columns, row, strict=True) if not is_shown)
    if any(made.moves):
        yield from ((_moved(move), LEAST) for move, is_shown in zip(MOVES, made.moves, strict=True) if not is_shown)


def _range(program: Program, cell: Array) -> float:
    high, low = (float(cell @ program.furthest(sign * cell)[0]) for sign in (1.0, -1.0))
    return high - low


def _said(joint: Array, made: Printed) -> Iterator[Says]:
    """What is printed, as equations and inequalities about the pairs. Bases are always printed."""
    truth = joint.ravel()
    for year, row in enumerate(made.counts):
        columns = [_column(year, at) for at in range(COLUMNS)]
        yield _equal(np.sum(columns, axis=0), truth)
        yield from (_equal(columns[at], truth) for at, is_shown in enumerate(row) if is_shown)
        if made.medians[year]:
            counts = np.array([column @ truth for column in columns])
            for weights, least in says(counts, (2,), LEVELS, 1):
                yield sum(w * column for w, column in zip(weights, columns, strict=True)), least, np.inf
    yield _equal(_pair([(ABSENT, ABSENT)]), truth)
    if any(made.moves):
        yield _equal(np.sum([_moved(move) for move in MOVES], axis=0), truth)
        yield from (_equal(_moved(move), truth) for move, is_shown in zip(MOVES, made.moves, strict=True) if is_shown)


def _equal(weights: Array, truth: Array) -> Says:
    value = float(weights @ truth)
    return weights, value, value


def _column(year: int, at: int) -> Array:
    """Areas in that column of the later year (0) or the earlier (1)."""
    return _pair([(other, at) if year == 0 else (at, other) for other in range(PLACES)])


def _moved(move: str) -> Array:
    return _pair([(then, now) for then in range(LEVELS) for now in range(LEVELS) if _move(then, now) == move])


def _pair(cells: Sequence[tuple[int, int]]) -> Array:
    made = np.zeros((PLACES, PLACES))
    for cell in cells:
        made[cell] = 1
    return made.ravel()
