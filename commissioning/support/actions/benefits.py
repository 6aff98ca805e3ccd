"""Every write about costs and benefits: added, changed, verified by a finance officer, removed with a reason.

The area’s row is locked as well: two packages that count the same saving at the same moment see each other.
"""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..amounts import PENNY, money
from ..models import CostBenefit, PackageEvent, SupportPackage
from ..queries.benefits import areas_written_for, may_verify, may_write, named_twins, twins
from ..workflow import KEPT, Stage, check_in
from .events import note
from .locking import lock

COUNTED = KEPT | {Stage.CLOSED}  # from scoping on; what is saved is often known after the close


@dataclass(frozen=True)
class Typed:
    authority: Authority
    kind: str
    category: str
    year: int
    pounds: Decimal
    method: str
    includes: str
    overlap: str


class CountedTwice(NotNow):
    """Another package counts the same; the figure is saved only with why it is not counted already."""


@transaction.atomic
def add(*, package: SupportPackage, typed: Typed, by: User) -> CostBenefit:
    """The same one sent twice is one."""
    package = lock(package)
    if typed.authority not in areas_written_for(package, scope_of(by)):
        raise PermissionDenied("Figures are entered by the area’s champion and by whoever works on the package.")
    check_in(COUNTED, package.at, "Costs and benefits are entered")
    for twin in package.costs_and_benefits.filter(removed_at__isnull=True, kind=typed.kind, added_by=by, version=1):
        if _holds(twin, typed):
            return twin
    figure = CostBenefit(package=package, added_by=by)
    _fill(figure, typed, by)
    figure.save()
    _say(figure, "added", by)
    audit.record("figure-add", figure, by=by, authority_id=figure.authority_id)
    return figure


@transaction.atomic
def save(*, figure: CostBenefit, typed: Typed, version: int, by: User) -> Saved[CostBenefit]:
    """A figure that was verified is verified no more once it says something else. The same content is no save."""
    current = _current(figure)
    scope = scope_of(by)
    if not may_write(current, scope) or typed.authority not in areas_written_for(current.package, scope):
        raise PermissionDenied("Figures are changed by the area’s champion and by whoever works on the package.")
    if _holds(current, typed):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    says_other = any(getattr(current, name) != getattr(typed, name) for name in _names() if name != "overlap")
    _fill(current, typed, by)
    was_verified = current.verified
    if says_other:
        current.verified_by, current.verified_on = "", None
    current.version += 1
    current.save()
    _say(current, "changed, and has to be verified again" if was_verified and says_other else "changed", by)
    audit.record("figure-save", current, by=by, authority_id=current.authority_id)
    return Saved(current)


@dataclass(frozen=True)
class Verified:
    """By whom, on which day, and the save of the figure they saw."""

    officer: str
    on: date
    version: int


@transaction.atomic
def verify(*, figure: CostBenefit, found: Verified, by: User) -> Saved[CostBenefit]:
    current = _current(figure)
    if not may_verify(current, scope_of(by)):
        raise PermissionDenied("That a figure is verified is said by the champion, the director or the package’s lead.")
    if (current.verified_by, current.verified_on) == (found.officer, found.on):
        return Saved(current)
    if current.version != found.version:
        return Saved(current, conflict=True)
    if not found.officer.strip():
        raise NotNow("Enter the name of the finance officer who verified it.")
    if found.on > timezone.localdate():
        raise NotNow("The day it was verified cannot be after today.")
    current.verified_by, current.verified_on = found.officer, found.on
    current.version += 1
    current.save()
    _say(current, "verified", by)
    audit.record("figure-verify", current, by=by, authority_id=current.authority_id)
    return Saved(current)


@transaction.atomic
def remove(*, figure: CostBenefit, why: str, by: User) -> None:
    """Its row stays, with the reason."""
    current = _current(figure)
    if not may_write(current, scope_of(by)):
        raise PermissionDenied("Figures are removed by the area’s champion and by whoever works on the package.")
    if not why.strip():
        raise NotNow("Say why it is removed; the reason is kept.")
    current.removed_at, current.removed_by, current.removed_because = timezone.now(), by, why
    current.save(update_fields=["removed_at", "removed_by", "removed_because"])
    _say(current, "removed", by, more=why)
    audit.record("figure-remove", current, by=by, authority_id=current.authority_id)


# --- What they share ----------------------------------------------------------------------


def _names() -> list[str]:
    return [field.name for field in fields(Typed)]


def _current(figure: CostBenefit) -> CostBenefit:
    """As it stands, its package locked."""
    package = lock(figure.package)
    check_in(COUNTED, package.at, "Costs and benefits are entered")
    current = CostBenefit.objects.select_related("authority__region").get(pk=figure.pk)
    if current.removed_at:
        raise NotNow("It has been removed. Add it anew if it is right after all.")
    current.package = package
    return current


def _holds(figure: CostBenefit, typed: Typed) -> bool:
    return all(getattr(figure, name) == getattr(typed, name) for name in _names())


def _fill(figure: CostBenefit, typed: Typed, by: User) -> None:
    if typed.pounds < 0 or typed.pounds % PENNY:
        raise NotNow("Enter pounds, 0 or more, with no more than two decimals.")
    Authority.objects.select_for_update(of=("self",), no_key=True).get(pk=typed.authority.pk)
    for name in _names():
        setattr(figure, name, getattr(typed, name))
    if not typed.overlap.strip() and twins(figure).exists():
        others = " and ".join(named_twins(figure, scope_of(by)))
        raise CountedTwice(
            f"{figure.get_category_display()} of {figure.authority} in {figure.year_label} is counted in {others}"
            " already. Say why this is not the same money."
        )


def _say(figure: CostBenefit, what: str, by: User, more: str = "") -> None:
    text = (
        f"{figure.get_kind_display()} {what}: {money(figure.pounds)}, {figure.get_category_display().lower()},"
        f" {figure.authority}, {figure.year_label}, {figure.mark.lower()}"
    )
    note(package=figure.package, kind=PackageEvent.Kind.BENEFIT, text=text, more=more, subject=figure.pk, by=by)
