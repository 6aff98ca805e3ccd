"""Every write about what binds an area's structures. All of them lock the area first: whether something goes round in a
circle or is there twice can only be said while nobody else adds to it.
"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.dateformat import format as format_date

from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.saving import Saved

from ..circles import Link, circle
from ..dates import Known
from ..models import Relation, Structure
from . import keeping
from .keeping import Unfit

Kind = Relation.Kind


@dataclass(frozen=True)
class Typed:
    """What the page of a relation sent."""

    kind: str
    source_id: int
    target_id: int
    starts: Known | None
    ends: Known | None

    @property
    def values(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "source_id": self.source_id,
            "target_id": self.target_id,
            "starts_on": self.first,
            "precision": self.starts.precision if self.starts else "",
            "ends_on": self.last,
            "ends_precision": self.ends.precision if self.ends else "",
        }

    @property
    def first(self) -> date | None:
        return self.starts.first if self.starts else None

    @property
    def last(self) -> date | None:
        return self.ends.last if self.ends else None

    @property
    def one_way(self) -> "Typed":
        """Pooling goes both ways, so it is written down one way only."""
        if self.kind == Kind.POOLS and self.source_id > self.target_id:
            return replace(self, source_id=self.target_id, target_id=self.source_id)
        return self


@transaction.atomic
def add(*, authority: Authority, typed: Typed, by: User) -> Relation:
    locked = keeping.lock_area(authority, by)
    keeping.check_current(locked)
    return add_to_locked(locked, typed, by)


def add_to_locked(area: Authority, typed: Typed, by: User) -> Relation:
    """In an area that is locked already. The same twice is one."""
    typed = typed.one_way
    ends = _ends(area, typed)
    same = Relation.objects.kept().filter(authority=area, **typed.values).first()
    if same:
        return same
    _check(area, typed, ends, besides=None)
    return keeping.add(Relation, area, typed.values, verb="relation-add", by=by)


@transaction.atomic
def save(*, relation: Relation, typed: Typed, version: int, by: User) -> Saved[Relation]:
    current, typed = _lock(relation, by), typed.one_way
    keeping.check_kept(current)
    if version == current.version:
        _check(current.authority, typed, _ends(current.authority, typed), besides=current)
    return keeping.save(current, typed.values, version=version, verb="relation-save", by=by)


@transaction.atomic
def end(*, relation: Relation, typed: Known, version: int, by: User) -> Saved[Relation]:
    """It was so until then; the map of an earlier day still shows it."""
    current = _lock(relation, by)
    if current.starts and typed.last < current.starts.first:
        raise Unfit("ends", f"It began in {current.starts}, so it must end then or after")
    ended = Typed(current.kind, current.source_id, current.target_id, current.starts, typed)
    return save(relation=current, typed=ended, version=version, by=by)


@transaction.atomic
def remove(*, relation: Relation, because: str, version: int, by: User) -> Saved[Relation]:
    """What never was so, or was entered twice; what came to an end gets its last day instead."""
    return keeping.remove(_lock(relation, by), because, version=version, verb="relation-remove", by=by)


def _lock(relation: Relation, by: User) -> Relation:
    keeping.check_current(keeping.lock_area(relation.authority, by))
    return keeping.lock(relation, by)


def _ends(area: Authority, typed: Typed) -> tuple[Structure, Structure]:
    """Both on this area's own list."""
    found = Structure.objects.kept().filter(authority=area).in_bulk([typed.source_id, typed.target_id])
    for field, pk in (("source", typed.source_id), ("target", typed.target_id)):
        if pk not in found:
            raise Unfit(field, "That structure is no longer on the list. Select another.")
    return found[typed.source_id], found[typed.target_id]


def _check(area: Authority, typed: Typed, ends: tuple[Structure, Structure], besides: Relation | None) -> None:
    source, target = ends
    if source == target:
        raise Unfit("target", "Select two different structures")
    for structure in ends:
        _check_dates(typed, structure)
    others = Relation.objects.kept().of_kept_structures().filter(authority=area)
    others = others.exclude(pk=besides.pk) if besides else others
    _check_once(typed, others.filter(kind=typed.kind, source=source, target=target))
    if typed.kind == Kind.REPORTS:
        _check_circle(typed, list(others.filter(kind=Kind.REPORTS)), area)


def _check_dates(typed: Typed, structure: Structure) -> None:
    """Only what is certain: something of 2019 may have been there in March 2019."""
    if typed.ends and structure.ends_on and typed.ends.first > structure.ends_on:
        raise Unfit("ends", f"“{structure}” came to an end in {structure.ends}, so this must end then or before")
    if typed.starts and structure.starts_on and typed.starts.last < structure.starts_on:
        raise Unfit("starts", f"“{structure}” began in {structure.starts}, so this must begin then or after")
    if typed.starts and structure.ends_on and typed.starts.first > structure.ends_on:
        raise Unfit("starts", f"“{structure}” came to an end in {structure.ends}, so this must begin before")
    if typed.ends and structure.starts_on and typed.ends.last < structure.starts_on:
        raise Unfit("ends", f"“{structure}” began in {structure.starts}, so this must end after that")


def _check_once(typed: Typed, same) -> None:
    if typed.last:
        same = same.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=typed.last))
    if typed.first:
        same = same.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=typed.first))
    there = same.select_related("source", "target").first()
    if there:
        when = f" ({there.when[0].lower()}{there.when[1:]})" if there.when else ""
        raise Unfit("kind", f"It is on the map already that {there}{when}. Change that one instead")


def _check_circle(typed: Typed, others: list[Relation], area: Authority) -> None:
    links = [Link(row.source_id, row.target_id, row.starts_on, row.ends_on) for row in others]
    found = circle(links, Link(typed.source_id, typed.target_id, typed.first, typed.last))
    if not found:
        return
    names = {pk: str(row) for pk, row in Structure.objects.filter(authority=area).in_bulk(found.through).items()}
    steps = [f"“{names[below]}” reports to “{names[above]}”" for below, above in pairwise(found.through)]
    since = "" if found.on == date.min else f", from {format_date(found.on, 'j F Y')}"
    raise Unfit("target", f"Reporting would go round in a circle{since}: {', '.join(steps)}")
