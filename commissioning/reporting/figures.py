"""Figures of ordered levels. They are counted and put in order, never averaged: what lies between is not a level."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """A figure that stands for the levels of a group without counting them, such as a median.

    `quarters`: how many quarters of the way through it looks. `least`: how many must have a level for it to be made.
    `outlasts_counts`: whether counts are withheld before it, where something must be.
    """

    name: str
    quarters: tuple[int, ...]
    least: int
    outlasts_counts: bool = False


def places(total: int, quarter: int) -> tuple[int, int]:
    """Which of `total` in order, counted from 1, are that many quarters of the way through: the same twice, or two."""
    return -(-quarter * total // 4), quarter * total // 4 + 1


def middle(counts: Sequence[int], quarter: int = 2) -> tuple[int, int]:
    """Where those stand, as columns counted from 0. `counts` run from the lowest level up and are not all 0."""
    first, second = places(sum(counts), quarter)
    return _column(counts, first), _column(counts, second)


def _column(counts: Sequence[int], place: int) -> int:
    for column, count in enumerate(counts):
        place -= count
        if place <= 0:
            return column
    raise ValueError("Nobody has that place")
