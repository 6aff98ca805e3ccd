"""What one reader can work out about counts that are withheld. Run in the worker: it loads a solver.

The unknowns are how many of each *kind* (the finest cut that the groups share, as type by region) gave each answer.
Everybody is taken to know how many there are of each kind, and one's own answer. Whatever is printed is an equation
or an inequality about the unknowns, so linear programming finds how far up and down a withheld count can still lie.

Two possible worlds in which all that is printed is true prove a range as well as two optima do. So every world that
turns up is kept and tried for every reader and every count, and an optimum is looked for only where no two worlds
will do: some hundreds of programs, not tens of thousands. Withholding more only makes more worlds possible.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from highspy import Highs, HighsModelStatus, MatrixFormat, ObjSense

from .figures import Statement, middle, places

Item = tuple[str, int | str]  # something to print of a group: the count in a column, or a statement, by its name
Joint = Mapping[Any, Sequence[int]]  # counts by column, for each kind
Array = np.ndarray[Any, np.dtype[Any]]

CLOSE = 1e-6  # ten times the solver's own tolerance


def says(counts: Array, quarters: Sequence[int], levels: int, least: int) -> list[tuple[Array, float]]:
    """What figures at these quarters say of `counts`, whose first columns are levels, `least` having one.

    As pairs: weights of the columns, and the least that the weighted sum can be. As many as a place in order stand at
    its level or lower, and fewer than that stand lower. How many have a level is not taken as known, only what is left
    when it is divided by four: which makes each bound as tight as it is for whole numbers.
    """
    columns = np.arange(len(counts))
    has_level = (columns < levels).astype(float)
    ordered = [int(count) for count in counts[:levels]]
    said = [(has_level, float(least))]
    for quarter in quarters:
        share = has_level * quarter / 4
        for level, place in zip(middle(ordered, quarter), places(sum(ordered), quarter), strict=True):
            over = place - quarter * sum(ordered) / 4
            said.append(((columns <= level) - share, over))
            if level:
                said.append((share - (columns < level), 1 - over))
    return said


class Program:
    """A linear program but for its objective. Each further optimum is looked for from where the last was found."""

    def __init__(self, rows: Array, least: Array, most: Array, lowest: Array) -> None:
        """`least` and `most`: what each row's weighted sum can be. `lowest`: what each unknown can be."""
        self.rows, self.least, self.most, self.lowest = rows, least, most, lowest

    @cached_property
    def _solver(self) -> Highs:
        solver = Highs()
        solver.silent()
        solver.setOptionValue("presolve", "off")  # takes longer than it saves on programs this small
        solver.setOptionValue("simplex_strategy", 0)  # it chooses: the last optimum is where to go on from
        row, unknown = np.nonzero(self.rows)
        nothing = np.zeros(len(self.lowest))
        solver.passModel(
            len(self.lowest),
            len(self.rows),
            len(row),
            int(MatrixFormat.kRowwise),
            int(ObjSense.kMaximize),
            0.0,
            nothing,
            self.lowest,
            np.full(len(self.lowest), np.inf),
            self.least,
            self.most,
            np.searchsorted(row, np.arange(len(self.rows))).astype(np.int32),
            unknown.astype(np.int32),
            self.rows[row, unknown],
            nothing.astype(np.int32),
        )
        return solver

    def furthest(self, objective: Array) -> tuple[Array, Array]:
        """The unknowns at the optimum, and the prices of the rows, which prove it."""
        solver, every = self._solver, np.arange(len(self.lowest), dtype=np.int32)
        cost = np.zeros(len(every))
        cost[: len(objective)] = objective
        solver.changeColsCost(len(every), every, cost)
        solver.run()
        status = solver.getModelStatus()
        if status != HighsModelStatus.kOptimal:  # the truth is always a solution, and no count is endless
            raise ArithmeticError(f"The linear program ended without an answer: {solver.modelStatusToString(status)}")
        found = solver.getSolution()
        return np.array(found.col_value), np.array(found.row_dual)


class Audit:
    """Watches each count of each group for every reader, while more and more is withheld.

    The first `levels` columns are ordered. `groups`: the kinds in each. `stated`: the statements that would be
    printed, by group and name. `least_range`: what a withheld count must keep, or as much of it as there are others.
    Arrays run over counts or inequalities, then over readers: nobody in particular, then one of each kind and answer.
    """

    def __init__(
        self,
        joint: Joint,
        groups: Mapping[str, frozenset[Any]],
        stated: Mapping[Item, Statement],
        levels: int,
        least_range: int,
    ) -> None:
        self.kinds, self.levels = sorted(joint), levels
        self.columns = len(joint[self.kinds[0]])
        self.truth = self.flat(joint)
        self.totals = np.kron(np.eye(len(self.kinds)), np.ones(self.columns))
        self.readers = np.array([-1, *np.flatnonzero(self.truth)])
        inside = {name: np.array([kind in held for kind in self.kinds]) for name, held in groups.items()}
        belongs = {name: (self.readers >= 0) & held[self.readers // self.columns] for name, held in inside.items()}

        self.counts: list[Item] = [(name, column) for name in groups for column in range(self.columns)]
        self.sums = np.array([np.kron(inside[name], unit) for name in groups for unit in np.eye(self.columns)])
        self.is_printed = np.ones(len(self.counts), dtype=bool)
        others = np.array([inside[name] @ self.totals @ self.truth - belongs[name] for name, _ in self.counts])
        self.needs = np.minimum(least_range, others) - CLOSE
        self.high = np.tile((self.sums @ self.truth)[:, None], len(self.readers))
        self.low = self.high.copy()
        self.worlds = [self.truth]
        self._programs: dict[int, Program] = {}
        self._hear(stated, inside, belongs)

    def flat(self, joint: Joint) -> Array:
        return np.array([joint.get(kind, (0,) * self.columns) for kind in self.kinds], dtype=float).ravel()

    def _hear(
        self, stated: Mapping[Item, Statement], inside: Mapping[str, Array], belongs: Mapping[str, Array]
    ) -> None:
        """Everybody hears what is said of a whole group; each of those in it also hears it said of the others."""
        said: list[tuple[Item, Array, float, Array]] = []
        for item, statement in stated.items():
            held = inside[item[0]]
            counts = held @ self.truth.reshape(len(self.kinds), -1)
            for weights, least in says(counts, statement.quarters, self.levels, statement.least + 1):
                said.append((item, np.kron(held, weights), least, np.ones(len(self.readers), dtype=bool)))
            for column in np.flatnonzero(counts):
                own = np.eye(self.columns)[column]
                readers = belongs[item[0]] & (self.readers % self.columns == column)
                for weights, least in says(counts - own, statement.quarters, self.levels, statement.least):
                    said.append((item, np.kron(held, weights), least + weights @ own, readers))
        self.said_by = [item for item, *_ in said]
        self.said = np.array([row for _, row, *_ in said]).reshape(len(said), len(self.truth))
        self.alike = np.unique(self.said, axis=0, return_inverse=True)[1]
        self.least = np.array([least for *_, least, _ in said])
        self.heard = np.array([readers for *_, readers in said], dtype=bool).reshape(len(said), len(self.readers))

    def withhold(self, item: Item) -> None:
        if item in self.counts:
            self.is_printed[self.counts.index(item)] = False
        self.heard[[by == item for by in self.said_by]] = False
        self._programs.clear()

    def printed(self) -> set[Item]:
        counts = {item for item, is_printed in zip(self.counts, self.is_printed, strict=True) if is_printed}
        return counts | {self.said_by[number] for number in np.flatnonzero(self.heard.any(axis=1))}

    # --- Worlds ---------------------------------------------------------------------------

    def _possible(self, world: Array) -> Array:
        """For which readers all they know and read is true in this world."""
        owns = (self.readers < 0) | (world[self.readers] >= 1 - CLOSE)
        return owns & ~((self.said @ world < self.least - CLOSE)[:, None] & self.heard).any(axis=0)

    def _learn(self, world: Array) -> None:
        values, possible = (self.sums @ world)[:, None], self._possible(world)
        self.high = np.where(possible, np.maximum(self.high, values), self.high)
        self.low = np.where(possible, np.minimum(self.low, values), self.low)
        self.worlds.append(world)

    def _program(self, reader: int) -> Program:
        if reader not in self._programs:
            tightest, own = self._tightest(reader), self.readers[reader]
            equal = np.concatenate([self.sums[self.is_printed], self.totals])
            lowest = np.zeros(len(self.truth))
            if own >= 0:
                lowest[own] = 1
            self._programs[reader] = Program(
                np.concatenate([equal, self.said[tightest]]),
                np.concatenate([equal @ self.truth, self.least[tightest]]),
                np.concatenate([equal @ self.truth, np.full(len(tightest), np.inf)]),
                lowest,
            )
        return self._programs[reader]

    def _tightest(self, reader: int) -> Array:
        """Of what the reader hears said, by number: of inequalities with the same weights, the one that says most."""
        heard = np.flatnonzero(self.heard[:, reader])
        heard = heard[np.argsort(-self.least[heard], kind="stable")]
        return heard[np.unique(self.alike[heard], return_index=True)[1]]

    def _is_open(self, count: int, reader: int) -> bool:
        return bool(self.high[count, reader] - self.low[count, reader] < self.needs[count, reader])

    def exposed(self) -> set[Item]:
        """What holds some withheld count too tightly for some reader: printed items, of which one at least must go.

        An optimum comes with prices of the constraints that prove it, and without those that have a price the proof
        fails. Empty when every withheld count is proven safe for everyone.
        """
        while (left := np.argwhere(~self.is_printed[:, None] & (self.high - self.low < self.needs))).size:
            count, reader = left[0]
            holding = self._look(count, reader)
            if self._is_open(count, reader):
                return holding or self.printed()
        return set()

    def _look(self, count: int, reader: int) -> set[Item]:
        """Finds how far the count can lie for the reader, unless it turns out far enough, and what holds it."""
        program = self._program(reader)
        items: list[Item | None] = [item for item, is_it in zip(self.counts, self.is_printed, strict=True) if is_it]
        items += [None] * len(self.kinds)
        items += [self.said_by[number] for number in self._tightest(reader)]
        holding: set[Item] = set()
        for sign in (1, -1):
            if self._is_open(count, reader):
                world, prices = program.furthest(sign * self.sums[count])
                self._learn(world)
                holding |= {item for item, price in zip(items, prices, strict=True) if item and abs(price) > CLOSE}
        return holding

    # --- Circles --------------------------------------------------------------------------

    def bears(self, kind: Any, column: int, circle: Joint, statement: Statement) -> bool:
        """Whether all stays safe when one reader, of this kind and answer, is also told this of a circle of people.

        The circle are named people of whom the reader is none, so how many of them are of each kind is known.
        """
        own = self.kinds.index(kind) * self.columns + column
        reader = int(np.flatnonzero(self.readers == own)[0])
        members = self.flat(circle)
        counts = members.reshape(-1, self.columns).sum(axis=0)
        said = says(counts, statement.quarters, self.levels, statement.least)
        weights, least = np.array([row for row, _ in said]), np.array([bound for _, bound in said])
        program = self._with_circle(self._program(reader), members, weights, least)
        needs = np.where(self.is_printed, 0, self.needs[:, reader])

        values = self._seating(reader, members, weights, least) @ self.sums.T
        high, low = values.max(axis=0), values.min(axis=0)
        while (left := np.flatnonzero(high - low < needs)).size:
            found = [program.furthest(sign * self.sums[left[0]])[0][: len(self.truth)] for sign in (1, -1)]
            self.worlds += found
            values = np.array([high, low, *(self.sums @ world for world in found)])
            high, low = values.max(axis=0), values.min(axis=0)
            if high[left[0]] - low[left[0]] < needs[left[0]]:
                return False
        return True

    def _seating(self, reader: int, members: Array, weights: Array, least: Array) -> Array:
        """Worlds possible for the reader in which the circle can sit so that what is said of it is true.

        Members stay where they are if the world has room there, and the others sit as near as they can to some level:
        each is tried. Where that makes it untrue, as much of the way from the truth to that world as keeps it true.
        """
        heard, own = self._tightest(reader), np.eye(len(self.truth))[self.readers[reader]]
        worlds = np.array(self.worlds)
        worlds = worlds[(worlds >= own - CLOSE).all(axis=1)]
        worlds = worlds[(worlds @ self.said[heard].T >= self.least[heard] - CLOSE).all(axis=1)]
        sitting = members.reshape(-1, self.columns)
        some = sitting.any(axis=1)
        room = np.maximum(worlds - own, 0).reshape(-1, *sitting.shape)[:, some]
        kept = np.minimum(room, sitting[some])
        moving = (sitting[some] - kept).sum(axis=2, keepdims=True)
        columns, share = np.arange(self.columns), np.zeros(len(worlds))
        spare = weights @ sitting.sum(axis=0) - least
        for level in range(self.levels):
            order = np.argsort(abs(columns - level) + self.columns * (columns >= self.levels), kind="stable")
            free = (room - kept)[..., order]
            moved = np.clip(moving - (free.cumsum(axis=2) - free), 0, free)
            over = (kept[..., order] + moved).sum(axis=1) @ weights[:, order].T - least
            share = np.maximum(share, np.where(over < -CLOSE, spare / np.maximum(spare - over, CLOSE), 1).min(axis=1))
        return self.truth + share[:, None] * (worlds - self.truth)

    def _with_circle(self, program: Program, members: Array, weights: Array, least: Array) -> Program:
        """The program with further unknowns: how many of the circle, of each kind that is in it, gave each answer."""
        some = self.totals @ members > 0
        seats = np.repeat(some, self.columns)
        who, own = np.eye(len(self.truth))[seats], program.lowest[seats]
        kinds, sitting = self.totals[np.ix_(some, seats)], self.totals[some] @ members
        apart = np.zeros((len(kinds) + len(weights), len(self.truth)))
        return Program(
            np.block(
                [
                    [program.rows, np.zeros((len(program.rows), len(who)))],
                    [apart, np.concatenate([kinds, np.tile(weights, some.sum())])],
                    [who, -np.eye(len(who))],  # no more than there are, the reader apart
                ]
            ),
            np.concatenate([program.least, sitting, least, own]),
            np.concatenate([program.most, sitting, np.full(len(least) + len(own), np.inf)]),
            np.concatenate([program.lowest, np.zeros(len(who))]),
        )
