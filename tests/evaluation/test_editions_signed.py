"""Signed levels that everybody reads: what is withheld, and that no reader can work it out."""

import random
from itertools import product

import pytest

from evaluation.analysis.signed import (
    COLUMNS,
    LEAST,
    LEVELS,
    Printed,
    Year,
    _hidden,
    _is_safe,
    _joint,
    moves_of,
    printed,
    shown,
)

NOTHING_BEFORE = [False] * COLUMNS


def test_small_counts_are_withheld_and_never_one_alone():
    assert shown([0, 20, 60, 40, 30, 0], NOTHING_BEFORE) == [True] * COLUMNS  # a true nought is printed
    assert shown([4, 20, 60, 40, 26, 0], NOTHING_BEFORE) == [False, False, True, True, True, True]
    assert shown([4, 20, 60, 40, 6, 0], NOTHING_BEFORE) == [False, True, True, True, False, True]
    assert shown([4, 20, 60, 40, 5, 0], NOTHING_BEFORE) == [False, False, True, True, False, True]
    assert shown([3, 0, 0, 0, 6, 0], NOTHING_BEFORE) == [False] * COLUMNS


def test_what_the_comparison_withholds_stays_withheld():
    kept = shown([12, 20, 60, 40, 30, 0], [False, True, False, False, True, False])
    assert kept == [True, False, True, True, False, True]


def test_moves_count_areas_with_a_level_in_both_years():
    pairs = {(0, 1): 12, (2, 2): 30, (3, 1): 11, (LEVELS, 2): 9, (2, LEVELS): 8}
    assert moves_of(pairs) == [12, 30, 11]


def test_moves_are_printed_where_they_tell_of_no_area():
    pairs = {(0, 1): 15, (1, 1): 20, (1, 2): 12, (2, 2): 40, (3, 2): 14, (3, 3): 30, (4, 4): 12, (4, 3): 11}
    made = printed(_years(pairs), pairs)
    assert made == Printed([[True] * COLUMNS] * 2, [True, True], [True] * 3)


def test_moves_that_give_a_withheld_count_away_are_withheld():
    """All areas signed twice, and nobody is said to have moved: then the later counts are the earlier ones."""
    pairs = {(0, 0): 12, (1, 1): 30, (2, 2): 40, (3, 3): 35, (4, 4): 33}
    later, earlier = _years(pairs)
    later = Year(later.counts, [True, True, False, False, False, False], True)
    telling = Printed([[False, False, True, True, True, True], [True] * COLUMNS], [False, False], [True] * 3)
    assert not _is_safe(_joint([later, earlier], pairs), telling)
    made = printed([later, earlier], pairs)
    assert not any(made.moves)
    assert made.counts == telling.counts


@pytest.mark.parametrize("seed", range(25))
def test_a_reader_can_imagine_ten_more_or_fewer(seed):
    """Worlds made by moving areas about, in which all that is printed is true: each withheld count must be seen to
    range, as the proof says it does, however the levels fell.
    """
    chance = random.Random(seed)
    pairs: dict[tuple[int, int], int] = {}
    for _ in range(chance.choice((14, 40, 90, 150))):
        then = chance.choices(range(COLUMNS), (4, 10, 20, 12, 3, 2))[0]
        now = min(LEVELS - 1, max(0, then + chance.choice((-1, 0, 0, 1, 1)))) if then < LEVELS else LEVELS
        pairs[then, now] = pairs.get((then, now), 0) + 1
    years = _years(pairs)
    made = printed(years, pairs)
    assert _is_safe(_joint(years, pairs), made)
    for year, row in zip(years, made.counts, strict=True):
        hidden = [count for count, is_shown in zip(year.counts, row, strict=True) if not is_shown]
        told = [count for count, is_shown in zip(year.counts, row, strict=True) if is_shown]
        assert all(not 0 < count < LEAST for count in told)
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= min(LEAST, sum(year.counts)))
    moved = moves_of(pairs)
    assert all(not is_shown or not 0 < count < LEAST for count, is_shown in zip(moved, made.moves, strict=False))


def test_the_proof_agrees_with_every_world_there_is():
    """Small enough to try them all: three areas that moved between two levels, in one year's withheld counts."""
    pairs = {(0, 0): 5, (0, 1): 6, (1, 1): 12}
    years = _years(pairs)
    joint = _joint(years, pairs)
    silent = [False] * COLUMNS
    for moves in ([False] * 3, [True] * 3):
        made = Printed([silent, [True] * COLUMNS], [False, False], moves)
        worlds = [
            (a, b)
            for a, b in product(range(12), range(13))  # who stays at the first level, who falls from the second
            if not any(moves) or (11 - a, b, a + 12 - b) == (6, 0, 17)
        ]
        spread = max(a + b for a, b in worlds) - min(a + b for a, b in worlds)
        assert _is_safe(joint, made) == (spread >= LEAST)
        assert len(list(_hidden(joint, made))) == COLUMNS


def _years(pairs: dict[tuple[int, int], int]) -> list[Year]:
    later, earlier = [0] * COLUMNS, [0] * COLUMNS
    for (then, now), areas in pairs.items():
        earlier[then] += areas
        later[now] += areas
    return [Year(later, NOTHING_BEFORE, True), Year(earlier, NOTHING_BEFORE, True)]
