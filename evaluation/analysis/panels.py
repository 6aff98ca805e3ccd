"""What is withheld of a panel: the people of both rounds are a part of each, and the rest of a round is the other part.

Both parts would be known from the round less the panel, so the panel is judged as one more breakdown of the round, in
which what the round prints is printed already and cannot be withheld any more. What the round withholds the panel does
too: then it says nothing of what the round withholds that the round's own figures do not say.

A panel tells more than two rounds do: who changed. Nobody's change is to be known, so

- neither interval nor test is given where one or two people came to an answer or left it, since both would tell how
  many; nor where rows with a test, taken from each other, would tell that one or two went from one answer to another;
- of those who expressed a view in both rounds nothing is told: beside all who answered it would tell how many came to
  have a view, and no round prints anything of them that could be taken as known;
- how many are in both rounds is not told of a question put only to those who gave a certain answer, nor its panel,
  where that would tell how many came to that answer or left it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from commissioning.reporting.disclosure import CLOSE, Program
from commissioning.reporting.suppression import MINIMUM_BASE, MINIMUM_CELL

from .changing import Both, in_panel
from .columns import Heading
from .counts import WHOLE, Counts, FloatArray, IntArray, Paired, Panel
from .marks import COMPLEMENTARY, NET_NEGATIVE, NET_POSITIVE, Marks, sum_of
from .questions import ASKED, WITH_A_VIEW, Measured
from .withholding import Pattern, Routing, Row, Table, withhold

IN, OUT = ("panel", "in"), ("panel", "out")
FEW = range(1, MINIMUM_CELL)
Rounds = tuple[Marks, Marks]
Figure = tuple[str, str, str]  # question, basis, item


@dataclass(frozen=True)
class Protected:
    """`marks`: of the earlier and the later round's part. `untested`: figures without interval and test. `untold`:
    questions of which it is not told how many were asked in both rounds.
    """

    patterns: tuple[Pattern, Pattern]
    untested: frozenset[Figure]
    untold: frozenset[str]

    @property
    def marks(self) -> Rounds:
        before, after = self.patterns
        return _OfPanel(before, self.untold), _OfPanel(after, self.untold)


@dataclass(frozen=True)
class _OfPanel:
    """The panel's figures, asked for as those of a whole. Decided for questions that both rounds share."""

    pattern: Pattern
    untold: frozenset[str] = frozenset()

    def mark(self, question: str, breakdown: str, value: str, item: str) -> str:
        if item == sum_of(WITH_A_VIEW):
            return COMPLEMENTARY
        try:
            own = self.pattern.mark(question, *IN, item)
        except KeyError:
            return COMPLEMENTARY
        return own or (COMPLEMENTARY if question in self.untold else "")


def protect(
    people: Panel,
    counts: tuple[Counts, Counts],
    marks: Rounds,
    routing: tuple[Routing, Routing],
    *,
    minimum_base: int = MINIMUM_BASE,
    already: Protected | None = None,
) -> Protected:
    """`marks`: of the rounds. `already`: what was decided for another publication: what it withholds stays so."""
    before = already.patterns if already else (None, None)
    patterns = (
        _one_round(people, counts[0], marks[0], routing[0], minimum_base, before[0], later=False),
        _one_round(people, counts[1], marks[1], routing[1], minimum_base, before[1], later=True),
    )
    own = _OfPanel(patterns[0]), _OfPanel(patterns[1])
    untested = already.untested if already else frozenset(_untested(people, own))
    untold = frozenset(_untold(people, own, untested, routing)) | (already.untold if already else frozenset())
    return Protected(patterns, untested, untold)


# --- The panel as a part of a round -----------------------------------------------------------


def _one_round(
    people: Panel,
    counts: Counts,
    marks: Marks,
    routing: Routing,
    minimum_base: int,
    already: Pattern | None,
    *,
    later: bool,
) -> Pattern:
    tables, fixed = [], []
    hidden: dict[str, dict[tuple[str, str], dict[str, str]]] = {}
    for name, paired in people.paired.items():
        table = _table(people, counts, name, paired, later)
        printed = {item: marks.mark(name, "", "", item) for item in _items(table)}
        fixed += [(name, "", "", item) for item, mark in printed.items() if not mark]
        known = already.marks.get(name, {}).get(IN, {}) if already else {}
        hidden[name] = {IN: {item: mark or known.get(item, "") for item, mark in printed.items()}}
        tables.append(table)
    return withhold(tables, minimum_base=minimum_base, depends_on=routing, already=Pattern(hidden), fixed=fixed)


def _table(people: Panel, counts: Counts, name: str, paired: Paired, later: bool) -> Table:
    """The whole, who is in the panel, and who is not. Where several may be ticked the base is who was asked, so of
    each part that is all there is to know.
    """
    question, tally = counts.questions[name], counts.tallies[name]
    own = _in_order_of(question, people.questions[name], _margin(paired, later))
    asked = int(paired.joint[0].sum()) if paired.joint is not None else _asked(paired)

    def row(number: int, of: IntArray) -> Row:
        return Row(number, tuple(of.tolist()), number if question.several else None)

    everyone = int(tally.asked[0])
    rows = {
        (WHOLE.breakdown, WHOLE.value): row(everyone, tally.counts[0]),
        IN: row(asked, own),
        OUT: row(everyone - asked, tally.counts[0] - own),
    }
    return Table(name, tuple(a.name for a in question.answers), _groups(question), question.several, rows)


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


# --- Who changed ------------------------------------------------------------------------------


def _untested(people: Panel, marks: Rounds) -> Iterator[Figure]:
    for both, tables in in_panel(people, marks):
        few: list[bool] = np.any(np.isin(tables[0, :, 1:3], FEW), axis=1).tolist()
        tested = [number for number in range(len(both.headings)) if not few[number] and not both.marks[0][number]]
        joint = people.paired[both.question.name].joint
        kept = tested if joint is None else _kept(both, joint[0], tested)
        for number, heading in enumerate(both.headings):
            if number not in kept:
                yield both.question.name, heading.basis, heading.item.name


def _kept(both: Both, joint: IntArray, tested: Collection[int]) -> Collection[int]:
    """As many of the rows with a test as tell of no one or two who went from one answer to another: nets first."""
    nets = [number for number in tested if both.headings[number].item.name in (NET_POSITIVE, NET_NEGATIVE)]
    for kept in (tested, nets):
        if kept and _is_safe(both, joint, kept):
            return kept
    return ()


def _is_safe(both: Both, joint: IntArray, tested: Collection[int]) -> bool:
    """Whether linear programming leaves each one or two who came to an answer or left it, or went from one to another,
    a range of three.
    """
    printed = [_inside(both.question, one) for one, mark in zip(both.headings, both.marks[0], strict=True) if not mark]
    everyone = np.ones(len(joint))
    known = [np.outer(*sides).ravel() for inside in printed for sides in ((inside, everyone), (everyone, inside))]
    known += [np.outer(everyone, everyone).ravel()]
    changes = [_changed(_inside(both.question, one)) for one in both.headings]
    known += [cells for number in tested for cells in changes[number]]
    cells = np.eye(joint.size)[~np.eye(len(joint), dtype=bool).ravel()]
    truth, rows = joint.ravel().astype(float), np.array(known).reshape(-1, joint.size)
    watched = np.concatenate([cells, *(np.reshape(pair, (2, joint.size)) for pair in changes)])
    watched = watched[np.isin(watched @ truth, FEW)]
    program = Program(rows, rows @ truth, rows @ truth, np.zeros(joint.size))
    high = low = watched @ truth
    for number, of in enumerate(watched):
        for sign in (1, -1):
            if high[number] - low[number] < MINIMUM_CELL - CLOSE:
                found = watched @ program.furthest(sign * of)[0]
                high, low = np.maximum(high, found), np.minimum(low, found)
    return bool((high - low >= MINIMUM_CELL - CLOSE).all())


def _inside(question: Measured, heading: Heading) -> FloatArray:
    inside = np.zeros(len(question.answers))
    inside[list(heading.item.of)] = 1
    return inside


def _changed(inside: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Who left the answers inside, and who came to them, as cells of the joint table."""
    return np.outer(inside, 1 - inside).ravel(), np.outer(1 - inside, inside).ravel()


def _untold(people: Panel, marks: Rounds, untested: Collection[Figure], routing: tuple[Routing, Routing]) -> set[str]:
    """Who was asked in both rounds gave the answer in both; so did not change who gave it. Told only where the panel
    tells it anyway: in the row of that answer, with its test.
    """
    found: set[str] = set()
    asked_after = {name: {*routing[0].get(name, ()), *routing[1].get(name, ())} for name in people.questions}
    while True:
        more = {
            name
            for name, after in asked_after.items()
            if name not in found and any(_is_untold(people, marks, untested, found, *at) for at in after)
        }
        if not more:
            return found
        found |= more


def _is_untold(
    people: Panel, marks: Rounds, untested: Collection[Figure], untold: Collection[str], name: str, choice: str | None
) -> bool:
    if name not in people.paired:
        return False  # then its panel is not printed
    choices = [answer.name for answer in people.questions[name].answers if choice in (None, answer.name)]
    return name in untold or any(
        (name, ASKED, item) in untested or any(mark.mark(name, "", "", item) for mark in marks) for item in choices
    )
