"""Every write about the people who matter in an area: on the list, off it, changed, agreed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..models import Stakeholder, Structure
from . import keeping

AGREED_TO = ("name", "job", "organisation")  # another of these is another person, or the same for another reason


@dataclass(frozen=True)
class Typed:
    """What the page of a stakeholder sent."""

    name: str
    job: str
    organisation: str
    side: str
    structure_id: int | None
    why_they_matter: str
    hearing: str
    email: str

    @property
    def values(self) -> dict[str, Any]:
        return dict(vars(self))


@transaction.atomic
def add(*, authority: Authority, typed: Typed, by: User) -> Stakeholder:
    locked = keeping.lock_area(authority, by)
    keeping.check_current(locked)
    _check_structure(typed, locked)
    return keeping.add(Stakeholder, locked, typed.values, verb="stakeholder-add", by=by)


@transaction.atomic
def save(*, stakeholder: Stakeholder, typed: Typed, version: int, by: User) -> Saved[Stakeholder]:
    """Another name, job or organisation takes the champion's agreement off this row."""
    current = _lock(stakeholder, by)
    _check_structure(typed, current.authority)
    values = typed.values
    if any(getattr(current, name) != values[name] for name in AGREED_TO):
        values |= {"agreed_at": None, "agreed_by": None}
    return keeping.save(current, values, version=version, verb="stakeholder-save", by=by)


@transaction.atomic
def remove(*, stakeholder: Stakeholder, because: str, version: int, by: User) -> Saved[Stakeholder]:
    return keeping.remove(_lock(stakeholder, by), because, version=version, verb="stakeholder-remove", by=by)


@dataclass(frozen=True)
class Agreement:
    """How many were agreed, and how many were not because they are no longer as the page showed them."""

    agreed: int
    changed: int


@transaction.atomic
def agree(*, authority: Authority, shown: Mapping[int, int], by: User) -> Agreement:
    """`shown`: the rows the page had, by id, and the save each was at. Nobody agrees what they have not seen."""
    _check_may_agree(by, authority)
    keeping.check_current(authority)
    rows = Stakeholder.objects.kept().filter(authority=authority, pk__in=shown)
    found = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",))}
    unagreed = {pk: version for pk, version in shown.items() if pk not in found or not found[pk].agreed_at}
    as_shown = [found[pk] for pk, version in unagreed.items() if pk in found and found[pk].version == version]
    pks = [row.pk for row in as_shown]
    Stakeholder.objects.filter(pk__in=pks).update(agreed_at=timezone.now(), agreed_by=by)
    for row in as_shown:
        audit.record("stakeholder-agree", row, by=by, authority_id=authority.pk)
    return Agreement(len(as_shown), len(unagreed) - len(as_shown))


def _check_may_agree(by: User, authority: Authority) -> None:
    """The champion is the programme's client: whoever asks for support says who is to be heard."""
    check(scope_of(by), Permission.SUPPORT_REQUEST, authority)


def _check_structure(typed: Typed, authority: Authority) -> None:
    if typed.structure_id and not Structure.objects.filter(pk=typed.structure_id, authority=authority).exists():
        raise NotNow("That structure is not one of this area’s. Choose another.")


def _lock(stakeholder: Stakeholder, by: User) -> Stakeholder:
    current = keeping.lock(stakeholder, by)
    keeping.check_current(current.authority)
    return current
