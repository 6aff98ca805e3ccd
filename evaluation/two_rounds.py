"""Two rounds side by side as people read them: rows of the analysis → tables of a page. Pure; in the worker.

Whoever prints tests hands over those of the headline measures: of all others only the interval is shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .analysis.change import CROSS_SECTION, Change
from .analysis.expected import Expected
from .analysis.headline import Headline, HeadlineTest
from .analysis.marks import NET_NEGATIVE, NET_POSITIVE
from .analysis.questions import WITH_A_VIEW, Measured
from .analysis.words import LOW, RELIABILITY_WORDS, measure_words, reliability
from .impact_table import NOBODY, WITHHELD, Naming, Row, Rows, Table

DESIGNS = {"same_authority": "Another person of the same area and role", "panel": "The same people in both rounds"}
Reasons = Mapping[str, Sequence[str]]
Tests = Mapping[Headline, HeadlineTest]
UNROUNDED = "Changes are of unrounded percentages. An interval that holds 0 says that there may have been no change."
TESTED = (
    "Tests are for the headline measures alone, which were named before anybody saw an answer; their p is adjusted for"
    " one another (Holm)."
)


@dataclass(frozen=True)
class Compared:
    notes: tuple[str, ...]
    tables: tuple[Table, ...]


def changed(
    key: str,
    questions: Mapping[str, Measured],
    reasons: Reasons,
    naming: Naming,
    changes: Iterable[Change],
    tests: Tests | None = None,
) -> Compared | None:
    """A table for each design. `changes`: of one group; `tests`: of its headline measures, where there are any."""
    rows = [row for row in changes if _is_printed(row)]
    if not rows:
        return None
    tables = tuple(
        _of_design(key, questions, reasons, naming, [row for row in rows if row.design == design], tests or {})
        for design in dict.fromkeys(row.design for row in rows)
    )
    notes = (UNROUNDED, *_in_both_rounds(rows), TESTED) if tests else (UNROUNDED, *_in_both_rounds(rows))
    return Compared(notes, tables)


def _in_both_rounds(rows: Sequence[Change]) -> Iterator[str]:
    """Why a change has no interval although its bases would bear one."""
    shared = [
        (row.overlap, min(row.base_from or 0, row.base_to or 0))
        for row in rows
        if row.design == CROSS_SECTION and row.overlap and row.ci_low is None and not row.suppressed
    ]
    if most := max(((people, base) for people, base in shared if 10 * people > base), default=None):
        people, base = most
        yield (
            "There is no interval where more than a tenth of the smaller base answered in both rounds (up to "
            f"{people:,} of {base:,} people): their answers are not independent."
        )


def _is_printed(row: Change) -> bool:
    """Of the whole group: above the middle of the scale; every choice where there is no scale."""
    return not row.breakdown and (row.answer == NET_POSITIVE or row.basis != WITH_A_VIEW)


def _of_design(
    key: str,
    questions: Mapping[str, Measured],
    reasons: Reasons,
    naming: Naming,
    rows: Sequence[Change],
    tests: Tests,
) -> Table:
    first = rows[0]
    if first.design != CROSS_SECTION:
        tests = {}
    groups = []
    for name in dict.fromkeys(row.question for row in rows):
        if question := questions.get(name):
            of_question = [row for row in rows if row.question == name]
            groups.append(_changes_of(question, reasons.get(name, ()), naming, of_question, tests))
    headings = (first.round_from, "Base", first.round_to, "Base", "Change, points", "95 per cent interval")
    if tests:
        headings = (*headings, "p, adjusted")
    caption = f"Change from {first.round_from} to {first.round_to}: per cent"
    if first.design != CROSS_SECTION:
        caption = f"{caption}. {DESIGNS[first.design]}"
    return Table(f"{key}-{first.design}", caption, "Answer", headings, tuple(groups))


def _changes_of(
    question: Measured, reasons: Sequence[str], naming: Naming, rows: Iterable[Change], tests: Tests
) -> Rows:
    title = measure_words(question.measure) or question.text
    if question.service:
        title = f"{title}: {naming.service(question.service)}"
    if reasons:
        title = f"{title} (not compared: {'; '.join(reasons)})"
    labels = {answer.name: answer.label for answer in question.answers}
    labels[NET_POSITIVE], labels[NET_NEGATIVE] = question.net_label("positive"), question.net_label("negative")
    made = []
    for row in rows:
        if question.has_scale and row.answer != NET_POSITIVE:
            continue
        label = labels.get(row.answer, row.answer)
        if row.basis == WITH_A_VIEW:
            label = f"{label}, of those with a view"
        p = (_p(row, tests),) if tests else ()
        made.append(Row(label, (*change_cells(row), *p)))
    return Rows(title, tuple(made))


def _p(row: Change, tests: Tests) -> str:
    test = tests.get(Headline(row.question, row.answer, row.basis))
    if test is None:
        return NOBODY
    if row.suppressed:
        return WITHHELD
    if test.adjusted is None:
        return "not tested"
    return "under 0.001" if test.adjusted < 0.001 else f"{test.adjusted:.3f}"


def change_cells(row: Change) -> tuple[str, ...]:
    """Either round's share and base, the change, its interval."""
    if row.suppressed:
        return (WITHHELD,) * 6
    shares = _share(row.percent_from, row.base_from), _share(row.percent_to, row.base_to)
    bases = _base(row.base_from), _base(row.base_to)
    low = LOW in (reliability(row.base_from or 0), reliability(row.base_to or 0))
    change = RELIABILITY_WORDS[LOW] if low else _signed(row.change_points)
    interval = NOBODY
    if not low and row.ci_low is not None:
        interval = f"{_signed(row.ci_low)} to {_signed(row.ci_high)}"
    return shares[0], bases[0], shares[1], bases[1], change, interval


def _share(percent: Decimal | None, base: int | None) -> str:
    """Below a base of thirty a percentage says nothing; the files have it."""
    if percent is None:
        return NOBODY
    return RELIABILITY_WORDS[LOW] if reliability(base or 0) == LOW else f"{percent}"


def _base(base: int | None) -> str:
    return NOBODY if base is None else f"{base:,}"


def _signed(points: Decimal | None) -> str:
    if points is None:
        return NOBODY
    return f"{points:+}".replace("-", "−") if points else f"{abs(points)}"


def expected(key: str, naming: Naming, rows: Sequence[Expected]) -> Compared | None:
    """What was forecast, and what was found, of one group."""
    if not rows:
        return None
    first = rows[0]
    headings = (f"Expected in {first.round_from}", "Base", f"Found in {first.round_to}", "Base", "Points between")
    groups = []
    for pair in dict.fromkeys((row.measure_from, row.measure_to) for row in rows):
        title = f"{measure_words(pair[0])}, then {measure_words(pair[1])[:1].lower()}{measure_words(pair[1])[1:]}"
        made = tuple(
            Row(_service(row, naming), _expected_cells(row))
            for row in rows
            if (row.measure_from, row.measure_to) == pair
        )
        groups.append(Rows(title, made))
    caption = f"Expected in {first.round_from}, found in {first.round_to}: per cent above the middle of the scale"
    months = "an unknown time" if first.months is None else f"{first.months} months"
    note = (
        "What was expected and what was found are questions with different words, and between the rounds lie "
        f"{months}: a comparison, never a change."
    )
    return Compared((note,), (Table(f"{key}-expected", caption, "Service", headings, tuple(groups)),))


def _service(row: Expected, naming: Naming) -> str:
    label = naming.service(row.service) if row.service else "All"
    return f"{label}, of those with a view" if row.basis == WITH_A_VIEW else label


def _expected_cells(row: Expected) -> tuple[str, ...]:
    if row.suppressed:
        return (WITHHELD,) * 5
    between = RELIABILITY_WORDS[LOW] if row.reliability == LOW else _signed(row.difference_points)
    return (
        _share(row.percent_from, row.base_from),
        _base(row.base_from),
        _share(row.percent_to, row.base_to),
        _base(row.base_to),
        between,
    )
