"""The rows of `levels.csv`: how many of whom gave each answer."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal

import numpy as np

from .columns import Columns, all_columns
from .counts import Counts
from .marks import Marks
from .rounding import decimal, tenths
from .words import reliability


@dataclass(slots=True)
class Level:
    """A row, in the order of the file. Withheld: no numbers, and `suppressed` says which reason. Without anybody to
    be a part of there is no percentage.
    """

    round: str
    group: str
    measure: str
    service: str
    question: str
    breakdown: str
    breakdown_value: str
    basis: str
    answer: str
    label: str
    count: int | None
    base: int | None
    percent: Decimal | None
    suppressed: str
    reliability: str


COLUMNS = tuple(field.name for field in fields(Level))


def levels(counts: Counts, marks: Marks) -> Iterator[Level]:
    for columns in all_columns(counts):
        yield from _rows(counts, columns, marks)


def _rows(counts: Counts, columns: Columns, marks: Marks) -> Iterator[Level]:
    question = columns.question
    tenths_of = tenths(columns.counts, np.maximum(columns.bases, 1)).tolist()
    every = zip(
        columns.places, columns.marks(marks), columns.counts.tolist(), columns.bases.tolist(), tenths_of, strict=True
    )
    about = counts.round, counts.group, question.measure, question.service, question.name
    for place, marked, *numbers in every:
        for heading, mark, count, base, percent in zip(columns.headings, marked, *numbers, strict=True):
            what = *about, *place, heading.basis, heading.item.name, heading.item.label
            if mark:
                yield Level(*what, None, None, None, mark, "")
            else:
                yield Level(*what, count, base, decimal(percent) if base else None, "", reliability(base))
