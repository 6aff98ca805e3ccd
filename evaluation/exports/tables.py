"""What an export of impact tables holds: the rows as the analysis makes them, and what has to be said about them.

Every format is made from one of these, so that all agree to the digit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from evaluation.analysis import change, expected, levels, summary
from evaluation.analysis.beside import Beside, columns_of
from evaluation.analysis.change import Change
from evaluation.analysis.expected import Expected
from evaluation.analysis.levels import Level
from evaluation.analysis.questions import Measured
from evaluation.analysis.summary import Summary
from evaluation.analysis.words import Unit

# Said on the first page of everything that prints these figures.
LIMITATIONS = (
    "These figures are what people said about themselves and their areas (self-report); nobody else measured them.",
    "Those who answer are volunteers, and people who are satisfied answer more often than others.",
    "There is no comparison group: nothing here tells what would have happened without the programme.",
    "Questions about a service were put only to those who had used it, so every percentage has a base of its own.",
)


@dataclass(frozen=True)
class RoundOf:
    """`on`: the day its figures speak of."""

    name: str
    on: date


@dataclass(frozen=True)
class GroupOf:
    """`questions`: by round, what was asked. `reasons`: by question, why it must not be compared with the other round,
    each a sentence without its stop.
    """

    slug: str
    title: str
    unit: Unit
    questions: Mapping[str, Mapping[str, Measured]]
    reasons: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tables:
    """`rounds`: the one the tables are of; then, where there is one, the earlier one it is held against. `change` and
    `expected` are None without it. `breakdown`: the one that was asked for, "" for none. `beside`: what a published
    edition sets beside the survey, by the name of its file.
    """

    programme: str
    contact: str
    title: str
    made_on: date
    who_may_see: str
    rounds: Sequence[RoundOf]
    groups: Sequence[GroupOf]
    is_suppressed: bool
    minimum_base: int
    minimum_cell: int
    levels: Sequence[Level]
    summary: Sequence[Summary]
    change: Sequence[Change] | None = None
    expected: Sequence[Expected] | None = None
    breakdown: str = ""
    limitations: Sequence[str] = LIMITATIONS
    beside: Mapping[str, Sequence[Beside]] = field(default_factory=dict)

    @property
    def protection(self) -> str:
        """What is withheld, in a sentence or two."""
        if not self.is_suppressed:
            return "Nothing is withheld: small numbers are shown. Do not hand these tables on."
        return (
            f"Figures are withheld where fewer than {self.minimum_base} people stand behind them or a count is above 0 "
            f"and below {self.minimum_cell}, and more so that these cannot be worked out from the others."
        )

    @property
    def of_when(self) -> str:
        days = [f"{one.name} ({one.on.day} {one.on:%B %Y})" for one in self.rounds]
        return " against ".join(days)

    def files(self) -> Iterator[tuple[str, Sequence[str], Sequence[Any]]]:
        """The tables there are, by the names of their files, with their columns and rows."""
        yield "levels", levels.COLUMNS, self.levels
        yield "summary", summary.COLUMNS, self.summary
        if self.change is not None:
            yield "change", change.COLUMNS, self.change
        if self.expected is not None:
            yield "expected", expected.COLUMNS, self.expected
        for name, rows in self.beside.items():
            yield name, columns_of(name), rows
