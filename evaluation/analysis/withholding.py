"""Which figures of a survey round are withheld, so that no reader can work out a small count.

Decided once, for every table of the round: of each question the whole and every one-way breakdown.

- *Primary*: everything in a row of fewer than the minimum base; counts of 1 and 2; none or all of fewer than ten. The
  base is who answered (who was asked, where several answers may be given) and, for what is also shown as a share of
  those with a view, how many have one.
- *Complementary*: more is withheld until linear programming leaves every withheld count a range of three.
- What must go is what matters least: rows of breakdowns before the whole, single choices before nets, small counts
  before large; a row as a whole last.

How many were asked is no answer, and whether somebody answered is none either: these are withheld only together with
everything else in their row, and "not answered" is not itself kept from being worked out. Other questions tell how
many were asked in the same row, so no count's safety rests on that being unknown, unless every question that tells
it is silent: rows of too few respondents, and rows in which the routing itself is withheld. Whoever prints response
rates must therefore leave out rows of which `Pattern.is_silent` for a question that was put to everyone.

A question asked only of those who gave a certain answer would give the number of them away. So where that number is
withheld its row is withheld whole, and where it is withheld in the whole, every row. The withheld rows then add up,
column by column, to fixed sums, and however that number is divided among them there is a division of each column
that goes with it: such a question narrows nothing. Where nobody was asked, and the routing says so, a row has nothing
to withhold. That is exact where as many were asked as gave that answer (or one of those answers, of one question);
where a question was put to fewer, how many in each row is taken to be known.

Not followed: what all questions together say of how attributes go together (how many of one region are of one type);
what the register says of it, beyond rows that hold the same people or make up another (no county is in the North
East, so a count in counties is at most that of the other regions); nor which choices were ticked together: each
question, and each of several choices, is judged by its own tables. And readers who put together what each of them
knows are not guarded against.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import numpy as np

from commissioning.reporting.suppression import COMPLEMENTARY, MINIMUM_BASE, PRIMARY

from .moves import WHOLE, Array
from .withheld import ALL, Row, RowName, Table, Withheld

__all__ = ["ALL", "Pattern", "Row", "RowName", "Table", "withhold"]

Key = tuple[str, str, str, str]  # question, breakdown, value, item
Routing = Mapping[str, Collection[tuple[str, str | None]]]  # question → the choices (None: any) of others it rests on

NETS = {"net:positive": "sum:positive", "net:negative": "sum:negative"}


@dataclass(frozen=True)
class Pattern:
    """Why each figure is withheld, "" where it is printed: by question, row and item.

    Items are choices by name, and the counts of a summary as "sum:asked", "sum:positive" and so on.
    """

    marks: Mapping[str, Mapping[RowName, Mapping[str, str]]]

    def mark(self, question: str, breakdown: str, value: str, item: str) -> str:
        """`item`: also "net:positive" and "net:negative". A figure nobody decided on raises KeyError."""
        return self.marks[question][breakdown, value][NETS.get(item, item)]

    def is_silent(self, question: str, breakdown: str, value: str) -> bool:
        """Whether everything in the row is withheld, its base too."""
        return bool(self.mark(question, breakdown, value, "sum:asked"))

    def printed(self) -> Iterator[Key]:
        for question, rows in self.marks.items():
            for row, marks in rows.items():
                yield from ((question, *row, item) for item, mark in marks.items() if not mark)

    def as_data(self) -> dict[str, Any]:
        """Plain JSON, which `from_data` reads back to the same pattern."""
        return {
            question: {
                "items": list(next(iter(rows.values()))),
                "rows": [[*row, " ".join(mark or "-" for mark in marks.values())] for row, marks in rows.items()],
            }
            for question, rows in self.marks.items()
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Pattern":
        return cls({question: _rows_from(table) for question, table in data.items()})


def _rows_from(table: Mapping[str, Any]) -> dict[RowName, dict[str, str]]:
    return {
        (breakdown, value): dict(zip(table["items"], (mark.strip("-") for mark in marks.split()), strict=True))
        for breakdown, value, marks in table["rows"]
    }


def withhold(
    tables: Iterable[Table],
    *,
    minimum_base: int = MINIMUM_BASE,
    depends_on: Routing | None = None,
    alike: Collection[Collection[RowName]] = (),
    unions: Collection[tuple[RowName, Collection[RowName]]] = (),
    already: Pattern | None = None,
    fixed: Collection[Key] = (),
) -> Pattern:
    """The pattern for all tables of a round together.

    `alike`: rows that everybody knows to hold the same people, as a region and a type. `unions`: rows that hold just
    the people of others. `already`: a pattern published before; what it withholds stays withheld. `fixed`: what is
    printed elsewhere and cannot be withheld any more.
    """
    return _Round(tables, minimum_base, depends_on or {}, alike, unions, already, fixed).settled()


class _Round:
    """All questions of a round, each of which is settled after those its routing rests on."""

    def __init__(
        self,
        tables: Iterable[Table],
        minimum_base: int,
        depends_on: Routing,
        alike: Collection[Collection[RowName]],
        unions: Collection[tuple[RowName, Collection[RowName]]],
        already: Pattern | None,
        fixed: Collection[Key],
    ) -> None:
        self.minimum_base, self.alike, self.unions, self.already = minimum_base, alike, unions, already
        fixed_in: dict[str, set[tuple[RowName, str]]] = {}
        for question, breakdown, value, item in fixed:
            fixed_in.setdefault(question, set()).add(((breakdown, value), NETS.get(item, item)))
        self.questions = {
            table.question: Withheld(table, minimum_base, alike, unions, fixed_in.get(table.question, ()))
            for table in tables
        }
        self.depends_on = {
            name: [(other, choice) for other, choice in depends_on.get(name, ()) if other in self.questions]
            for name in self.questions
        }
        self._everyone: dict[tuple[Any, ...], tuple[Array, Array]] = {}
        self._reach: dict[tuple[str, tuple[int, ...]], list[Array]] = {}

    def settled(self) -> Pattern:
        before = {name: [other for other, _ in hangs_on] for name, hangs_on in self.depends_on.items()}
        for name in TopologicalSorter(before).static_order():
            question = self.questions[name]
            silent, asked = self._routed(name) if self.depends_on[name] else self._put_to_everyone(name)
            self._recall(name)
            if silent.any():
                question.silence(silent)
            question.settle(asked)
        return Pattern({name: _marks(question) for name, question in self.questions.items()})

    def _recall(self, name: str) -> None:
        """Withholds what was withheld before, if there was such a figure."""
        question = self.questions[name]
        marks = self.already.marks.get(name, {}) if self.already else {}
        before = [[bool(marks.get(row, {}).get(item)) for item in question.items] for row in question.names]
        question.withhold(np.array(before))

    # --- How many were asked --------------------------------------------------------------

    def _put_to_everyone(self, name: str) -> tuple[Array, Array]:
        """Rows of too few respondents, the same in all questions put to the same people; how many there may be."""
        question = self.questions[name]
        alike = [
            other
            for number, other in self.questions.items()
            if not self.depends_on[number] and other.names == question.names and (other.asked == question.asked).all()
        ]
        key = (tuple(question.names), tuple(question.asked))
        if key not in self._everyone:
            rows = {
                row: Row(int(asked), (int(asked),)) for row, asked in zip(question.names, question.asked, strict=True)
            }
            everyone = Withheld(Table("", ("asked",), ("",), False, rows), self.minimum_base, self.alike, self.unions)
            everyone.can_go &= np.all([other.can_go.all(axis=1) for other in alike], axis=0)[:, None]
            everyone.hidden = np.tile((everyone.asked < self.minimum_base)[:, None], len(everyone.items))
            everyone.settle(None)
            silent = everyone.hidden[:, -1]
            worlds = [everyone.asked]
            if everyone.ranges:
                for row in np.flatnonzero(silent):
                    worlds += [world[:, 0] for world in everyone.ranges.ends(int(row), [0])]
            self._everyone[key] = silent, np.array(worlds)
        return self._everyone[key]

    def _routed(self, name: str) -> tuple[Array, Array]:
        """Rows in which what the routing rests on is withheld, and how many may have been asked."""
        question, asked = self.questions[name], self.questions[name].asked
        is_withheld = np.zeros(len(question.names), dtype=bool)
        for other, choice in self.depends_on[name]:
            parent = self.questions[other]
            wanted = [at for at, item in enumerate(parent.table.choices) if choice in (None, item)]
            rows = [parent.number[row] for row in question.names]
            is_withheld |= parent.hidden[np.ix_(rows, wanted)].any(axis=1)
        question.leave(~is_withheld & (asked == 0))
        worlds = [asked]
        if is_withheld.any() and not is_withheld[WHOLE]:
            worlds += self._worlds(name, is_withheld)
        return is_withheld, np.array(worlds)

    def _worlds(self, name: str, is_withheld: Array) -> list[Array]:
        """How many may have given the answers the routing rests on, if it rests on nothing else."""
        question = self.questions[name]
        found = self._same_count(name)
        if found is None:
            return []
        parent, choices = self.questions[found[0]], found[1]
        rows = [parent.number[row] for row in question.names]
        if found not in self._reach:
            self._reach[found] = [
                world[:, list(choices)].sum(axis=1).round(6)  # else a number that is fixed seems to vary
                for row in np.flatnonzero(parent.hidden[:, list(choices)].any(axis=1))
                if parent.ranges
                for world in parent.ranges.ends(int(row), choices)
            ]
        return [np.where(is_withheld, world[rows], question.asked) for world in self._reach[found]]

    def _same_count(self, name: str) -> tuple[str, tuple[int, ...]] | None:
        """The question and those of its choices that as many gave, in every row, as this question was put to."""
        question, hangs_on = self.questions[name], self.depends_on[name]
        for other in dict.fromkeys(other for other, _ in hangs_on):
            parent = self.questions[other]
            named = [
                parent.table.choices.index(choice) for at, choice in hangs_on if at == other and choice is not None
            ]
            rows = [parent.number[row] for row in question.names]
            for choices in ([choice] for choice in named):
                if (parent.counts[rows][:, choices].sum(axis=1) == question.asked).all():
                    return other, tuple(choices)
            if not parent.table.several and (parent.counts[rows][:, named].sum(axis=1) == question.asked).all():
                return other, tuple(named)
        return None


def _marks(question: Withheld) -> dict[RowName, dict[str, str]]:
    def mark(hidden: bool, primary: bool) -> str:
        return (PRIMARY if primary else COMPLEMENTARY) if hidden else ""

    return {
        name: {
            item: mark(*flags)
            for item, *flags in zip(question.items, question.hidden[row], question.primary[row], strict=True)
        }
        for name, row in question.number.items()
    }
