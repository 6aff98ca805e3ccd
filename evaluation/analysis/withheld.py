"""One question's table, and what is withheld of it: which counts are small, what goes with them, what matters least."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from commissioning.reporting.suppression import MINIMUM_CELL, SMALL_BASE

from .moves import WHOLE, Array, Cell, Columns, Sum
from .ranges import Ranges

RowName = tuple[str, str]  # breakdown and value

ALL: RowName = ("", "")
VIEWS = ("positive", "neutral", "negative")
BASE = ("sum:not_answered", "sum:answered", "sum:asked")  # printed or withheld together, with all else in the row

WORTH = {"sum:neutral": 2, "sum:no_view": 2, "sum:with_a_view": 4, "sum:positive": 6, "sum:negative": 6}
WORTH_OF_A_ROW = 1_000
WORTH_OF_THE_WHOLE = 100  # times that of the same figure in a breakdown


@dataclass(frozen=True)
class Row:
    """`answered` is only needed where several answers may be given: else it is the sum of the counts."""

    asked: int
    counts: tuple[int, ...]
    answered: int | None = None


@dataclass(frozen=True)
class Table:
    """One question. `groups`: for each choice "positive", "neutral", "negative" or "no_view"; "" without values.

    `rows`: the whole, under ("", ""), and every value of every breakdown; each breakdown adds up to the whole. A row
    in which nobody was asked may be left out. Where several answers may be given there are no groups.
    """

    question: str
    choices: tuple[str, ...]
    groups: tuple[str, ...]
    several: bool
    rows: Mapping[RowName, Row]


class Withheld:
    """What is withheld of a table, as an array of rows × items, the whole first.

    Items are the choices, and the counts of a summary, as "sum:positive". `fixed`: what cannot be withheld any more.
    """

    def __init__(
        self,
        table: Table,
        minimum_base: int,
        alike: Collection[Collection[RowName]] = (),
        unions: Collection[tuple[RowName, Collection[RowName]]] = (),
        fixed: Collection[tuple[RowName, str]] = (),
    ) -> None:
        self.table, self.minimum_base = table, minimum_base
        self.names = [ALL, *(name for name in table.rows if name != ALL)]
        self.number = {name: number for number, name in enumerate(self.names)}
        self.has_values = not table.several and any(table.groups)
        groups = [f"sum:{name}" for name in (*VIEWS, "no_view", "with_a_view")] if self.has_values else []
        self.items = [*table.choices, *groups, *BASE]
        self.counts = self.truth @ self.columns.items.T
        self.asked = self.counts[:, -1]
        self.can_go = np.array([[(name, item) not in fixed for item in self.items] for name in self.names])
        self.primary = np.array([self._is_primary(counts) for counts in self.counts]) & self.can_go
        self.hidden = self.primary.copy()
        self.same = [[self.number[name] for name in names if name in self.number] for names in alike]
        self.sums = [*self._breakdowns(), *((rows[0], (row,)) for rows in self.same for row in rows[1:])]
        for name, parts in unions:
            if name in self.number:
                self.sums.append((self.number[name], tuple(self.number[part] for part in parts if part in self.number)))
        self.same += [[whole, *rows] for whole, rows in self._breakdowns() if len(rows) == 1]
        self.ranges: Ranges | None = None  # none while everything or nothing is withheld

    @cached_property
    def truth(self) -> Array:
        """Rows × columns: the choices, "answered" where these overlap, and "not answered"."""
        made = []
        for name in self.names:
            row = self.table.rows[name]
            answered = sum(row.counts) if row.answered is None else row.answered
            made.append([*row.counts, *([answered] if self.table.several else []), row.asked - answered])
        return np.array(made, dtype=float)

    @cached_property
    def columns(self) -> Columns:
        choices, several = len(self.table.choices), self.table.several
        width = choices + 1 + several
        sums = []
        if self.has_values:
            for names in ((VIEWS[0],), (VIEWS[1],), (VIEWS[2],), ("no_view",), VIEWS):
                sums.append([*(group in names for group in self.table.groups), False])
        not_answered = np.eye(width)[-1]
        answered = np.eye(width)[choices] if several else 1 - not_answered
        items = np.array([*np.eye(choices, width), *sums, not_answered, answered, answered + not_answered], dtype=float)
        count = len(items)
        own = [*range(choices), *([count - 2] if several else []), count - 3]
        return Columns(items, np.array(own), choices, np.arange(count) >= count - len(BASE), several)

    def _breakdowns(self) -> list[Sum]:
        breakdowns = sorted({breakdown for breakdown, _ in self.names} - {""})
        return [
            (WHOLE, tuple(number for number, name in enumerate(self.names) if name[0] == breakdown))
            for breakdown in breakdowns
        ]

    def _is_primary(self, counts: Array) -> Array:
        """Of one row, by item. A base is who answered or, where there may be several answers, who was asked."""
        base = counts[-1] if self.table.several else counts[-2]
        if base < self.minimum_base:
            return np.ones(len(counts), dtype=bool)
        small = (counts > 0) & (counts < MINIMUM_CELL)
        if base < SMALL_BASE:
            small |= (counts == 0) | (counts == base)
        if self.has_values:
            views = self.items.index("sum:with_a_view")
            of_views = (self.columns.items <= self.columns.items[views]).all(axis=1)
            if counts[views] < self.minimum_base:
                small |= of_views
            elif counts[views] < SMALL_BASE:
                small |= of_views & ((counts == 0) | (counts == counts[views]))
            small[views] = counts[views] < self.minimum_base  # a base itself, and no share of one
        return small & ~self.columns.base

    @cached_property
    def worth(self) -> Array:
        """What it costs to withhold each item: least for a single choice and a small count, most for a whole row."""
        kinds = [WORTH_OF_A_ROW if item in BASE else WORTH.get(item, 1) for item in self.items]
        kinds[: len(self.table.choices)] = [1] * len(self.table.choices)
        worth = np.array(kinds) * (1 + self.counts / max(self.asked[WHOLE], 1))
        worth[WHOLE] *= WORTH_OF_THE_WHOLE
        return np.where(self.can_go, worth, np.inf)

    @property
    def is_silent(self) -> bool:
        return bool(self.hidden[WHOLE, -1])

    def leave(self, rows: Array) -> None:
        """Rows in which there is nobody, as everybody is told elsewhere: they have nothing to withhold."""
        self.can_go &= ~rows[:, None]
        self.primary &= self.can_go
        self.hidden &= self.can_go

    def silence(self, rows: Array) -> None:
        """Withholds rows whole; never a single one in a sum, or the others would give its base away."""
        rows, can_go = rows.copy(), np.array(self.can_go.all(axis=1))
        changed = True
        while changed and not rows[WHOLE]:
            changed = False
            for parent, parts in self.sums:
                together = [parent, *parts]
                others = [row for row in together if not rows[row] and can_go[row]]
                if rows[together].sum() == 1 and others:
                    rows[min(others, key=lambda row: (row == WHOLE, self.asked[row]))] = changed = True
        self.hidden |= (rows[:, None] | rows[WHOLE]) & self.can_go

    def withhold(self, more: Array) -> None:
        """And what follows at once: rows of the same people go alike, and a base takes its row along."""
        self.hidden |= more & self.can_go
        for same in self.same:
            self.hidden[same] |= self.hidden[same].any(axis=0)
        self.hidden &= self.can_go
        silent = np.array(self.hidden[:, -len(BASE) :].any(axis=1))
        if silent.any():
            self.silence(silent)

    def settle(self, asked: Array | None) -> None:
        """Withholds more until every withheld count is safe. `asked`: as for `Ranges`.

        First the whole, with everything that hangs on it, then each part by itself, which is a small program. Where
        nobody gave any answer all goes at once: no count could be another, and the search would come to the same.
        Where the whole's count is printed and cannot go, nothing keeps others from knowing that a part is no larger.
        """
        self.withhold(self.hidden)
        if self.hidden.any() and not self.truth[WHOLE, :-1].any():
            self.silence(np.ones(len(self.names), dtype=bool))
        if self.is_silent or not self.hidden.any():
            return
        every = np.arange(len(self.names))
        everything = self._ranges(asked, every)
        parts = [(rows, self._ranges(asked, rows, is_part=True)) for rows in self._parts(asked)]
        is_settled = False
        while not is_settled:
            self._settle_rows(every, everything, everything)
            if self.is_silent:
                return
            wholes = everything.wholes_possible()
            is_settled = all(self._settle_part(rows, ranges, everything, wholes) for rows, ranges in parts)
        everything.withhold(self.hidden)
        self.ranges = everything

    def _ranges(self, asked: Array | None, rows: Array, is_part: bool = False) -> Ranges:
        """`rows`: the whole and those of one part, or all."""
        needs = np.minimum(MINIMUM_CELL, np.where(self.can_go[WHOLE], MINIMUM_CELL, self.counts[WHOLE]))
        place = {int(row): number for number, row in enumerate(rows)}
        sums = [
            (place[parent], tuple(place[part] for part in parts))
            for parent, parts in self.sums
            if place.keys() >= {parent, *parts}
        ]
        of_rows = None if asked is None else asked[:, rows]
        return Ranges(self.columns, self.truth[rows], sums, of_rows, self.hidden[rows], needs, is_part=is_part)

    def _parts(self, asked: Array | None) -> list[Array]:
        """The whole with each breakdown that can be looked at by itself, or with some that hang together.

        Breakdowns with rows of the same people hang together, and with rows of which others are made up. So do all
        in which it is not known how many were asked, if such a row is tied or something of it is out already.
        """
        is_loose = np.zeros(len(self.names), dtype=bool) if asked is None else (asked != asked[0]).any(axis=0)
        ties = [{parent, *rows} for parent, rows in self.sums if parent != WHOLE]
        if (is_loose & ~self.can_go.all(axis=1)).any() or any(is_loose[list(tie)].any() for tie in ties):
            ties.append({int(row) for row in np.flatnonzero(is_loose)})
        parts = [set(rows) for parent, rows in self.sums if parent == WHOLE]
        for tie in ties:
            tied = [part for part in parts if part & tie]
            parts = [part for part in parts if not part & tie] + ([set.union(*tied)] if tied else [])
        return [np.array([WHOLE, *sorted(part)]) for part in parts]

    def _settle_part(self, rows: Array, ranges: Ranges, everything: Ranges, wholes: Array) -> bool:
        """False if something of the whole or of another part was withheld too: then all is to be looked at anew."""
        others = np.delete(self.hidden, rows[1:], axis=0)
        ranges.follow(wholes)
        self._settle_rows(rows, ranges, everything)
        return bool((np.delete(self.hidden, rows[1:], axis=0) == others).all())

    def _settle_rows(self, rows: Array, ranges: Ranges, everything: Ranges) -> None:
        """Withholds more until what is watched is safe, or all that could still go is gone.

        First by moves, which mostly is all; only where none helps any more, one count after the other. A part breaks
        off when something of the whole goes too.
        """
        ranges.withhold(self.hidden[rows])
        is_stuck, whole = False, self.hidden[WHOLE].sum()
        while not is_stuck and not self.is_silent and (exposed := ranges.exposed()):
            is_stuck = True
            for cell in exposed:
                if (more := ranges.cheapest_move(cell, self.worth[rows])) is not None:
                    self._withhold_in(rows, more)
                    ranges.withhold(self.hidden[rows])
                    is_stuck = False
            for cell in exposed if is_stuck else ():
                if self.is_silent:
                    return
                if (is_stuck or ranges.is_exposed(cell)) and self._settle_unmoved(cell, rows, ranges, everything):
                    ranges.withhold(self.hidden[rows])
                    is_stuck = False
            if ranges is not everything and self.hidden[WHOLE].sum() > whole:
                return

    def _settle_unmoved(self, cell: Cell, rows: Array, ranges: Ranges, everything: Ranges) -> bool:
        """Finds a count that no move helps to be safe all the same, or withholds something; else False.

        `everything` tells what a part cannot tell alone, where something of the whole is withheld.
        """
        if ranges is not everything and self.hidden[WHOLE].any():
            everything.withhold(self.hidden)
            at = int(rows[cell[0]]), cell[1]
            if not everything.is_exposed(at):
                ranges.trust(cell)
                return True
            held = everything.holding(at)
        else:
            held = {(int(rows[row]), item) for row, item in ranges.holding(cell)}
        return self._withhold_least_of(held, rows)

    def _withhold_in(self, rows: Array, more: Array) -> None:
        """`more`: of these rows (rows × items)."""
        of_all = np.zeros_like(self.hidden)
        of_all[rows] = more
        self.withhold(of_all)

    def _withhold_least_of(self, held: set[Cell], rows: Array) -> bool:
        """Withholds what matters least of what is printed and holds a count too tightly, or in these rows, or at all.

        False if nothing is left.
        """
        printed = self.can_go & ~self.hidden
        left = [(int(row), int(item)) for row, item in np.argwhere(printed)]
        options = [at for at in held if printed[at]] or [at for at in left if at[0] in rows] or left
        if not options:
            return False
        more = np.zeros_like(self.hidden)
        more[min(options, key=lambda at: (self.worth[at], at))] = True
        self.withhold(more)
        return True
