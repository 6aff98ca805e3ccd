"""What is withheld of a panel: the people of both rounds are a part of each, and the rest of a round is the other part.

Both parts would be known from the round less the panel, so the panel is judged as one more breakdown of the round, in
which what the round prints is printed already and cannot be withheld any more.
"""

from dataclasses import dataclass

import numpy as np

from commissioning.reporting.suppression import MINIMUM_CELL

from .changing import in_panel
from .counts import WHOLE, Counts, IntArray, Paired, Panel
from .marks import COMPLEMENTARY, Marks
from .questions import Measured
from .withholding import Pattern, Row, Table, withhold

IN, OUT = ("panel", "in"), ("panel", "out")


@dataclass(frozen=True)
class _OfPanel:
    """The panel's figures, asked for as those of a whole. Decided for questions that both rounds share."""

    pattern: Pattern

    def mark(self, question: str, breakdown: str, value: str, item: str) -> str:
        try:
            return self.pattern.mark(question, *IN, item)
        except KeyError:
            return COMPLEMENTARY


def panel_marks(people: Panel, counts: tuple[Counts, Counts], marks: tuple[Marks, Marks]) -> tuple[Marks, Marks]:
    return (
        _one_round(people, counts[0], marks[0], later=False),
        _one_round(people, counts[1], marks[1], later=True),
    )


def telling(people: Panel, marks: tuple[Marks, Marks]) -> set[tuple[str, str, str]]:
    """By question, basis and item: where one or two people changed, which an interval or a test would give away."""
    found = set()
    for both, tables in in_panel(people, marks):
        changed = tables[0, :, 1:3]  # ticked before and not after, and the other way round
        few: list[bool] = np.any((changed > 0) & (changed < MINIMUM_CELL), axis=1).tolist()
        found |= {
            (both.question.name, heading.basis, heading.item.name)
            for heading, is_few in zip(both.headings, few, strict=True)
            if is_few
        }
    return found


def _one_round(people: Panel, counts: Counts, marks: Marks, *, later: bool) -> Marks:
    tables, fixed = [], []
    for name, paired in people.paired.items():
        question, tally = counts.questions[name], counts.tallies[name]
        own = _in_order_of(question, people.questions[name], _margin(paired, later))
        asked = int(paired.joint[0].sum()) if paired.joint is not None else _asked(paired)
        whole = Row(int(tally.asked[0]), tuple(tally.counts[0].tolist()), int(tally.answered[0]))
        part = Row(asked, tuple(own.tolist()), asked)
        rest = Row(
            whole.asked - asked,
            tuple((tally.counts[0] - own).tolist()),
            int(tally.answered[0]) - asked if not question.several else None,
        )
        table = Table(name, tuple(a.name for a in question.answers), _groups(question), question.several,
                      {(WHOLE.breakdown, WHOLE.value): whole, IN: part, OUT: rest})  # fmt: skip
        tables.append(table)
        fixed += [(name, "", "", item) for item in _items(table) if not marks.mark(name, "", "", item)]
    return _OfPanel(withhold(tables, fixed=fixed))


def _margin(paired: Paired, later: bool) -> IntArray:
    if paired.joint is not None:
        return paired.joint[0].sum(axis=0 if later else 1)
    assert paired.ticks is not None
    ticks = paired.ticks[0]
    return ticks[:, 0, 0] + (ticks[:, 1, 0] if later else ticks[:, 0, 1])


def _asked(paired: Paired) -> int:
    return int(paired.ticks[0][0].sum()) if paired.ticks is not None and len(paired.ticks[0]) else 0


def _in_order_of(question: Measured, panel_question: Measured, margin: IntArray) -> IntArray:
    at = {answer.name: place for place, answer in enumerate(panel_question.answers)}
    return np.array([margin[at[answer.name]] for answer in question.answers], np.int64)


def _groups(question: Measured) -> tuple[str, ...]:
    side = {place: name for name, places in question.sides.items() for place in places}
    return tuple(side[place] if question.has_scale else "" for place in range(len(question.answers)))


def _items(table: Table) -> list[str]:
    sums = ["sum:asked", "sum:answered", "sum:not_answered"]
    if any(table.groups):
        sums += ["sum:positive", "sum:neutral", "sum:negative", "sum:no_view", "sum:with_a_view"]
    return [*table.choices, *sums]
