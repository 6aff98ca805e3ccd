"""The rows of `expected.csv`: what the earlier round forecast for twelve months on, beside what the later one found.

Two questions of different words, so the difference has no interval and no test: it is a comparison, never a change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from .columns import columns_of
from .counts import WHOLE, Counts
from .marks import NET_POSITIVE, Marks, strongest
from .questions import Measured
from .rounding import percent, points
from .words import reliability

# The measure that looks ahead, and the one that looks back.
PAIRS = (
    ("effectiveness_12m", "effectiveness_now"),
    ("delivery_12m", "delivery_now"),
    ("outcomes_12m", "outcomes_now"),
    ("efficiencies", "efficiencies_now"),
)


@dataclass(slots=True)
class Expected:
    """A row, in the order of the file: percentages are of `net:positive`. `months` between the rounds is printed,
    because a forecast is for twelve and rounds rarely lie twelve apart.
    """

    group: str
    measure_from: str
    measure_to: str
    service: str
    basis: str
    round_from: str
    percent_from: Decimal | None
    base_from: int | None
    round_to: str
    percent_to: Decimal | None
    base_to: int | None
    months: int | None
    difference_points: Decimal | None
    reliability: str
    suppressed: str


COLUMNS = tuple(field.name for field in fields(Expected))


def months_between(earlier: date, later: date) -> int:
    """Whole months from one round's date to the other's: a started one counts from its sixteenth day on."""
    months = 12 * (later.year - earlier.year) + later.month - earlier.month
    over = later.day - earlier.day
    return months + (over > 15) - (over < -15)


def expected(earlier: Counts, later: Counts, marks: tuple[Marks, Marks], months: int | None) -> Iterator[Expected]:
    """A row for each service, pair of measures and basis that both rounds asked about, of the whole round."""
    for measure_from, measure_to in PAIRS:
        forecasts, findings = _by_service(earlier, measure_from), _by_service(later, measure_to)
        for service, forecast in forecasts.items():
            if service in findings:
                yield from _rows((earlier, later), (forecast, findings[service]), marks, months)


def _by_service(counts: Counts, measure: str) -> Mapping[str, Measured]:
    """The question that measures it for each service; the first where a questionnaire has two."""
    found: dict[str, Measured] = {}
    for name, question in counts.questions.items():
        if question.measure == measure and question.has_scale and name in counts.tallies and WHOLE in counts.places:
            found.setdefault(question.service, question)
    return found


def _rows(
    rounds: tuple[Counts, Counts],
    questions: tuple[Measured, Measured],
    marks: tuple[Marks, Marks],
    months: int | None,
) -> Iterator[Expected]:
    figures = [_positive(*side) for side in zip(rounds, questions, marks, strict=True)]
    about = rounds[1].group, questions[0].measure, questions[1].measure, questions[0].service
    for basis in questions[0].bases:
        (count_from, base_from, mark_from), (count_to, base_to, mark_to) = (side[basis] for side in figures)
        if mark := strongest((mark_from, mark_to)):
            yield Expected(
                *about, basis, rounds[0].round, None, None, rounds[1].round, None, None, months, None, "", mark
            )
            continue
        yield Expected(
            *about, basis,
            rounds[0].round, percent(count_from, base_from), base_from,
            rounds[1].round, percent(count_to, base_to), base_to,
            months, points(count_from, base_from, count_to, base_to),
            reliability(min(base_from, base_to)), "",
        )  # fmt: skip


def _positive(counts: Counts, question: Measured, marks: Marks) -> dict[str, tuple[int, int, str]]:
    """How many stand above the middle, of how many, and the mark: by basis."""
    columns = columns_of(question, counts.places, counts.tallies[question.name])
    at = counts.places.index(WHOLE)
    marked = list(columns.marks(marks))[at]
    return {
        heading.basis: (int(columns.counts[at, number]), int(columns.bases[at, number]), marked[number])
        for number, heading in enumerate(columns.headings)
        if heading.item.name == NET_POSITIVE
    }
