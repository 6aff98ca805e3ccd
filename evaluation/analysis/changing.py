"""Two rounds side by side: a question's figures in both, along the same places and rows, and who they came from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .columns import (
    Columns,
    Heading,
    bases_by_heading,
    columns_of,
    counts_by_heading,
    headings_of,
    paired_tables,
)
from .comparability import differences
from .counts import Counts, FloatArray, IntArray, Overlap, Panel, Place
from .intervals import cluster_error
from .marks import Marks, strongest
from .questions import Measured

Marked = list[tuple[str, ...]]
UNKNOWN = -1


@dataclass(frozen=True)
class Both:
    """One question in two rounds, as the later one puts it. Arrays are places × headings; `marks` likewise.

    `reasons`: why the two must not be compared. `overlap`: people known to be in both rounds, else `UNKNOWN`.
    `clustered`: whether every answer holds its authority; then `error` is the change's, robust to them.
    """

    question: Measured
    places: tuple[Place, ...]
    headings: tuple[Heading, ...]
    count_from: IntArray
    base_from: IntArray
    count_to: IntArray
    base_to: IntArray
    marks: Marked
    reasons: tuple[str, ...]
    overlap: IntArray
    clustered: np.ndarray
    error: FloatArray


def both_rounds(
    earlier: Counts, later: Counts, marks: tuple[Marks, Marks], overlap: Overlap | None = None
) -> Iterator[Both]:
    """Every question that both rounds put, with the answers both know. A place of one round has 0 in the other."""
    places = tuple(dict.fromkeys((*later.places, *earlier.places)))
    known = None if overlap is None else _places_in(overlap.places, places)
    decided = [_Decided(mark, frozenset(of.places)) for mark, of in zip(marks, (earlier, later), strict=True)]
    for name, question in later.questions.items():
        if name not in earlier.tallies or name not in later.tallies:
            continue
        before = earlier.questions[name]
        both = [_along(counts, name, places) for counts in (earlier, later)]
        headings = _shared(before, question)
        sides = [_only(columns, headings) for columns in both]
        of_both = _marks_of_both(sides, (decided[0], decided[1]))
        people = _overlap(overlap, name, known, (len(places), len(headings)))
        held, error = _clusters(earlier, later, name, places, headings)
        yield Both(
            question, places, headings, *_figures(sides), of_both, differences(before, question), people, held, error
        )


def in_panel(people: Panel, marks: tuple[Marks, Marks]) -> Iterator[tuple[Both, IntArray]]:
    """Every question of a panel, and its paired tables: places × headings × 4."""
    for name, paired in people.paired.items():
        question = people.questions[name]
        headings, tables = headings_of(question), paired_tables(question, paired)
        count_from, count_to = tables[..., 0] + tables[..., 1], tables[..., 0] + tables[..., 2]
        pairs = tables.sum(axis=-1)
        sides = [Columns(question, people.places, headings, count, pairs) for count in (count_from, count_to)]
        empty = np.zeros(pairs.shape)
        yield (
            Both(
                question, people.places, headings, count_from, pairs, count_to, pairs,
                _marks_of_both(sides, marks), people.reasons.get(name, ()), pairs * 0 + UNKNOWN, empty > 0, empty,
            ),
            tables,
        )  # fmt: skip


def _figures(sides: Sequence[Columns]) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    before, after = sides
    return before.counts, before.bases, after.counts, after.bases


def _places_in(places: Sequence[Place], wanted: Sequence[Place]) -> IntArray:
    """Where each wanted place stands; one past the end where it does not."""
    at = {place: number for number, place in enumerate(places)}
    return np.array([at.get(place, len(places)) for place in wanted], np.int64)


def _padded(array: IntArray, at: IntArray, axis: int = 0) -> IntArray:
    """Along other places: 0 where there is none."""
    widths = [(0, int(number == axis)) for number in range(array.ndim)]
    return np.pad(array, widths).take(at, axis=axis)


def _along(counts: Counts, name: str, places: tuple[Place, ...]) -> Columns:
    columns = columns_of(counts.questions[name], counts.places, counts.tallies[name])
    at = _places_in(counts.places, places)
    return Columns(columns.question, places, columns.headings, _padded(columns.counts, at), _padded(columns.bases, at))


def _shared(before: Measured, after: Measured) -> tuple[Heading, ...]:
    known = {(heading.basis, heading.item.name) for heading in headings_of(before)}
    return tuple(heading for heading in headings_of(after) if (heading.basis, heading.item.name) in known)


def _only(columns: Columns, headings: tuple[Heading, ...]) -> Columns:
    at = {(heading.basis, heading.item.name): number for number, heading in enumerate(columns.headings)}
    wanted = [at[heading.basis, heading.item.name] for heading in headings]
    return Columns(columns.question, columns.places, headings, columns.counts[:, wanted], columns.bases[:, wanted])


def _marks_of_both(sides: Sequence[Columns], marks: tuple[Marks, Marks]) -> Marked:
    """A change is withheld where either of its percentages is."""
    every = zip(*(side.marks(mark) for side, mark in zip(sides, marks, strict=True)), strict=True)
    return [tuple(map(strongest, zip(*pair, strict=True))) for pair in every]


@dataclass(frozen=True)
class _Decided:
    """A round's marks, for places it may not have: its pattern decided nothing about those."""

    marks: Marks
    places: frozenset[Place]

    def mark(self, question: str, breakdown: str, value: str, item: str) -> str:
        place = Place(breakdown, value)
        return self.marks.mark(question, breakdown, value, item) if place in self.places else ""


def _overlap(overlap: Overlap | None, name: str, at: IntArray | None, shape: tuple[int, int]) -> IntArray:
    if overlap is None or at is None or name not in overlap.people:
        return np.full(shape, UNKNOWN, np.int64)
    return np.broadcast_to(_padded(overlap.people[name], at)[:, None], shape)


def _clusters(
    earlier: Counts, later: Counts, name: str, places: tuple[Place, ...], headings: tuple[Heading, ...]
) -> tuple[np.ndarray, FloatArray]:
    """Whether every answer of both rounds holds its authority, by place and heading, and the error of the change."""
    shape = len(places), len(headings)
    authorities = sorted({*earlier.authorities, *later.authorities})
    sides = [_by_authority(counts, name, places, headings, authorities) for counts in (earlier, later)]
    if None in sides or not authorities:
        return np.zeros(shape, bool), np.full(shape, np.nan)
    (counts_from, bases_from, all_from), (counts_to, bases_to, all_to) = (side for side in sides if side)
    held = (bases_from.sum(axis=0) == all_from) & (bases_to.sum(axis=0) == all_to)
    return held, cluster_error(counts_from, bases_from, counts_to, bases_to)


def _by_authority(
    counts: Counts, name: str, places: tuple[Place, ...], headings: tuple[Heading, ...], authorities: Sequence[int]
) -> tuple[IntArray, IntArray, IntArray] | None:
    """Counts and bases, authorities × places × headings, and the bases of everyone."""
    question, clusters = counts.questions[name], counts.tallies[name].clusters
    if clusters is None:
        return None
    at = _places_in(counts.places, places)
    known = {authority: number for number, authority in enumerate(counts.authorities)}
    rows = np.array([known.get(authority, len(known)) for authority in authorities], np.int64)
    asked, answers = (_padded(_padded(array, at, 1), rows) for array in (clusters.asked, clusters.counts))
    own = tuple(_own(question, heading) for heading in headings)
    whole = _only(_along(counts, name, places), headings)
    return (
        counts_by_heading(own, answers),
        bases_by_heading(question, own, asked, answers.sum(axis=-1), answers),
        whole.bases,
    )


def _own(question: Measured, heading: Heading) -> Heading:
    """The same row, with the places its answers have in this round's question."""
    return next(
        own for own in headings_of(question) if (own.basis, own.item.name) == (heading.basis, heading.item.name)
    )
