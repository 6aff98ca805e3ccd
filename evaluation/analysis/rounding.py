"""Percentages, rounded once and at the end. In whole numbers, so that no half is lost to the machine.

Works on whole numbers and on arrays of them alike.
"""

from decimal import Decimal
from typing import Any


def tenths(count: Any, base: Any) -> Any:
    """`count` of `base` in tenths of a percent, halves up. `base` is above 0."""
    return (2000 * count + base) // (2 * base)


def whole(count: Any, base: Any) -> Any:
    """`count` of `base` in whole percent, halves up. `base` is above 0."""
    return (200 * count + base) // (2 * base)


def tenths_between(count_from: Any, base_from: Any, count_to: Any, base_to: Any) -> Any:
    """The second percentage less the first, both unrounded, in tenths of a point: halves away from 0, so that a fall
    is the size of the rise it undoes. Both bases are above 0, and in arrays below 10⁷.
    """
    over = count_to * base_from - count_from * base_to
    size = tenths(abs(over), base_from * base_to)
    return size * ((over > 0) * 1 - (over < 0) * 1)


def decimal(amount: int) -> Decimal:
    """An amount of tenths, as a figure with its one decimal."""
    return Decimal(int(amount)).scaleb(-1)


def percent(count: int, base: int) -> Decimal | None:
    """To one decimal; of nothing there is no percentage."""
    return decimal(tenths(count, base)) if base else None


def points(count_from: int, base_from: int, count_to: int, base_to: int) -> Decimal | None:
    """To one decimal, from the unrounded percentages."""
    return decimal(tenths_between(count_from, base_from, count_to, base_to)) if base_from and base_to else None
