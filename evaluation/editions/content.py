"""The shapes an edition's pages are made of. As plain data (`dataclasses.asdict`) they are what is kept and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ..analysis.beside import Beside
from ..analysis.withholding import Pattern
from ..impact_table import Table, Wording
from ..likert import Likert
from .commentary import NOTHING, Known


@dataclass(frozen=True)
class Figure:
    """Tables, with a chart where there is one, and what they rest on. `base`: who was asked, and how many
    answered; `conditions`: when the questions were put; `of`: the group and the round.
    """

    key: str
    title: str
    of: str
    tables: Sequence[Table]
    chart: Likert | None = None
    wordings: Sequence[Wording] = ()
    base: str = ""
    conditions: Sequence[str] = ()
    says_withheld: bool = False
    says_low: bool = False


@dataclass(frozen=True)
class Made:
    """What a section's builder gives back: sentences, figures, and what its commentary may name. `rows`: what its files
    hold beside the survey's tables; `patterns`: what is withheld of these, by a name that other editions know it by.
    """

    notes: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    known: Known = NOTHING
    rows: Sequence[Beside] = ()
    patterns: Mapping[str, Pattern] = field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """A section as it is shown. `problems`: why it cannot be published."""

    key: str
    section: int
    kind: str
    heading: str
    commentary: Sequence[str]
    notes: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    known: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[str] = ()


@dataclass(frozen=True)
class Answered:
    """How many answered, of one group in one round: in a sentence, and beside all who could have."""

    title: str
    words: Sequence[str]
    tables: Sequence[Table]


def as_data(one: Content | Answered) -> dict[str, Any]:
    """With each table's width, which the page needs of it."""
    data = asdict(one)
    figures = data.get("figures", [data])
    for table in (table for figure in figures for table in figure["tables"]):
        table["width"] = len(table["headings"]) + 1
    return data
