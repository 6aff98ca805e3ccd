"""The rows of `summary.csv`: of those a question was put to, how many answered, and on which side of the scale."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from .counts import Counts
from .marks import Marks, strongest, sum_of
from .questions import Measured


@dataclass(slots=True)
class Summary:
    """A row, in the order of the file. A number that is withheld is None, and `suppressed` says the strongest reason
    in the row; so are those of a scale, where the question has none.
    """

    round: str
    group: str
    measure: str
    service: str
    question: str
    breakdown: str
    breakdown_value: str
    asked: int | None = None
    answered: int | None = None
    with_a_view: int | None = None
    positive: int | None = None
    neutral: int | None = None
    negative: int | None = None
    no_view: int | None = None
    not_answered: int | None = None
    suppressed: str = ""


COLUMNS = tuple(field.name for field in fields(Summary))


def summary(counts: Counts, marks: Marks) -> Iterator[Summary]:
    for name, question in counts.questions.items():
        if name not in counts.tallies:
            continue
        numbers = _numbers(question, counts, name)
        for at, place in enumerate(counts.places):
            marked = {what: marks.mark(name, *place, sum_of(what)) for what in numbers}
            told: dict[str, Any] = {what: None if marked[what] else column[at] for what, column in numbers.items()}
            about = counts.round, counts.group, question.measure, question.service, name, place.breakdown, place.value
            yield Summary(*about, **told, suppressed=strongest(marked.values()))


def _numbers(question: Measured, counts: Counts, name: str) -> dict[str, list[int]]:
    """The columns there are, each along the places."""
    tally = counts.tallies[name]
    columns = {"asked": tally.asked, "answered": tally.answered, "not_answered": tally.asked - tally.answered}
    if question.has_scale:
        columns["with_a_view"] = tally.counts[:, list(question.with_a_view)].sum(axis=1)
        columns |= {side: tally.counts[:, list(places)].sum(axis=1) for side, places in question.sides.items()}
    return {what: column.tolist() for what, column in columns.items()}
