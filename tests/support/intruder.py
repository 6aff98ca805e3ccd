"""Somebody who works out what a publication withholds, from nothing but what one reader is shown.

Written apart from the code it checks: its own unknowns (areas other than the reader), its own reading of medians.
"""

import random
from collections import Counter
from math import ceil

import numpy as np
from scipy.optimize import linprog

from readiness.comparison import COLUMNS, ENGLAND, read
from readiness.publication import Signed

NO_LEVEL = len(COLUMNS) - 1
CLOSE = 1e-5

# Areas with children's services by type and region.
ENGLISH = {
    ("county", "East Midlands"): 4,
    ("county", "East of England"): 5,
    ("county", "North West"): 1,
    ("county", "South East"): 6,
    ("county", "South West"): 2,
    ("county", "West Midlands"): 3,
    ("london_borough", "London"): 33,
    ("metropolitan", "North East"): 5,
    ("metropolitan", "North West"): 15,
    ("metropolitan", "West Midlands"): 7,
    ("metropolitan", "Yorkshire and The Humber"): 9,
    ("unitary", "East Midlands"): 6,
    ("unitary", "East of England"): 6,
    ("unitary", "North East"): 7,
    ("unitary", "North West"): 8,
    ("unitary", "South East"): 13,
    ("unitary", "South West"): 13,
    ("unitary", "West Midlands"): 4,
    ("unitary", "Yorkshire and The Humber"): 6,
}


def small_world(seed: int) -> tuple[list[Signed], dict[int, list[int]]]:
    """Up to fifty areas of one standard, in a few types and regions, and the neighbours of three of them."""
    rng = random.Random(seed)
    kinds = [(type_, region) for type_ in "ab" for region in "xyz"[: rng.randint(1, 3)]] + [("c", "w")]
    chance = [rng.random() ** 2 + 0.02 for _ in kinds]
    drawn = rng.choices(kinds, chance, k=rng.randint(8, 50))
    areas, neighbours = world(rng, drawn, [rng.random() ** 2 + 0.01 for _ in COLUMNS], ("one",))
    return areas, {id_: neighbours[id_] for id_ in rng.sample(sorted(neighbours), 3)}


def english_world(seed: int, part: float, codes=("one",)) -> tuple[list[Signed], dict[int, list[int]]]:
    rng = random.Random(seed)
    drawn = [kind for kind, count in ENGLISH.items() for _ in range(count) if rng.random() < part]
    return world(rng, drawn, (8, 27, 37, 20, 4, 4), codes)


def world(rng: random.Random, kinds, chance, codes) -> tuple[list[Signed], dict[int, list[int]]]:
    areas = [
        Signed(number, *kind, {code: rng.choices(COLUMNS, chance)[0] for code in codes})
        for number, kind in enumerate(kinds, start=1)
    ]
    ids = [area.area_id for area in areas]
    return areas, {id_: rng.sample([other for other in ids if other != id_], min(10, len(ids) - 1)) for id_ in ids}


def belongs(kind: tuple[str, str], group: str) -> bool:
    return group in (ENGLAND, f"type:{kind[0]}", f"region:{kind[1]}")


class Intruder:
    """Knows how many areas of each type and region signed, and its own level if it is one of them."""

    def __init__(self, data, areas, *, code="one", reader: Signed | None = None, neighbours=()) -> None:
        self.shown = read(data, reader.area_id if reader else None).standards[code]
        self.kinds = sorted({area.kind for area in areas})
        self.others = Counter(area.kind for area in areas if area is not reader)
        self.circle = Counter(area.kind for area in areas if area.area_id in neighbours)
        self.size = len(self.kinds) * len(COLUMNS)
        self.equal = [(self.row(lambda k, c, kind=kind: k == kind), self.others[kind]) for kind in self.kinds]
        self.least: list[tuple[np.ndarray, float]] = []
        own = reader and COLUMNS.index(reader.levels[code])
        for name, group in self.shown.groups.items():
            self.read_group(name, group, own if reader and belongs(reader.kind, name) else None)
        if reader:
            for name in read(data, reader.area_id).own_groups:  # as those outside it see it
                self.read_summary(name, read(data).standards[code].groups[name], own)
            self.read_neighbours()

    def row(self, wanted, offset: int = 0) -> np.ndarray:
        """Of twice as many unknowns as kinds and columns: the other areas, then those of them that are neighbours."""
        row = np.zeros(2 * self.size)
        for number, (kind, column) in enumerate(
            (kind, column) for kind in self.kinds for column in range(len(COLUMNS))
        ):
            row[offset + number] = wanted(kind, column)
        return row

    def count(self, group: str, column: int) -> np.ndarray:
        return self.row(lambda kind, at: at == column and belongs(kind, group))

    def read_group(self, name: str, group, own: int | None) -> None:
        self.equal += [
            (self.count(name, at), cell.count) for at, cell in enumerate(group.cells) if cell.count is not None
        ]
        self.read_summary(name, group, None)
        with_level = sum(self.count(name, column) for column in range(NO_LEVEL))
        reader = own is not None and own != NO_LEVEL
        if group.summary.median:
            self.least.append((with_level, 6 - reader))
        if group.summary.lower:
            self.least.append((with_level, 11 - reader))

    def read_summary(self, name: str, group, own: int | None) -> None:
        """`own`: the reader's column, where the reader is counted too."""
        by_column = [self.count(name, column) for column in range(NO_LEVEL)]
        without = group.cells[NO_LEVEL].count
        known = None if without is None or group.base is None else group.base - without
        summary = group.summary
        self.read_quarters(by_column, own, known, {1: summary.lower, 2: summary.median, 3: summary.upper})

    def read_neighbours(self) -> None:
        for kind in self.kinds:
            self.equal.append((self.row(lambda k, c, kind=kind: k == kind, self.size), self.circle[kind]))
        for number in range(self.size):
            seats = np.zeros(2 * self.size)
            seats[number], seats[self.size + number] = 1, -1
            self.least.append((seats, 0))
        told = self.shown.neighbours
        by_column = [self.row(lambda k, c, at=column: c == at, self.size) for column in range(NO_LEVEL)]
        if told.median:
            self.least.append((sum(by_column), 8))
        self.read_quarters(by_column, None, None, {1: told.lower, 2: told.median, 3: told.upper})

    def read_quarters(self, by_column, own: int | None, known: int | None, said) -> None:
        """`known`: how many have a level, when that can be told. Counts are whole, so "more" is a quarter more."""
        selves = [float(column == own) for column in range(NO_LEVEL)]
        for quarter, between in said.items():
            for level, is_high in ((between.low, False), (between.high, True)) if between else ():
                below, upto = sum(by_column[: level - 1], 0 * by_column[0]), sum(by_column[:level])
                own_below, own_upto = sum(selves[: level - 1]), sum(selves[:level])
                if known is not None:
                    place = quarter * known // 4 + 1 if is_high else ceil(quarter * known / 4)
                    self.least += [(upto, place - own_upto), (-below, own_below - place + 1)]
                else:
                    share, own_share = quarter / 4 * sum(by_column), quarter / 4 * sum(selves)
                    self.least.append((upto - share, own_share - own_upto + (0.25 if is_high else 0)))
                    self.least.append((share - below, own_below - own_share + (0 if is_high else 0.25)))

    def finds(self) -> list[tuple[str, int, float]]:
        """Withheld counts, by group and column, that lie in too narrow a range, and the range."""
        hidden = [
            (name, column)
            for name, group in self.shown.groups.items()
            for column, cell in enumerate(group.cells)
            if cell.count is None
        ]
        rows = np.array([self.count(*cell) for cell in hidden])
        high, low = np.full(len(hidden), -np.inf), np.full(len(hidden), np.inf)
        found = []
        for number, (name, column) in enumerate(hidden):
            need = min(3, sum(count for kind, count in self.others.items() if belongs(kind, name)))
            for sign in (1, -1):
                if not high[number] - low[number] >= need - CLOSE:
                    values = rows @ self.furthest(sign * rows[number])
                    high, low = np.maximum(high, values), np.minimum(low, values)
            if high[number] - low[number] < need - CLOSE:
                found.append((name, column, high[number] - low[number]))
        return found

    def furthest(self, objective: np.ndarray) -> np.ndarray:
        equal, least = zip(*self.equal, strict=True), list(zip(*self.least, strict=True))
        rows, sums = (np.array(part) for part in equal)
        solved = linprog(
            -objective,
            A_eq=rows,
            b_eq=sums,
            A_ub=-np.array(least[0]) if least else None,
            b_ub=-np.array(least[1]) if least else None,
        )
        assert solved.success, solved.message  # what is printed cannot be impossible
        return solved.x
