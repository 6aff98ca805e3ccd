"""How areas compare: one publication for a year's campaign, made once when it closes, out of the levels signed by then.

It is stored as it is, and pages, charts, PDFs and files only read it (`comparison`). What is withheld is decided here,
for every reader at once, by the rules of `reporting.suppression`:

- Groups are England, each type and each region. A former authority's assessment comes with the type and region of its
  successor. All groups of a standard are protected together, each standard by itself.
- Readers are areas that have signed, each left out of what it reads. So medians and quartiles are kept of the whole
  group and, for each level a reader may have, of the others. The pattern allows for readers knowing both.
- Statistical neighbours have a median and quartiles, never counts, and only as far as everything withheld stays safe
  from a reader who knows these, too.

The publication holds each area's own levels, so that just what was counted is left out: it is not to be handed out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from commissioning.reporting.figures import Statement, middle
from commissioning.reporting.suppression import MINIMUM_BASE, Group, Pattern, has_base, protect

from .comparison import COLUMNS, ENGLAND, FORMAT, WHOLE, of_region, of_type
from .levels import LEVELS, LOWEST

# How many others need a level.
MEDIAN = Statement("median", quarters=(2,), least=MINIMUM_BASE, outlasts_counts=True)
QUARTILES = Statement("quartiles", quarters=(1, 3), least=10)
NEIGHBOURS = Statement("neighbours", quarters=(1, 2, 3), least=8)

Kind = tuple[str, str]  # type and region
Joint = dict[Kind, list[int]]


@dataclass(frozen=True)
class Signed:
    """An area's signed levels by code of standard; None where there is no level."""

    area_id: int
    type: str
    region: str
    levels: Mapping[str, int | None]

    @property
    def kind(self) -> Kind:
        return self.type, self.region

    def column(self, code: str) -> int:
        return COLUMNS.index(self.levels.get(code))


def publish(
    signed: Iterable[Signed],
    sections: Mapping[str, str],
    neighbours: Mapping[int, Sequence[int]],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """The publication as JSON. `sections`: of each standard, in order. `neighbours`: areas' ids by an area's id.

    Each standard of 150 areas takes a second or two; `progress` is told how many are done, of how many.
    """
    areas = sorted(signed, key=lambda area: area.area_id)
    groups = _groups(areas)
    standards, told = [], {}
    for done, (code, section) in enumerate(sections.items(), start=1):
        figures, told[code] = _standard(areas, code, groups, neighbours)
        standards.append({"code": code, "section": section, "groups": figures})
        progress(done, len(sections))
    return {
        "format": FORMAT,
        "standards": standards,
        "areas": {
            str(area.area_id): {
                "type": area.type,
                "region": area.region,
                "levels": {code: area.levels.get(code) for code in sections},
                "neighbours": {code: told[code].get(area.area_id) for code in sections},
            }
            for area in areas
        },
    }


def _groups(areas: Sequence[Signed]) -> dict[str, Group]:
    """England's figures are kept longest, when something must be withheld, and types' longer than regions'."""
    kinds = {area.kind for area in areas}
    ways: tuple[Callable[[Kind], str], ...] = (
        lambda kind: of_region(kind[1]),
        lambda kind: of_type(kind[0]),
        lambda kind: ENGLAND,
    )
    return {
        name: Group(frozenset(kind for kind in kinds if name_of(kind) == name), weight)
        for weight, name_of in reversed(list(enumerate(ways)))
        for name in sorted({name_of(kind) for kind in kinds})
    }


def _joint(areas: Iterable[Signed], code: str) -> Joint:
    joint: Joint = defaultdict(lambda: [0] * len(COLUMNS))
    for area in areas:
        joint[area.kind][area.column(code)] += 1
    return dict(joint)


def _standard(
    areas: Sequence[Signed], code: str, groups: Mapping[str, Group], neighbours: Mapping[int, Sequence[int]]
) -> tuple[dict[str, Any], dict[int, Any]]:
    """The groups' figures, and what each area is told of its neighbours."""
    if not areas:
        return {}, {}
    pattern = protect(_joint(areas, code), groups, (MEDIAN, QUARTILES), levels=len(LEVELS))
    by_id = {area.area_id: area for area in areas}
    told = {}
    for area in areas:
        circle = {*neighbours.get(area.area_id, ())} - {area.area_id}
        told[area.area_id] = _neighbours(area, [by_id[id_] for id_ in sorted(circle & by_id.keys())], code, pattern)
    return {name: _group(name, pattern) for name in groups}, told


def _group(name: str, pattern: Pattern) -> dict[str, Any]:
    counts, marks = pattern.totals[name], pattern.marks[name]
    made = {one.name: _by_reader(counts, one) for one in (MEDIAN, QUARTILES) if (name, one.name) in pattern.stated}
    return {
        "base": sum(counts) if has_base(sum(counts)) else None,
        "counts": [None if mark else count for count, mark in zip(counts, marks, strict=True)],
        "marks": list(marks),
        **made,
    }


def _by_reader(counts: Sequence[int], statement: Statement) -> dict[str, list[list[int]]]:
    """The statement about the whole group, and about the others, for each level an area left out may have."""
    made = {WHOLE: _places(counts, statement)}
    for column, level in enumerate(LEVELS):
        if counts[column]:
            made[str(level)] = _places([count - (at == column) for at, count in enumerate(counts)], statement)
    return made


def _places(counts: Sequence[int], statement: Statement) -> list[list[int]]:
    columns = (middle(counts[: len(LEVELS)], quarter) for quarter in statement.quarters)
    return [[LOWEST + first, LOWEST + second] for first, second in columns]


def _neighbours(area: Signed, circle: Sequence[Signed], code: str, pattern: Pattern) -> dict[str, Any] | None:
    """What the area may be told of its neighbours: all, or else the median, or else nothing."""
    joint = _joint(circle, code)
    counts = [sum(column) for column in zip(*joint.values(), strict=True)]
    if sum(counts[: len(LEVELS)]) < NEIGHBOURS.least:
        return None
    for statement in (NEIGHBOURS, replace(NEIGHBOURS, quarters=MEDIAN.quarters)):
        if pattern.audit.bears(area.kind, area.column(code), joint, statement):
            return dict(zip(map(str, statement.quarters), _places(counts, statement), strict=True))
    return None
