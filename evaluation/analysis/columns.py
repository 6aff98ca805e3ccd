"""A question's counts as columns of figures: for every row it will have, how many, and out of how many.

One place for what a choice, a net and a base are, so that levels, changes and their tests cannot differ in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .counts import Counts, IntArray, Paired, Place, Tally
from .marks import Marks, strongest
from .questions import WITH_A_VIEW, Item, Measured


class Heading(NamedTuple):
    """What a column is of."""

    basis: str
    item: Item


@dataclass(frozen=True)
class Columns:
    """`counts` and `bases`: places × headings."""

    question: Measured
    places: tuple[Place, ...]
    headings: tuple[Heading, ...]
    counts: IntArray
    bases: IntArray

    def marks(self, marks: Marks) -> Iterator[tuple[str, ...]]:
        """For each place, its headings' marks: a figure is withheld where its count or its base is."""
        name = self.question.name
        bases = {basis: self.question.base_item(basis) for basis in self.question.bases}
        for place in self.places:
            of_base = {basis: marks.mark(name, *place, item) for basis, item in bases.items()}
            yield tuple(
                strongest((of_base[heading.basis], marks.mark(name, *place, heading.item.name)))
                for heading in self.headings
            )


def headings_of(question: Measured) -> tuple[Heading, ...]:
    """In the order of the files: a basis after the other, in it the choices, then the nets."""
    return tuple(Heading(basis, item) for basis in question.bases for item in question.items(basis))


def columns_of(question: Measured, places: tuple[Place, ...], tally: Tally) -> Columns:
    headings = headings_of(question)
    return Columns(
        question,
        places,
        headings,
        counts_by_heading(headings, tally.counts),
        bases_by_heading(question, headings, tally.asked, tally.answered, tally.counts),
    )


def all_columns(counts: Counts) -> Iterator[Columns]:
    """Of each question that has been counted, in the order of the questionnaire."""
    for name, question in counts.questions.items():
        if name in counts.tallies:
            yield columns_of(question, counts.places, counts.tallies[name])


def counts_by_heading(headings: tuple[Heading, ...], counts: IntArray) -> IntArray:
    """`counts` end with an axis of answers; what is returned ends with one of headings."""
    adds = np.zeros((counts.shape[-1], len(headings)), np.int64)
    for number, heading in enumerate(headings):
        adds[list(heading.item.of), number] = 1
    return counts @ adds


def bases_by_heading(
    question: Measured, headings: tuple[Heading, ...], asked: IntArray, answered: IntArray, counts: IntArray
) -> IntArray:
    """Out of how many: everyone asked, or who answered, or who expressed a view."""
    of: Mapping[bool, IntArray] = {
        True: counts[..., list(question.with_a_view)].sum(axis=-1),
        False: asked if question.each_choice else answered,
    }
    return np.stack([of[heading.basis == WITH_A_VIEW] for heading in headings], axis=-1)


def paired_tables(question: Measured, paired: Paired) -> IntArray:
    """Places × headings × 4: in both rounds, in the earlier only, in the later only, in neither."""
    if question.each_choice:
        assert paired.ticks is not None
        tables = paired.ticks.reshape(*paired.ticks.shape[:2], 4)
        return tables[:, [heading.item.of[0] for heading in headings_of(question)]]
    assert paired.joint is not None
    return np.stack([_pairs(question, heading, paired.joint) for heading in headings_of(question)], axis=1)


def _pairs(question: Measured, heading: Heading, joint: IntArray) -> IntArray:
    inside = np.zeros(len(question.answers), bool)
    inside[list(heading.item.of)] = True
    counted = np.zeros_like(inside)
    counted[list(question.with_a_view) if heading.basis == WITH_A_VIEW else slice(None)] = True
    sides = inside & counted, ~inside & counted
    return np.stack([joint[:, rows][:, :, columns].sum(axis=(1, 2)) for rows in sides for columns in sides], axis=-1)
