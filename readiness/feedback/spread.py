"""How far apart partners' views were: what of it may be printed, and the words for it. Pure.

A contributor never learns another's view, and every reader of a report may be one. So from where to where is printed
only where at least five views with a level were given; and where fewer than ten lie so close together that "all at 3"
would tell what each of them was, it says that they are close and no more. Independent providers stand apart, under the
same rule: they are paid by those who commission.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..levels import Answer
from . import words

FEWEST_VIEWS = 5  # with a level
FEW_VIEWS = 10  # among fewer, that all said the same tells of each
WIDE = 2  # levels apart from which a standard is named
NAMED = 3  # standards named in words; the table has them all


@dataclass(frozen=True)
class Range:
    """`views` of one side; `lowest` and `highest` are None where they are not printed, `close` says that all lie
    within one level of each other.
    """

    views: int
    lowest: int | None = None
    highest: int | None = None
    close: bool = False

    @property
    def steps(self) -> int:
        """How far apart, as far as it is printed."""
        return self.highest - self.lowest if self.lowest is not None and self.highest is not None else 0

    @property
    def is_told(self) -> bool:
        return self.close or self.lowest is not None

    @property
    def short(self) -> str:
        if self.close:
            return "Within one level"
        if self.lowest is None:
            return "Too few to say" if self.views else "No views"
        return f"{self.lowest} to {self.highest}" if self.steps else f"All at {self.lowest}"

    @property
    def sentence(self) -> str:
        """To go on after a colon: "nine, from 2 to 4", "three, too few to say how far apart"."""
        many = words.number(self.views)
        if self.close:
            return f"{many}, within one level of each other"
        if self.lowest is None:
            return f"{many}, too few to say how far apart" if self.views > 1 else many
        return f"{many}, from {self.lowest} to {self.highest}" if self.steps else f"{many}, all at {self.lowest}"


@dataclass(frozen=True)
class Spread:
    """Of one standard."""

    partners: Range
    providers: Range


@dataclass(frozen=True)
class Row:
    """One standard in the chapter about the spread."""

    number: int
    title: str
    label: str
    answer: Answer
    spread: Spread
    dissent: bool  # the area wrote down who saw it differently


@dataclass(frozen=True)
class Disagreement:
    """The chapter: its one sentence, the standards seen most differently, widest first, and every row."""

    message: str
    named: tuple[str, ...]
    more: int  # as far apart as two levels, beside those named
    rows: tuple[Row, ...]
    has_providers: bool

    @property
    def has_ranges(self) -> bool:
        return any(row.spread.partners.lowest is not None for row in self.rows)


def spread_of(record: Mapping[str, Any]) -> Spread | None:
    """From a standard's frozen record; None in snapshots that kept no views."""
    kept = record.get("spread")
    return Spread(_range(kept["partners"]), _range(kept["independent_providers"])) if kept else None


def _range(kept: Mapping[str, Any]) -> Range:
    lowest, highest, views = kept["lowest"], kept["highest"], kept["views"]
    if kept["levels"] < FEWEST_VIEWS or lowest is None:
        return Range(views)
    if highest - lowest < WIDE and kept["levels"] < FEW_VIEWS:
        return Range(views, close=True)
    return Range(views, lowest, highest)


def disagreement(rows: Sequence[Row], scorers: int) -> Disagreement:
    """`scorers`: how many gave their views, a group counted once."""
    apart = sorted(
        (row for row in rows if row.spread.partners.steps >= WIDE),
        key=lambda row: (-row.spread.partners.steps, row.number),
    )
    return Disagreement(
        message=_message(rows, apart, scorers),
        named=tuple(_said(row) for row in apart[:NAMED]),
        more=max(0, len(apart) - NAMED),
        rows=tuple(rows),
        has_providers=any(row.spread.providers.views for row in rows),
    )


def _message(rows: Sequence[Row], apart: Sequence[Row], scorers: int) -> str:
    if scorers <= 1:
        return "One view stands behind these levels, so there is no difference between partners to report."
    told = [row for row in rows if row.spread.partners.is_told]
    if not told:
        views = words.count(scorers, "view")
        return (
            f"{words.capital(views)} stand behind these levels, too few on any one standard to say how far apart "
            f"they are without giving somebody’s view away."
        )
    if not apart:
        return f"Partners were close: {_everywhere(told, rows)} their views lie within one level of each other."
    widest = apart[0].spread.partners
    furthest = [row.title for row in apart if row.spread.partners.steps == widest.steps]
    return f"Partners differed most on {words.titles(furthest, 2)}, where views {_between(apart[0], len(furthest))}."


def _everywhere(told: Sequence[Row], rows: Sequence[Row]) -> str:
    if len(told) == len(rows):
        return "on every standard"
    return f"on each of the {words.count(len(told), 'standard')} with enough views to say,"


def _between(row: Row, sharing: int) -> str:
    partners = row.spread.partners
    if sharing > 1:
        return f"are {words.count(partners.steps, 'level')} apart"
    return f"run from {partners.lowest} to {partners.highest}"


def _said(row: Row) -> str:
    partners = row.spread.partners
    said = f"{row.title}: {partners.views} views, from {partners.lowest} to {partners.highest}. "
    said += f"The level agreed is {row.answer.level}." if row.answer.level else f"Agreed: {row.answer.words.lower()}."
    return f"{said} Who saw it differently, and why, is under the standard." if row.dissent else said
