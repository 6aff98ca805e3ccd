"""The area beside others, from the one publication of its year's campaign. Pure.

What is withheld there stays withheld here: nothing is computed but whether the area's own level lies above, at or
below a middle that is printed anyway. The area itself is left out of every group, and no other area is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..comparison import COLUMNS, Comparison, Distribution, Summary
from ..levels import Answer
from . import words

TOO_FEW, WITHHELD = "Too few areas", "Withheld"
COUNT_HEADINGS = (*(f"Level {level}" for level in COLUMNS if level), "No level", "All")
ENGLAND_LABEL = "England"


@dataclass(frozen=True)
class Published:
    """A publication as this area sees it. `labels`: of its groups, England first, then type and region."""

    seen: Comparison
    number: int
    made_on: date
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Middle:
    """A group's median and, where there are ten areas or more, the levels between which its middle half lies."""

    median: str
    half: str

    @property
    def words(self) -> str:
        return f"{self.median} ({self.half})" if self.half else self.median


@dataclass(frozen=True)
class Beside:
    """One standard: the area's own answer, then each group's middle and counts in the order of the groups.

    A count is None where it is withheld; the last one is that of all areas of the group.
    """

    number: int
    title: str
    label: str
    own: Answer
    middles: tuple[Middle, ...]
    neighbours: Middle | None  # None where nothing may be said of them
    counts: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class Counted:
    """The counts of one group, a row a standard."""

    key: str
    group: str
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]

    @property
    def is_told(self) -> bool:
        return any(count is not None for _, counts in self.rows for count in counts)


@dataclass(frozen=True)
class Others:
    """The chapter. `recounted`: levels that were counted in the publication as something else than this snapshot's."""

    message: str
    publication: str
    groups: tuple[str, ...]
    rows: tuple[Beside, ...]
    counts: tuple[Counted, ...]
    has_neighbours: bool
    recounted: tuple[str, ...]
    headings: tuple[str, ...] = COUNT_HEADINGS


def others(published: Published, own: Sequence[tuple[str, int, str, str, Answer]]) -> Others:
    """`own`: code, number, title, label and answer of each of the area's standards, in order."""
    standards = published.seen.standards
    rows = [
        _beside(published, code, number, title, label, answer)
        for code, number, title, label, answer in own
        if code in standards
    ]
    return Others(
        message=_message(published, [(code, answer) for code, *_, answer in own if code in standards]),
        publication=f"Publication {published.number}, made on {words.on_day(published.made_on)}",
        groups=published.labels,
        rows=tuple(rows),
        counts=tuple(
            Counted(f"others-{place}", group, tuple((row.label, row.counts[place]) for row in rows))
            for place, group in enumerate(published.labels)
        ),
        has_neighbours=any(row.neighbours for row in rows),
        recounted=tuple(
            title for code, _, title, _, answer in own if code in standards and standards[code].own != answer.level
        ),
    )


def _beside(published: Published, code: str, number: int, title: str, label: str, answer: Answer) -> Beside:
    standard = published.seen.standards[code]
    groups = [standard.groups[key] for key in published.seen.own_groups]
    return Beside(
        number=number,
        title=title,
        label=label,
        own=answer,
        middles=tuple(_middle(group) for group in groups),
        neighbours=_of(standard.neighbours) if standard.neighbours.median else None,
        counts=tuple((*(cell.count for cell in group.cells), group.base) for group in groups),
    )


def _middle(group: Distribution) -> Middle:
    if group.base is None:
        return Middle(TOO_FEW, "")
    return _of(group.summary) if group.summary.median else Middle(WITHHELD, "")


def _of(summary: Summary) -> Middle:
    median = summary.median.words if summary.median else ""
    if summary.lower is None or summary.upper is None:
        return Middle(median, "")
    low, high = summary.lower.low, summary.upper.high
    return Middle(median, str(low) if low == high else f"{low} to {high}")


def _message(published: Published, own: Sequence[tuple[str, Answer]]) -> str:
    """Above, at and below the middle of England, where both have a level: never a place in an order."""
    england = published.seen.own_groups[0]
    places: dict[str, int] = {"above": 0, "at": 0, "below": 0}
    for code, answer in own:
        median = published.seen.standards[code].groups[england].summary.median
        if median and answer.level:
            places["above" if answer.level > median.high else "below" if answer.level < median.low else "at"] += 1
    compared = sum(places.values())
    if not compared:
        return "No standard can be set beside the other areas that signed: too few did, or figures are withheld."
    parts = [f"{words.number(many)} {where} it" for where, many in places.items() if many]
    parts[0] = parts[0].replace(" ", f" {words.are(next(many for many in places.values() if many))} ", 1)
    base = f"Of the {compared} standards" if compared > 1 else "Of the one standard"
    said = f"{base} that can be set beside the middle level of the other areas in England that signed"
    return f"{said}, {words.listed(parts)}." if len(parts) > 1 else f"{said}, {_all(places, compared)}."


def _all(places: Mapping[str, int], compared: int) -> str:
    where = next(name for name, many in places.items() if many)
    return f"{'all are' if compared > 1 else 'that one is'} {where} it"
