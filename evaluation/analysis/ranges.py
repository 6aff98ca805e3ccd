"""How far up and down the withheld counts of one question can lie, and what holds one of them too tightly.

The unknowns are the counts by *column* in every row of the question's table: the whole, and each value of every
breakdown. Where one answer is given the columns are its choices and "not answered", which no two share, and whatever
else is printed is a sum of some of them. Where several are given each choice is a column by itself; nobody ticked
more than once, and of those who answered everybody ticked something.

Why it is enough to look at one-way tables: take any such tables whose columns add up to the same whole. Within each
column its people can be spread over the full cross of all attributes in proportion, which is never negative and has
exactly those one-way tables. (Of several answers that is so a choice at a time: its columns are those who ticked it,
who answered without, and who did not.) So the full cross says no more of a count than these unknowns do, as far as
nobody knows that a combination of values does not exist, and breakdowns are tied by the whole alone: where the whole
is printed in a column, no world of one breakdown rules out a world of another. Rows known to hold the same people, or
to make up another row, are further sums; then people spread in proportion within each such block instead, which holds
as long as one of two breakdowns so tied refines the other in the block.

So a breakdown, or some that are tied to each other, can be looked at as a *part*, in which the whole stays as it is.
That is all there is to it where the whole is printed. Where something of the whole is withheld too, what a part proves
is true all the same, because all else can stay as it is; what it does not prove may still be so, and only looking at
everything together tells. Rows in which it is not known how many were asked are withheld whole: whatever these
numbers are, there is a division of each column that goes with them, so a part minds no loose rows but its own.

Two possible worlds prove a range as well as two optima do. The cheapest are *moves*: some go from one column to
another in one row, and back in other rows of the same breakdown. An optimum is looked for only where moves and the
worlds that turned up before do not go far enough. Withholding more only makes more worlds possible.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from commissioning.reporting.disclosure import CLOSE, Program

from .moves import WHOLE, Array, Cell, Columns, Moves, Sum


class Ranges:
    """Watches the counts of one question while more and more is withheld: of the whole or, in a part, of its rows.

    `truth`: rows × columns. `sums`: rows that make up another. `asked`: how many may have been asked in each row, as
    vectors of which any mixture is possible, the truth first: others know it from other questions, so a question
    must not rest on it. `hidden`: what is withheld (rows × items). `needs`: the range that each withheld item
    must keep, if as many were asked. `is_part`: these are the whole and one part's rows, and the whole stays as it
    is unless `follow` tells how else it may be.
    """

    def __init__(
        self,
        columns: Columns,
        truth: Array,
        sums: Sequence[Sum],
        asked: Array | None,
        hidden: Array,
        needs: Array,
        *,
        is_part: bool = False,
    ) -> None:
        self.columns, self.truth, self.sums, self.hidden = columns, truth.astype(float), sums, hidden.copy()
        self.wholes: Array | None = self.truth[[WHOLE]] if is_part else None
        self.asked, self.is_loose = asked, np.zeros(len(truth), dtype=bool)
        self.needs = np.broadcast_to(needs, hidden.shape) - CLOSE
        self.is_watched = np.tile(~columns.base, (len(truth), 1))
        if asked is not None:
            self.is_loose = (asked != asked[0]).any(axis=0)
            self.needs = np.minimum(self.needs, asked.max(axis=0)[:, None] - CLOSE)
            self.is_watched[:, columns.asked] = self.is_loose
        self.is_watched &= (np.arange(len(truth)) != WHOLE if is_part else np.arange(len(truth)) == WHOLE)[:, None]
        self.high = self.truth @ columns.items.T
        self.low = self.high.copy()
        self.by_moves = np.zeros_like(self.high)
        ticked = self.truth[:, : columns.choices].sum(axis=1)
        self.everybody_ticked = columns.several and bool((ticked >= self.truth[:, columns.choices]).all())
        self._moves = Moves(columns, self.truth, sums, self.everybody_ticked)
        self._program: Program | None = None
        self._has_moved = False
        self._unmoved: set[Cell] = set()  # no move can go far enough, whatever is withheld

    def withhold(self, hidden: Array) -> None:
        """`hidden`: rows × items; what is withheld already stays so."""
        if (hidden & ~self.hidden).any():
            self.hidden |= hidden
            self._program, self._has_moved = None, False

    def left(self) -> list[Cell]:
        """Watched counts (row and item) that are withheld and not yet proven to lie far enough."""
        self._move()
        spread = np.maximum(self.high - self.low, self.by_moves)
        left = np.argwhere(self.hidden & self.is_watched & (spread < self.needs))
        return [(int(row), int(item)) for row, item in left]

    def cheapest_move(self, cell: Cell, worth: Array) -> Array | None:
        """What more to withhold (rows × items) so that this count moves far enough; None if it does or cannot."""
        self._move()
        if self.by_moves[cell] >= self.needs[cell] or cell in self._unmoved:
            return None
        more = self._moves.cheapest(cell, self.hidden, worth, int(np.ceil(self.needs[cell])))
        if more is None:
            self._unmoved.add(cell)
        return more

    def wholes_possible(self) -> Array:
        """How the whole may be, as vectors of which any mixture is possible, the truth first.

        As far as it can be where two of its counts are withheld, which is usual; where more are, somewhat less far.
        """
        items = [int(item) for item in self.columns.own if self.hidden[WHOLE, item]]
        worlds = [world[WHOLE] for item in items for world in self.ends(WHOLE, [item])]
        return np.array([self.truth[WHOLE], *worlds])

    def follow(self, wholes: Array) -> None:
        """In a part: how the whole may be."""
        self.wholes, self._program = wholes, None

    def trust(self, cell: Cell) -> None:
        """Takes this count to be proven, elsewhere."""
        self.by_moves[cell] = np.inf

    def _move(self) -> None:
        if not self._has_moved:
            self.by_moves = np.maximum(self.by_moves, self._moves.spread(self.hidden))
            self._has_moved = True

    def exposed(self) -> list[Cell]:
        """Withheld counts that lie too tightly: those of which it shows at a glance or, if there are none, others."""
        left = self.left()
        tight = self._at_most() < self.needs
        return [cell for cell in left if tight[cell]] or [cell for cell in left if self.is_exposed(cell)]

    def _at_most(self) -> Array:
        """What a count cannot be above: what is left of a printed sum in its row, or of the whole in its breakdown."""
        truth, hidden = self.truth @ self.columns.items.T, self.hidden
        most = np.full(truth.shape, np.inf)
        for parent, rows in self.sums:
            at = list(rows)
            rest = np.where(hidden[at], truth[at], 0).sum(axis=0)
            most[at] = np.minimum(most[at], np.where(hidden[parent], np.inf, rest))
        if not self.columns.several:
            unknown = np.where(hidden[:, self.columns.own], self.truth, 0) @ self.columns.items.T
            sums = np.where(hidden, np.inf, unknown)[:, :, None]
            rest = np.where(self.columns.within, sums, np.inf).min(axis=1)
            most = np.minimum(most, truth - unknown + rest)
        return most

    # --- Programs -------------------------------------------------------------------------

    @cached_property
    def _sums(self) -> Array:
        parts = np.zeros((len(self.sums), len(self.truth)))
        for number, (parent, rows) in enumerate(self.sums):
            parts[number, parent] = 1
            parts[number, list(rows)] = -1
        return np.kron(parts, np.eye(self.truth.shape[1]))

    @cached_property
    def _items(self) -> Array:
        return np.kron(np.eye(len(self.truth)), self.columns.items)

    @cached_property
    def _ticks(self) -> Array:
        """Where several may be ticked: no choice by more than answered, and at least one by everybody who did."""
        choices = self.columns.choices
        each = np.zeros((choices + 1, self.truth.shape[1]))
        each[:, choices] = 1
        each[:choices, :choices] = -np.eye(choices)
        each[choices] = -each[choices]
        each[choices, :choices] = 1
        return np.kron(np.eye(len(self.truth)), each if self.everybody_ticked else each[:choices])

    def _build(self) -> Program:
        """Only withheld columns are unknowns, and after them the shares of each vector in the mixtures.

        Notes which item each constraint comes from, None for what is known anyway.
        """
        self._unknown = self.hidden[:, self.columns.own].ravel()
        said = ~self.hidden
        if self.asked is not None:
            said[:, self.columns.asked] = ~self.is_loose
        equal = np.concatenate([self._sums, self._items[said.ravel()]])
        cells: list[Cell | None] = [None] * len(self._sums)
        cells += [(int(row), int(item)) for row, item in np.argwhere(said)]
        uses = np.array(equal[:, self._unknown].any(axis=1))
        self._equal = equal[uses]
        self._from = [cell for cell, is_used in zip(cells, uses, strict=True) if is_used]
        rows, least = self._equal[:, self._unknown], self._equal[:, self._unknown] @ self.truth.ravel()[self._unknown]
        for counted, vectors in self._mixtures():
            shares = np.zeros((len(rows), len(vectors)))
            beside = np.zeros((len(counted), rows.shape[1] - counted.shape[1]))
            one = np.append(np.zeros(rows.shape[1]), np.ones(len(vectors)))
            rows = np.concatenate([np.hstack([rows, shares]), np.hstack([counted, beside, -vectors.T]), one[None]])
            least = np.concatenate([least, np.zeros(len(counted)), [1]])
        most = least
        if self.columns.several:
            ticks = self._ticks[self._ticks[:, self._unknown].any(axis=1)]
            rows = np.concatenate(
                [rows, np.pad(ticks[:, self._unknown], ((0, 0), (0, rows.shape[1] - self._unknown.sum())))]
            )
            least = np.append(least, -ticks[:, ~self._unknown] @ self.truth.ravel()[~self._unknown])
            most = np.append(most, np.full(len(ticks), np.inf))
        return Program(rows, least, most, np.zeros(rows.shape[1]))

    def _mixtures(self) -> list[tuple[Array, Array]]:
        """Counts of which it is only known that they are some mixture of vectors: as sums of unknowns, and the vectors.

        How many were asked in the rows where this is not known; and in a part, what of the whole is withheld.
        """
        found = []
        if self.asked is not None and self.is_loose.any():
            loose = np.flatnonzero(self.is_loose)
            asked = self._items[loose * len(self.columns.items) + self.columns.asked][:, self._unknown]
            found.append((asked, np.unique(self.asked[:, loose], axis=0)))
        hidden = self.hidden[WHOLE, self.columns.own]
        if self.wholes is not None and hidden.any():
            found.append((np.eye(hidden.sum(), self._unknown.sum()), self.wholes[:, hidden]))  # the first unknowns
        return found

    def _furthest(self, objective: Array) -> tuple[Array, Array]:
        """A world where this many more columns are furthest, and the prices of what is printed."""
        if self._program is None:
            self._program = self._build()
        found, prices = self._program.furthest(objective[self._unknown])
        world = self.truth.ravel().copy()
        world[self._unknown] = found[: self._unknown.sum()]
        world = world.reshape(self.truth.shape)
        counts = world @ self.columns.items.T
        self.high, self.low = np.maximum(self.high, counts), np.minimum(self.low, counts)
        return world, prices

    def _count(self, cell: Cell) -> Array:
        return self._items[cell[0] * len(self.columns.items) + cell[1]]

    def ends(self, row: int, items: Sequence[int]) -> list[Array]:
        """Worlds in which these counts together are as high and as low in the row as they can be."""
        objective: Array = np.sum([self._count((row, item)) for item in items], axis=0)
        return [self._furthest(sign * objective)[0] for sign in (1, -1)]

    def is_exposed(self, cell: Cell) -> bool:
        """Whether a withheld count can be no further up and down than it must not."""
        self._move()
        if self.by_moves[cell] >= self.needs[cell]:
            return False
        for sign in (1, -1):
            if self.high[cell] - self.low[cell] < self.needs[cell]:
                self._furthest(sign * self._count(cell))
        return bool(self.high[cell] - self.low[cell] < self.needs[cell])

    def holding(self, cell: Cell) -> set[Cell]:
        """What of that which is printed the proof rests on that a count can lie no further up or down."""
        held: set[Cell] = set()
        for sign in (1, -1):
            prices = self._furthest(sign * self._count(cell))[1][: len(self._from)]
            held |= {at for at, price in zip(self._from, prices, strict=True) if at and abs(price) > CLOSE}
            alone = (abs(prices @ self._equal).reshape(self.truth.shape) > CLOSE) & ~self.hidden[:, self.columns.own]
            held |= {(int(row), int(self.columns.own[column])) for row, column in np.argwhere(alone)}
        return held
