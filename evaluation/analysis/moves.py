"""Worlds that cost nothing: some people move from one answer to another in one row, and back in other rows.

A move changes nothing that is printed where all that it touches is withheld, and the columns of its breakdown add up
as before. A move in the whole goes through every breakdown: there must be rows in each in which as many can move.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Cell = tuple[int, int]  # row, item
Sum = tuple[int, tuple[int, ...]]  # a row, and the rows it consists of

WHOLE = 0  # the first row
ENDLESS = 1e12


@dataclass(frozen=True)
class Columns:
    """`items`: what is counted, as sums of columns (items × columns); `own`: the item that is each column alone.

    `choices`: how many of the first columns are choices. `base`: which items stand or fall with the row as a whole;
    the last item is how many were asked. `several`: whether choices overlap; then "answered" is a column too.
    """

    items: Array
    own: Array
    choices: int
    base: Array
    several: bool = False

    @property
    def asked(self) -> int:
        return len(self.items) - 1

    @cached_property
    def within(self) -> Array:
        """Whether an item is a sum of which another is part (items × items)."""
        items = self.items > 0
        return ~(items[None, :, :] & ~items[:, None, :]).any(axis=2) & ~np.eye(len(items), dtype=bool)

    @cached_property
    def touched(self) -> Array:
        """Which items change when somebody moves (moves × items): between two columns, or to a choice and from it."""
        if self.several:
            return np.eye(self.choices, len(self.items), dtype=bool)
        first, second = np.triu_indices(self.items.shape[1], 1)
        return (self.items[:, first] != self.items[:, second]).T

    def room(self, counts: Array, everybody_ticked: bool) -> tuple[Array, Array]:
        """How many can move, forth and back (moves × rows)."""
        if not self.several:
            first, second = np.triu_indices(counts.shape[1], 1)
            return counts[:, first].T, counts[:, second].T
        ticked, answered = counts[:, : self.choices], counts[:, [self.choices]]
        spare = ticked.sum(axis=1, keepdims=True) - answered
        return (np.minimum(ticked, spare) if everybody_ticked else ticked).T, (answered - ticked).T


class Moves:
    """The moves there can be in a table (rows × columns) whose rows add up."""

    def __init__(self, columns: Columns, truth: Array, sums: Sequence[Sum], everybody_ticked: bool) -> None:
        self.columns, self.sums = columns, sums
        self._forth, self._back = columns.room(truth, everybody_ticked)
        self._plain, self._within = self._find_places(len(truth))

    def _find_places(self, count: int) -> tuple[Array, Array]:
        """Which rows of a breakdown can make up for a move, and in which breakdowns a move that starts in a row must
        be made up for (rows × breakdowns both).

        Rows that hold the same people move alike, so both their breakdowns must make up for it. No move starts in a
        row that is otherwise tied, and none counts on a tied row.
        """
        breakdowns = [rows for parent, rows in self.sums if parent == WHOLE]
        held = np.zeros((count, len(breakdowns)), dtype=bool)
        for number, rows in enumerate(breakdowns):
            held[list(rows), number] = True
        times = Counter(row for parent, rows in self.sums for row in (parent, *rows))
        tied = np.array([times[row] for row in range(count)])
        within = held & (tied == 1)[:, None]
        for parent, rows in self.sums:
            if parent != WHOLE and len(rows) == 1 and tied[parent] == tied[rows[0]] == 2:
                within[[parent, rows[0]]] = held[parent] | held[rows[0]]
        return held & (tied == 1)[:, None], within

    def spread(self, hidden: Array) -> Array:
        """How far each count lies up and down (rows × items) by one move, when this is withheld (rows × items)."""
        touched = self.columns.touched
        is_open = (~hidden @ touched.T == 0).T
        forth, back = np.where(is_open, self._forth, 0), np.where(is_open, self._back, 0)
        forth_in, back_in = forth @ self._plain, back @ self._plain  # moves × breakdowns

        def made_up(room: Array, room_in: Array) -> Array:
            others = room_in[:, None, :] - np.where(self._plain, room[:, :, None], 0)
            return np.where(self._within, others, np.inf).min(axis=2, initial=np.inf)

        spread = np.minimum(forth, made_up(back, back_in)) + np.minimum(back, made_up(forth, forth_in))
        spread[:, ~self._within.any(axis=1)] = 0
        spread[:, WHOLE] = np.minimum(forth[:, WHOLE], forth_in.min(axis=1, initial=np.inf))
        spread[:, WHOLE] += np.minimum(back[:, WHOLE], back_in.min(axis=1, initial=np.inf))
        return np.where(touched[:, None, :], spread[:, :, None], 0).max(axis=0, initial=0)

    def _places(self, row: int) -> list[Array]:
        """For each breakdown that is to go along with a move in the whole, or to make up for one in a row: its rows."""
        if row == WHOLE:
            return [np.flatnonzero(rows) for rows in self._plain.T]
        others = self._plain & (np.arange(len(self._plain)) != row)[:, None]
        return [np.flatnonzero(others[:, number]) for number in np.flatnonzero(self._within[row])]

    def cheapest(self, cell: Cell, hidden: Array, worth: Array, need: int) -> Array | None:
        """What more to withhold (rows × items) so that a move that starts in this row goes so far; None if none does.

        `worth`: what it costs to withhold each item, endless where it cannot be.
        """
        row, item = cell
        places = self._places(row)
        moves = np.flatnonzero(self.columns.touched[:, item])
        if (row != WHOLE and not places) or not len(moves):
            return None
        touched, forth, back = self.columns.touched[moves], self._forth[moves], self._back[moves]
        cost = touched @ np.where(hidden, 0, np.minimum(worth, ENDLESS)).T
        there = np.arange(need + 1)[:, None]
        total = np.where((forth[:, row] >= there) & (back[:, row] >= need - there), cost[:, row], np.inf)
        wanted = (there, need - there) if row == WHOLE else (need - there, there)
        order = []
        for rows in places:
            price, which = _cheapest_rows(cost[:, rows], forth[:, rows], back[:, rows], wanted)
            total = total + price
            order.append(rows[which])
        best = np.unravel_index(np.argmin(total), total.shape)
        if not 0 < total[best] < ENDLESS:
            return None
        more = np.zeros_like(hidden)
        moved = np.concatenate([np.array([row]), *(rows[best] for rows in order)])
        more[np.ix_(moved, np.flatnonzero(touched[best[1]]))] = True
        return more


def _cheapest_rows(cost: Array, forth: Array, back: Array, wanted: tuple[Array, Array]) -> tuple[Array, Array]:
    """For each move (moves × rows): rows in which together so many can move forth and back, and what they cost.

    `wanted`: several numbers to choose from (numbers × 1, both). As a price for each number and move, endless if there
    are no such rows; and which rows (numbers × moves × rows), the last one repeated.
    """
    forth_wanted, back_wanted = (number[:, :, None] for number in wanted)
    shape = len(forth_wanted), *cost.shape
    if not cost.shape[1]:
        return np.full(shape[:2], np.inf), np.zeros(shape, dtype=int)
    gain = np.minimum(forth, forth_wanted) + np.minimum(back, back_wanted)
    order = np.argsort(np.where(gain > 0, cost / np.maximum(gain, 1), np.inf), axis=2, kind="stable")
    number, move = np.ogrid[: shape[0], : shape[1]]
    at = move[:, :, None]
    enough = (forth[at, order].cumsum(axis=2) >= forth_wanted) & (back[at, order].cumsum(axis=2) >= back_wanted)
    last = np.argmax(enough, axis=2)
    price = np.where(enough.any(axis=2), cost[at, order].cumsum(axis=2)[number, move, last], np.inf)
    steps = np.minimum(np.arange(cost.shape[1]), last[:, :, None])
    return price, order[number[:, :, None], at, steps]
