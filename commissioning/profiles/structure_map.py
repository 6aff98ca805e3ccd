"""An area's structures and what binds them on a day: as rows, as a picture of the same rows, and beside another day's.

For the pages and for whoever prints it. How well anybody gets on with anybody is no part of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.dateformat import format as format_date

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.reporting.grid import Shape
from commissioning.reporting.network import MOST_EDGES, MOST_NODES, Edge, Kind, Network, Node, Stroke, network

from .models import Relation, Structure
from .models.kept import within_dates

COLUMNS_OF_A_PAGE = 4  # A4, upright
_R, _S = Relation.Kind, Structure.Kind
LINES = (
    Kind(_R.REPORTS, _R.REPORTS.label, "R", Stroke.ONE, up=True),
    Kind(_R.CHAIRS, _R.CHAIRS.label, "C", Stroke.THREE),
    Kind(_R.MEMBER, _R.MEMBER.label, "M", Stroke.TWO),
    Kind(_R.FUNDS, _R.FUNDS.label, "F", Stroke.FOUR),
    Kind(_R.POOLS, _R.POOLS.label, "P", Stroke.FIVE),
    Kind(_R.SCRUTINISES, _R.SCRUTINISES.label, "S", Stroke.SIX),
)
SHAPES = {
    _S.BOARD: Shape.BOARD,
    _S.GROUP: Shape.GROUP,
    _S.UNIT: Shape.UNIT,
    _S.PARTNER: Shape.PARTNER,
    _S.LEADER: Shape.LEADER,
    _S.CHAMPION: Shape.CHAMPION,
}


@dataclass(frozen=True)
class StructureRow:
    pk: int
    name: str
    kind: str
    kind_label: str
    when: str
    about: str
    draft: bool


@dataclass(frozen=True)
class RelationRow:
    pk: int
    source: StructureRow
    kind: str
    words: str
    target: StructureRow
    when: str

    @property
    def sentence(self) -> str:
        return f"{self.source.name} {self.words} {self.target.name}"


@dataclass(frozen=True)
class StructureMap:
    """`picture` is None where there is nothing to draw, and where there is too much: then `too_large`."""

    on: date
    structures: tuple[StructureRow, ...]
    relations: tuple[RelationRow, ...]
    picture: Network | None

    @property
    def too_large(self) -> bool:
        return len(self.structures) > MOST_NODES or len(self.relations) > MOST_EDGES

    @property
    def drafts(self) -> int:
        return sum(row.draft for row in self.structures)


def relations(authority: Authority) -> QuerySet[Relation]:
    """Of any time, what was removed too."""
    rows = Relation.objects.filter(authority=authority)
    return rows.select_related("authority__region", "source", "target", "changed_by", "removed_by")


def structure_map(
    authority: Authority, on: date, scope: Scope, *, drafts: bool = False, printed: bool = False
) -> StructureMap | None:
    """As at that day; None for those who may not see it. `drafts` only for those who keep it, and with links to the
    tables of the page unless it is `printed`.
    """
    if not scope.may(Permission.PROFILE_SEE_PROGRAMME, authority):
        return None
    with_drafts = drafts and scope.may(Permission.PROFILE_KEEP, authority)
    structures, tied = _rows(authority, on, with_drafts)
    marks = {row.pk: "Draft" for row in structures if row.draft}
    return _drawn("map", authority, on, structures, tied, marks=marks, printed=printed)


def _there(day: date, with_drafts: bool, path: str = "") -> Q:
    found = within_dates(day, path) & Q(**{f"{path}removed_at__isnull": True})
    return found if with_drafts else found & Q(**{f"{path}draft": False})


def _rows(authority: Authority, on: date, drafts: bool) -> tuple[tuple[StructureRow, ...], tuple[RelationRow, ...]]:
    found = Structure.objects.filter(_there(on, drafts), authority=authority)
    structures = {row.pk: _structure(row) for row in found}
    tied = Relation.objects.filter(
        within_dates(on),
        _there(on, drafts, "source__"),
        _there(on, drafts, "target__"),
        authority=authority,
        removed_at__isnull=True,
    )
    return tuple(structures.values()), tuple(
        _relation(row, structures) for row in tied.select_related("source", "target")
    )


def _structure(row: Structure) -> StructureRow:
    return StructureRow(row.pk, row.name, row.kind, row.get_kind_display(), row.when, row.about, row.draft)


def _relation(row: Relation, structures: Mapping[int, StructureRow]) -> RelationRow:
    source, target = structures[row.source_id], structures[row.target_id]
    return RelationRow(row.pk, source, row.kind, row.get_kind_display(), target, row.when)


def _drawn(
    key: str,
    authority: Authority,
    on: date,
    structures: tuple[StructureRow, ...],
    tied: tuple[RelationRow, ...],
    *,
    marks: Mapping[int, str],
    strong: frozenset[int] = frozenset(),
    strong_words: str = "",
    printed: bool = False,
) -> StructureMap:
    day = format_date(on, "j F Y")
    picture = network(
        key=key,
        title=f"Structure map of {authority} as at {day}",
        kinds=LINES,
        nodes=[_node(row, marks.get(row.pk, ""), printed) for row in structures],
        edges=[Edge(str(row.source.pk), str(row.target.pk), row.kind, row.sentence, row.pk in strong) for row in tied],
        most_columns=COLUMNS_OF_A_PAGE if printed else 8,
        strong=strong_words,
    )
    return StructureMap(on, structures, tied, picture)


def _node(row: StructureRow, mark: str, printed: bool) -> Node:
    url = "" if printed else f"#structure-{row.pk}"
    return Node(str(row.pk), row.name, row.kind_label, SHAPES[Structure.Kind(row.kind)], mark, url)


# --- Two days side by side ----------------------------------------------------------------

ADDED, ENDED, CHANGED = "Added", "Ended", "Changed"


@dataclass(frozen=True)
class Change:
    """What stood on the earlier and on the later day; "" where nothing did."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    earlier: StructureMap
    later: StructureMap
    structures: tuple[Change, ...]
    relations: tuple[Change, ...]

    @property
    def same(self) -> bool:
        return not self.structures and not self.relations


def compare(authority: Authority, earlier: date, later: date, scope: Scope) -> Comparison | None:
    """None for those who may not see the map."""
    if not scope.may(Permission.PROFILE_SEE_PROGRAMME, authority):
        return None
    (old, old_tied), (new, new_tied) = _rows(authority, earlier, False), _rows(authority, later, False)
    gone, come = _only(old, new), _only(new, old)
    gone_tied, come_tied = _only(old_tied, new_tied), _only(new_tied, old_tied)
    replaced = {row.name.casefold() for row in gone} & {row.name.casefold() for row in come}
    return Comparison(
        earlier=_drawn(
            "earlier",
            authority,
            earlier,
            old,
            old_tied,
            marks={row.pk: CHANGED if row.name.casefold() in replaced else "Ended since" for row in gone},
            strong=frozenset(row.pk for row in gone_tied),
            strong_words="ended since (thick lines)",
            printed=True,
        ),
        later=_drawn(
            "later",
            authority,
            later,
            new,
            new_tied,
            marks={row.pk: CHANGED if row.name.casefold() in replaced else "New" for row in come},
            strong=frozenset(row.pk for row in come_tied),
            strong_words="new (thick lines)",
            printed=True,
        ),
        structures=_changes(gone, come, _same_name, _said_of_structure),
        relations=_changes(gone_tied, come_tied, _same_pair, lambda row: row.sentence),
    )


def _only(rows: Iterable, other: Iterable) -> list:
    there = {row.pk for row in other}
    return [row for row in rows if row.pk not in there]


def _same_name(row: StructureRow) -> str:
    return row.name.casefold()


def _same_pair(row: RelationRow) -> frozenset[str]:
    """Between the same two, by name: one of them may have been set up anew."""
    return frozenset((row.source.name.casefold(), row.target.name.casefold()))


def _said_of_structure(row: StructureRow) -> str:
    return f"{row.name} ({row.kind_label.lower()})"


def _changes(gone: list, come: list, like, said) -> tuple[Change, ...]:
    """What ended and what began between the same two, or under the same name, is one change."""
    waiting, found = list(come), []
    for row in gone:
        next_ = next((one for one in waiting if like(one) == like(row)), None)
        if next_ is None:
            found.append(Change(ENDED, said(row), ""))
            continue
        waiting.remove(next_)
        if said(row) != said(next_):
            found.append(Change(CHANGED, said(row), said(next_)))
    return (*found, *(Change(ADDED, "", said(row)) for row in waiting))
