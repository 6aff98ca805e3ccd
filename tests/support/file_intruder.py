"""Somebody who holds files of impact tables, and works out what they withhold from nothing but what is printed.

Written apart from the code it checks: it reads CSV, knows the questionnaire that was asked and the public register, has
its own unknowns (how many of each kind of authority gave each answer; of a panel, who went from which answer to which)
and its own solver. Percentages without a count are taken as intervals of whole numbers.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, floor
from pathlib import Path

import numpy as np
from highspy import Highs, HighsModelStatus, MatrixFormat, ObjSense
from scipy.sparse import csr_matrix

CLOSE = 1e-4
WHOLE = ("", "")
GROUPS = {"sum:positive": "positive", "sum:neutral": "neutral", "sum:negative": "negative", "sum:no_view": "no_view"}
NETS = {"net:positive": "sum:positive", "net:negative": "sum:negative"}
NUMBERS = ("asked", "answered", "with_a_view", "positive", "neutral", "negative", "no_view", "not_answered")
PAIRS = {
    "effectiveness_12m": "effectiveness_now", "delivery_12m": "delivery_now", "outcomes_12m": "outcomes_now",
    "efficiencies": "efficiencies_now",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question as it was asked. `sides`: of each choice. `after`: the question and choice it is asked after; None
    where it is put to everyone, or in another way than after one choice.
    """

    name: str
    sides: Mapping[str, str]
    several: bool
    each_choice: bool
    after: tuple[str, str] | None
    measure: str
    service: str

    @property
    def choices(self):
        return tuple(self.sides)

    @property
    def has_scale(self):
        return not self.several and any(side != "no_view" for side in self.sides.values())

    def items(self) -> list[str]:
        scale = [*GROUPS, "sum:with_a_view"] if self.has_scale else []
        return [*self.choices, *scale, "sum:asked", "sum:answered", "sum:not_answered"]

    def of(self, item: str) -> list[str]:
        """The choices an item counts."""
        if item == "sum:with_a_view":
            return [choice for choice, side in self.sides.items() if side != "no_view"]
        if item in GROUPS:
            return [choice for choice, side in self.sides.items() if side == GROUPS[item]]
        return [item]

    def base(self, basis: str) -> str:
        return "sum:with_a_view" if basis == "with_a_view" else "sum:asked" if self.each_choice else "sum:answered"


def asked_in(router) -> dict[str, Asked]:
    """The questionnaire that a reader of the report can read too."""
    from evaluation.analysis.questions import catalogue

    found = {}
    for name, one in catalogue(router.instrument).items():
        after = [(m.name, m.choice) for m in router.depends_on(router.instrument.questions[name])]
        positive = after if not any("not(" in text for text in one.conditions) else []
        side = {place: side for side, places in one.sides.items() for place in places}
        sides = {answer.name: side[place] if one.has_scale else "no_view" for place, answer in enumerate(one.answers)}
        found[name] = Asked(
            name, sides, one.several, one.each_choice,
            positive[0] if len(positive) == 1 and positive[0][1] else None, one.measure, one.service,
        )  # fmt: skip
    return found


# --- What is printed ------------------------------------------------------------------------


@dataclass
class Printed:
    """Of one group in one round: known numbers, exact ones and intervals, by question, row and item.

    `rows`: every row there is. `withheld`: what a file holds a row of that says nothing.
    """

    exact: dict[tuple, int] = field(default_factory=dict)
    between: dict[tuple, tuple[int, int]] = field(default_factory=dict)
    rows: set[tuple[str, str]] = field(default_factory=set)
    withheld: set[tuple] = field(default_factory=set)

    def note(self, key: tuple, number: int) -> None:
        assert self.exact.setdefault(key, number) == number, f"two files print two numbers of {key}"


@dataclass
class PanelRow:
    percents: tuple[str, str]
    bases: tuple[str, str]
    is_tested: bool


@dataclass
class Files:
    """Everything that one account holds, from any number of folders."""

    groups: dict[tuple[str, str], Printed] = field(default_factory=lambda: defaultdict(Printed))
    panels: dict[tuple[str, str, str], dict] = field(default_factory=lambda: defaultdict(dict))
    overlap: dict[tuple[str, str], int] = field(default_factory=dict)
    designs: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, *folders: Path, asked: Mapping[str, Mapping[str, Asked]]) -> "Files":
        """`asked`: by group."""
        held = cls()
        for folder in folders:
            takes = {
                "summary": held._summary, "levels": held._level, "change": held._change, "expected": held._expected
            }  # fmt: skip
            for name, take in takes.items():
                path = folder / f"{name}.csv"
                if path.exists():
                    with path.open(newline="", encoding="utf-8") as file:
                        for row in csv.DictReader(file):
                            take(row, asked[row["group"]])
        return held

    def _summary(self, row, asked) -> None:
        of, place = self.groups[row["round"], row["group"]], (row["breakdown"], row["breakdown_value"])
        of.rows.add(place)
        scale = asked[row["question"]].has_scale
        for number in NUMBERS:
            if row[number]:
                of.note((row["question"], place, f"sum:{number}"), int(row[number]))
            elif scale or number in ("asked", "answered", "not_answered"):
                of.withheld.add((row["question"], place, f"sum:{number}"))

    def _level(self, row, asked) -> None:
        of, place = self.groups[row["round"], row["group"]], (row["breakdown"], row["breakdown_value"])
        of.rows.add(place)
        if row["count"] == "":
            assert row["base"] == row["percent"] == row["reliability"] == ""
            assert row["suppressed"]
            of.withheld.add((row["question"], place, NETS.get(row["answer"], row["answer"])))
            return
        question = asked[row["question"]]
        of.note((row["question"], place, NETS.get(row["answer"], row["answer"])), int(row["count"]))
        of.note((row["question"], place, question.base(row["basis"])), int(row["base"]))

    def _share(self, of, question, place, item, basis, percent, base) -> None:
        if base == "":
            assert percent == ""
            return
        of.note((question.name, place, question.base(basis)), int(base))
        if percent:
            of.between[question.name, place, NETS.get(item, item), basis] = whole_numbers(percent, int(base))

    def _change(self, row, asked) -> None:
        self.designs.add(row["design"])
        question, place = asked[row["question"]], (row["breakdown"], row["breakdown_value"])
        if row["suppressed"]:
            told = ("percent_from", "base_from", "percent_to", "base_to", "change_points", "ci_low", "ci_high")
            assert not any(row[name] for name in (*told, "p_value", "overlap")), row
            return
        if row["design"] == "panel":
            assert place == WHOLE
            is_tested = any(row[name] for name in ("ci_low", "ci_high", "p_value"))
            shown = PanelRow((row["percent_from"], row["percent_to"]), (row["base_from"], row["base_to"]), is_tested)
            self.panels[row["round_from"], row["round_to"], row["group"]].setdefault(question.name, {})[
                row["basis"], NETS.get(row["answer"], row["answer"])
            ] = shown
            return
        for end in ("from", "to"):
            of = self.groups[row[f"round_{end}"], row["group"]]
            if (row[f"base_{end}"], row[f"percent_{end}"]) != ("0", ""):
                self._share(of, question, place, row["answer"], row["basis"], row[f"percent_{end}"], row[f"base_{end}"])
        if row["overlap"] and place == WHOLE:
            self.overlap[row["group"], question.name] = int(row["overlap"])

    def _expected(self, row, asked) -> None:
        for end in ("from", "to"):
            of = self.groups[row[f"round_{end}"], row["group"]]
            [question] = [
                one for one in asked.values() if (one.measure, one.service) == (row[f"measure_{end}"], row["service"])
            ]
            self._share(of, question, WHOLE, "net:positive", row["basis"], row[f"percent_{end}"], row[f"base_{end}"])


def whole_numbers(percent: str, base: int) -> tuple[int, int]:
    """From which whole number to which: halves were rounded up."""
    low, high = (float(percent) - 0.05) * base / 100, (float(percent) + 0.05) * base / 100
    return max(0, ceil(low - 1e-9)), min(base, floor(high - 1e-9) if high - floor(high) > 1e-9 else ceil(high) - 1)


# --- The program ----------------------------------------------------------------------------


class Unknowns:
    """A linear program over non-negative unknowns that are named."""

    def __init__(self) -> None:
        self.names: dict = {}
        self.rows, self.low, self.high = [], [], []

    def at(self, name) -> int:
        return self.names.setdefault(name, len(self.names))

    def know(self, parts: Mapping, low: float, high: float | None = None) -> None:
        """`parts`: unknown → how often it counts."""
        self.rows.append({self.at(name): times for name, times in parts.items() if times})
        self.low.append(low)
        self.high.append(low if high is None else high)

    def solver(self) -> "Solver":
        return Solver(self)


class Solver:
    def __init__(self, of: Unknowns) -> None:
        self.of, self.count = of, len(of.names)
        entries = [(number, at, times) for number, row in enumerate(of.rows) for at, times in row.items()]
        row, column, data = (np.array(part) for part in zip(*entries, strict=True))
        self.matrix = csr_matrix((data.astype(float), (row, column)), shape=(len(of.rows), self.count))
        self.highs = Highs()
        self.highs.silent()
        self.highs.passModel(
            self.count, len(of.rows), self.matrix.nnz, int(MatrixFormat.kRowwise), int(ObjSense.kMaximize), 0.0,
            np.zeros(self.count), np.zeros(self.count), np.full(self.count, np.inf),
            np.array(of.low, float), np.array(of.high, float), self.matrix.indptr[:-1].astype(np.int32),
            self.matrix.indices.astype(np.int32), self.matrix.data, np.zeros(self.count, np.int32),
        )  # fmt: skip

    def furthest(self, objective):
        """None where there is no limit."""
        self.highs.changeColsCost(self.count, np.arange(self.count, dtype=np.int32), objective)
        self.highs.run()
        status = self.highs.getModelStatus()
        if status in (HighsModelStatus.kUnbounded, HighsModelStatus.kUnboundedOrInfeasible):
            return None
        assert status == HighsModelStatus.kOptimal, f"What is printed cannot be true: {status}"
        return np.array(self.highs.getSolution().col_value)

    def ranges(self, watched: list[Mapping], least: float = 3):
        """How far up and down each sum lies: looked for until it is `least`."""
        sums = np.zeros((len(watched), self.count))
        for number, parts in enumerate(watched):
            for name, times in parts.items():
                sums[number, self.of.names[name]] += times
        high, low = np.full(len(watched), -1.0), np.full(len(watched), 1e9)
        for number in range(len(watched)):
            for sign in (1, -1):
                if not high[number] - low[number] >= least - CLOSE:
                    world = self.furthest(sign * sums[number])
                    if world is None:
                        high[number], low[number] = 1e9, 0
                    else:
                        counts = sums @ world
                        high, low = np.maximum(high, counts), np.minimum(low, counts)
        return high, low


class Intruder:
    """`register`: the attributes of each authority, if all it says is to be used; `same`: rows of the same people."""

    def __init__(self, printed: Printed, asked: Mapping[str, Asked], register=(), *, same=(), round_: str = "") -> None:
        self.printed, self.asked, self.round, self.same = printed, asked, round_, same
        breakdowns = sorted({breakdown for breakdown, _ in printed.rows} - {""})
        values = {name: [value for at, value in sorted(printed.rows) if at == name] for name in breakdowns}
        known = [name for name in breakdowns if any(name in one for one in register)]
        self.kinds = sorted({tuple(one[name] for name in known) for one in register}) if known else []
        self.kinds = [kind for kind in self.kinds if all(v in values[n] for n, v in zip(known, kind, strict=True))]
        self.known, self.values = known, values

    def parts(self, question: str, row, column) -> dict:
        """The unknowns that a row's column is the sum of. A breakdown of the register's is made of kinds."""
        if self.kinds and (row == WHOLE or row[0] in self.known):
            at = self.known.index(row[0]) if row != WHOLE else None
            return {(self.round, question, kind, column): 1 for kind in self.kinds if at is None or kind[at] == row[1]}
        return {(self.round, question, row, column): 1}

    def columns(self, question: Asked, item: str) -> dict[str, int]:
        choices, both = question.choices, {"sum:not_answered": 1}
        if item == "sum:not_answered":
            return both
        if item in ("sum:answered", "sum:asked"):
            answered = {"answered": 1} if question.several else dict.fromkeys(choices, 1)
            return answered | (both if item == "sum:asked" else {})
        return dict.fromkeys(question.of(item), 1)

    def count(self, question: Asked, row, item: str) -> dict:
        found: dict = defaultdict(int)
        for column in self.columns(question, item):
            for name, times in self.parts(question.name, row, column).items():
                found[name] += times
        return found

    def tell(self, unknowns: Unknowns, question: Asked) -> None:
        """All that is known of one question."""
        columns = self.columns(question, "sum:asked") | dict.fromkeys(question.choices, 1)
        for column in columns:
            for breakdown, values in self.values.items():
                if breakdown not in self.known or not self.kinds:
                    parts = {(self.round, question.name, (breakdown, value), column): 1 for value in values}
                    whole = self.parts(question.name, WHOLE, column)
                    unknowns.know({**parts, **dict.fromkeys(whole, -1)}, 0)
        for first, second in self.same:
            if {first, second} <= self.printed.rows:
                for column in columns:
                    parts = self.parts(question.name, second, column)
                    unknowns.know({**self.parts(question.name, first, column), **dict.fromkeys(parts, -1)}, 0)
        for row in sorted(self.printed.rows):
            for item in question.items():
                number = self.printed.exact.get((question.name, row, item))
                if number is not None:
                    unknowns.know(self.count(question, row, item), number)
            for basis in ("asked", "with_a_view"):
                for item in question.items():
                    if (ends := self.printed.between.get((question.name, row, item, basis))) is not None:
                        unknowns.know(self.count(question, row, item), *ends)
        if question.several:
            for unit in self.units():
                answered = (self.round, question.name, unit, "answered")
                for choice in question.choices:
                    unknowns.know({answered: 1, (self.round, question.name, unit, choice): -1}, 0, np.inf)
                ticks = {(self.round, question.name, unit, choice): 1 for choice in question.choices}
                unknowns.know({**ticks, answered: -1}, 0, np.inf)

    def program(self, question: Asked) -> Unknowns:
        """The question with those it is asked after, and how many were asked in each row as other questions tell."""
        unknowns, one = Unknowns(), question
        self.tell(unknowns, one)
        while one.after:
            name, choice = one.after
            parent = self.asked[name]
            self.tell(unknowns, parent)
            for unit in self.units():
                left = self._of_unit(one, unit, "sum:asked")
                unknowns.know({**left, (self.round, parent.name, unit, choice): -1}, 0)
            one = parent
        everyone = [other for other in self.asked.values() if other.after == one.after and self._is_everyone(other)]
        if self._is_everyone(one):
            for row in self.printed.rows:
                told = {
                    self.printed.exact[key]
                    for other in everyone
                    if (key := (other.name, row, "sum:asked")) in self.printed.exact
                }
                if told:
                    [number] = told
                    unknowns.know(self.count(one, row, "sum:asked"), number)
        return unknowns

    def _is_everyone(self, question: Asked) -> bool:
        return question.after is None and question.name in self.everyone

    @property
    def everyone(self) -> set[str]:
        """Questions without any condition: those of whom most were asked."""
        asked = {q: self.printed.exact.get((q, WHOLE, "sum:asked")) for q in self.asked}
        most = max((number for number in asked.values() if number is not None), default=None)
        return {q for q, number in asked.items() if number == most and self.asked[q].after is None}

    def units(self) -> list:
        if not self.kinds:
            return sorted(self.printed.rows)
        return [*self.kinds, *(row for row in sorted(self.printed.rows) if row[0] and row[0] not in self.known)]

    def _of_unit(self, question: Asked, unit, item: str) -> dict:
        return {(self.round, question.name, unit, column): 1 for column in self.columns(question, item)}

    def hidden(self, question: Asked) -> list[tuple]:
        bases = ("sum:asked", "sum:answered", "sum:not_answered")
        left = self.printed.withheld - self.printed.exact.keys()
        return sorted(at for at in left if at[0] == question.name and at[2] not in bases)

    def finds(self, least: float = 3) -> tuple[int, list]:
        """How many suppressed counts there are, and those held to a smaller range."""
        found, total = [], 0
        for question in self.asked.values():
            hidden = self.hidden(question)
            total += len(hidden)
            if not hidden:
                continue
            solver = self.program(question).solver()
            high, low = solver.ranges([self.count(question, row, item) for _, row, item in hidden], least)
            found += [
                (at, float(low[number]), float(high[number]))
                for number, at in enumerate(hidden)
                if high[number] - low[number] < least - CLOSE
            ]
        return total, found
