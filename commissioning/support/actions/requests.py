"""Asking for support: a draft of the area’s own, until it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved
from readiness.models import Standard
from readiness.queries.standards import current_standards

from ..models import PackageArea, PackageEvent, PackageStandard, SupportPackage
from ..queries.reading import check_may
from ..workflow import REQUEST_EDITABLE, check_in
from .events import note
from .locking import lock

WORDS = ("title", "kind", "need", "hoped", "tried")


@dataclass(frozen=True)
class Typed:
    """What the page of a request sent; `standards` by code, `shared` those of them the area shows its levels of."""

    title: str
    kind: str
    need: str
    hoped: str
    tried: str
    standards: tuple[str, ...]
    shares: bool
    version: int


@transaction.atomic
def draft(*, authority: Authority, typed: Typed, by: User) -> SupportPackage:
    """A request in the making. The same one sent twice is one draft."""
    check(scope_of(by), Permission.SUPPORT_REQUEST, authority)
    if not authority.is_current:
        raise NotNow(f"{authority} is a former council. Ask for support for the council that took over from it.")
    Authority.objects.select_for_update(of=("self",), no_key=True).get(pk=authority.pk)
    for twin in SupportPackage.objects.filter(authority=authority, stage="draft", title=typed.title, created_by=by):
        if _holds(twin, typed):
            return twin
    package = SupportPackage(authority=authority, created_by=by)
    _fill(package, typed)
    package.save()
    PackageArea.objects.create(package=package, authority=authority, share=100)
    _set_standards(package, typed, by)
    note(package=package, kind=PackageEvent.Kind.REQUEST, text="Request begun", by=by)
    audit.record("package-draft", package, by=by, authority_id=authority.pk)
    return package


@transaction.atomic
def save(*, package: SupportPackage, typed: Typed, by: User) -> Saved[SupportPackage]:
    """The request in other words, until scoping begins. The same content sent twice is one save."""
    current = lock(package)
    check_may(scope_of(by), Permission.SUPPORT_REQUEST, current)
    check_in(REQUEST_EDITABLE, current.at, "A request is reworded")
    if _holds(current, typed):
        return Saved(current)
    if typed.version != current.version:
        return Saved(current, conflict=True)
    current.version += 1
    _fill(current, typed)
    current.save()
    _set_standards(current, typed, by)
    if current.reference:
        note(package=current, kind=PackageEvent.Kind.REQUEST, text="Request reworded", by=by)
    audit.record("package-save", current, by=by, authority_id=current.authority_id)
    return Saved(current)


def _holds(package: SupportPackage, typed: Typed) -> bool:
    same = all(getattr(package, field) == getattr(typed, field) for field in WORDS)
    rows = package.package_standards.select_related("standard")
    standards = {row.standard.code: row.shared for row in rows}
    return same and standards == dict.fromkeys(typed.standards, typed.shares)


def _fill(package: SupportPackage, typed: Typed) -> None:
    for field in WORDS:
        setattr(package, field, getattr(typed, field))


def _set_standards(package: SupportPackage, typed: Typed, by: User) -> None:
    """Those of the set in force. Sharing begins with the tick, and ends with it."""
    wanted = Standard.objects.filter(version=current_standards(), code__in=typed.standards)
    package.package_standards.exclude(standard__in=wanted).delete()
    for standard in wanted:
        _set_standard(package, standard, typed.shares, by)


def _set_standard(package: SupportPackage, standard: Standard, shares: bool, by: User) -> None:
    row, _ = PackageStandard.objects.get_or_create(package=package, standard=standard)
    if row.shared != shares:
        row.shared, row.shared_by = shares, by
        row.shared_at = timezone.now() if shares else None
        row.save()


@transaction.atomic
def share(*, package: SupportPackage, codes: Iterable[str], by: User) -> None:
    """At any stage: of which of its standards the area shows its levels to the package’s team and the programme."""
    current = lock(package)
    check_may(scope_of(by), Permission.SUPPORT_REQUEST, current)
    wanted = set(codes)
    for row in current.package_standards.select_related("standard"):
        _set_standard(current, row.standard, row.standard.code in wanted, by)
    audit.record("package-share", current, by=by, authority_id=current.authority_id)
