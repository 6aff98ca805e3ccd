"""How areas compare, as one reader sees the publication of a year's campaign (`publication` makes it).

A reader's own area is left out of everything: counts and base are less one, and medians and quartiles are those of
the others. Somebody who is no area reads all of them. Nothing here can tell more than the publication does: a section
shows the middle of its standards' printed medians, and has no counts, which would be of answers and not of areas.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commissioning.reporting.figures import places
from commissioning.reporting.suppression import MINIMUM_BASE

from .levels import LEVELS

FORMAT = 1
COLUMNS = (*LEVELS, None)  # the last is no level: not applicable and don't know together
ENGLAND = "england"
WHOLE = "whole"  # nobody left out

TOO_FEW = f"Fewer than {MINIMUM_BASE} other areas of this group have signed"
TOO_TELLING = "Figures for this group could give away the level of another area"


def of_type(type_: str) -> str:
    return f"type:{type_}"


def of_region(region: str) -> str:
    return f"region:{region}"


@dataclass(frozen=True)
class Cell:
    """A count of areas, or the mark that says why it is withheld. Pages print both marks alike."""

    count: int | None
    mark: str = ""


@dataclass(frozen=True, order=True)
class Between:
    """Where a median or quartile lies: at a level, or between two."""

    low: int
    high: int

    @property
    def words(self) -> str:
        return str(self.low) if self.low == self.high else f"Between {self.low} and {self.high}"


@dataclass(frozen=True)
class Summary:
    median: Between | None = None
    lower: Between | None = None
    upper: Between | None = None


@dataclass(frozen=True)
class Distribution:
    """A group's areas, the reader's own left out: cells as in `COLUMNS`. Without a base there are too few."""

    base: int | None
    cells: tuple[Cell, ...]
    summary: Summary

    @property
    def is_told(self) -> bool:
        return self.summary.median is not None or any(cell.count is not None for cell in self.cells)


@dataclass(frozen=True)
class Standard:
    code: str
    section: str
    groups: Mapping[str, Distribution]
    own: int | None
    neighbours: Summary


@dataclass(frozen=True)
class Comparison:
    """A publication as one reader sees it. `own_groups`: England, type and region, or none for who is no area."""

    standards: Mapping[str, Standard]
    own_groups: tuple[str, ...]


def has_signed(data: Mapping[str, Any], area_id: int) -> bool:
    return str(area_id) in data["areas"]


def groups_of(data: Mapping[str, Any], area_id: int) -> tuple[str, ...]:
    """Those an area that has signed belongs to: England, its type and its region."""
    area = data["areas"][str(area_id)]
    return ENGLAND, of_type(area["type"]), of_region(area["region"])


def read(data: Mapping[str, Any], area_id: int | None = None, only: Collection[str] = ()) -> Comparison:
    """As an area that has signed sees it, itself left out; or, without one, as somebody who is none of the areas.
    `only`: of no other groups.
    """
    _check_format(data)
    area = None if area_id is None else data["areas"][str(area_id)]
    own_groups = () if area_id is None else groups_of(data, area_id)
    return Comparison(
        {standard["code"]: _read_standard(standard, area, own_groups, only) for standard in data["standards"]},
        own_groups,
    )


def medians(data: Mapping[str, Any], group: str) -> dict[str, Between | None]:
    """Code → the middle of a whole group, nobody left out; None where it is not told."""
    _check_format(data)
    groups = {standard["code"]: standard["groups"].get(group) for standard in data["standards"]}
    return {code: _summary(found, WHOLE).median if found else None for code, found in groups.items()}


def _check_format(data: Mapping[str, Any]) -> None:
    if data["format"] != FORMAT:
        raise ValueError(f"Not a publication of format {FORMAT}: {data['format']!r}")


def _read_standard(
    data: Mapping[str, Any], area: Mapping[str, Any] | None, own_groups: Sequence[str], only: Collection[str]
) -> Standard:
    code = data["code"]
    own = area["levels"][code] if area else None
    neighbours = (area["neighbours"][code] if area else None) or {}
    return Standard(
        code=code,
        section=data["section"],
        groups={
            name: _without(group, own) if name in own_groups else _whole(group)
            for name, group in data["groups"].items()
            if not only or name in only
        },
        own=own,
        neighbours=Summary(*(_between(neighbours.get(quarter)) for quarter in ("2", "1", "3"))),
    )


def _whole(group: Mapping[str, Any]) -> Distribution:
    cells = tuple(Cell(count, mark) for count, mark in zip(group["counts"], group["marks"], strict=True))
    return Distribution(group["base"], cells, _summary(group, WHOLE))


def _without(group: Mapping[str, Any], own: int | None) -> Distribution:
    whole = _whole(group)
    return Distribution(
        base=None if whole.base is None else whole.base - 1,
        cells=tuple(
            Cell(cell.count - 1) if level == own and cell.count is not None else cell
            for level, cell in zip(COLUMNS, whole.cells, strict=True)
        ),
        summary=_summary(group, WHOLE if own is None else str(own)),
    )


def _summary(group: Mapping[str, Any], left_out: str) -> Summary:
    (median,) = group.get("median", {}).get(left_out, [None])
    lower, upper = group.get("quartiles", {}).get(left_out, [None, None])
    return Summary(_between(median), _between(lower), _between(upper))


def _between(levels: Sequence[int] | None) -> Between | None:
    return None if levels is None else Between(*levels)


def chosen_group(comparison: Comparison, code: str, wanted: str) -> tuple[str, str]:
    """The group to show for a standard, and why it is wider than the one wanted: "" when it is not.

    England is shown even if nothing can be told of it: there is nothing wider.
    """
    told = comparison.standards[code].groups.get(wanted)
    if wanted == ENGLAND or (told and told.is_told):
        return wanted, ""
    return ENGLAND, TOO_TELLING if told and told.base is not None else TOO_FEW


def section_median(comparison: Comparison, section: str, group: str) -> Between | None:
    """The middle of the medians of its standards; None when one of them is not printed."""
    codes = [standard.code for standard in comparison.standards.values() if standard.section == section]
    medians = [_median(comparison, code, group) for code in codes]
    known = sorted(median for median in medians if median is not None)
    if not medians or len(known) < len(medians):
        return None
    first, second = (known[place - 1] for place in places(len(known), 2))
    return Between(first.low, second.high)


@dataclass(frozen=True)
class Change:
    code: str
    group: str
    earlier: Between | None
    later: Between | None


def changes(earlier: Comparison, later: Comparison, codes: Iterable[str], groups: Iterable[str]) -> tuple[Change, ...]:
    """Medians of two years side by side, for the standards whose levels compare between them. No difference is given:
    other areas may have signed, and what lies between two levels has no size.
    """
    return tuple(
        Change(code, group, *(_median(comparison, code, group) for comparison in (earlier, later)))
        for code in codes
        for group in groups
    )


def _median(comparison: Comparison, code: str, group: str) -> Between | None:
    standard = comparison.standards.get(code)
    distribution = standard.groups.get(group) if standard else None
    return distribution.summary.median if distribution else None
