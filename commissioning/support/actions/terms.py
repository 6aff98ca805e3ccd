"""What a package is agreed on: aims, criteria, days, budget and dates; and the signatures on them.

A signature is on one revision of the terms. A change after it begins a new revision, which nobody has signed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import RoleAppointment, User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved
from readiness.models import Standard

from ..models import Criterion, PackageEvent, Pot, SupportPackage, TermsSignature
from ..queries.reading import check_may, check_may_one_of, reading_of
from ..workflow import TERMS_EDITABLE, check_in
from .events import note
from .locking import lock

LED_BY = frozenset({Permission.PACKAGE_LEAD, Permission.PACKAGE_RUN})
Side = TermsSignature.Side


@dataclass(frozen=True)
class Typed:
    form: str
    offer: str
    intervention: str
    aims: str
    days: Decimal | None
    budget: Decimal | None
    pot: Pot | None
    begins_on: date | None
    review_on: date | None
    ends_on: date | None
    version: int


FIELDS = ("form", "offer", "intervention", "aims", "days", "budget", "pot", "begins_on", "review_on", "ends_on")


@transaction.atomic
def save(*, package: SupportPackage, typed: Typed, by: User) -> Saved[SupportPackage]:
    """The same content sent twice is one save."""
    current = _lock(package, by)
    if all(getattr(current, field) == getattr(typed, field) for field in FIELDS):
        return Saved(current)
    if typed.version != current.version:
        return Saved(current, conflict=True)
    for field in FIELDS:
        setattr(current, field, getattr(typed, field))
    current.version += 1
    _changed(current, "Aims, days and dates changed", by)
    return Saved(current)


def _lock(package: SupportPackage, by: User) -> SupportPackage:
    current = lock(package)
    check_may_one_of(scope_of(by), LED_BY, current)
    check_in(TERMS_EDITABLE, current.at, "Terms are changed")
    return current


def _changed(package: SupportPackage, text: str, by: User, more: str = "") -> None:
    if package.signatures.filter(terms=package.terms).exists():
        package.terms += 1
        text = f"{text}; the terms have to be signed again"
    package.save()
    note(package=package, kind=PackageEvent.Kind.TERMS, text=text, more=more, by=by)
    audit.record("package-terms", package, by=by, authority_id=package.authority_id)


# --- Criteria -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A criterion as its page sent it; `standard` by code, `authority` None for all areas together."""

    text: str
    measure: str
    baseline: str
    target: str
    due_on: date | None
    standard: str
    authority: Authority | None
    version: int


WORDS = ("text", "measure", "baseline", "target", "due_on", "authority")


@transaction.atomic
def add_criterion(*, package: SupportPackage, told: Told, by: User) -> Criterion:
    """The same one sent twice is one."""
    current = _lock(package, by)
    twins = current.criteria.filter(dropped_at__isnull=True, text=told.text)
    for twin in twins.select_related("authority", "standard"):
        if _holds(twin, told):
            return twin
    criterion = Criterion(package=current, added_by=by)
    _fill(criterion, told)
    _changed(current, "Criterion added", by, more=told.text)
    return criterion


@transaction.atomic
def save_criterion(*, criterion: Criterion, told: Told, by: User) -> Saved[Criterion]:
    package = _lock(criterion.package, by)
    current = _standing(criterion)
    if _holds(current, told):
        return Saved(current)
    if told.version != current.version:
        return Saved(current, conflict=True)
    current.version += 1
    _fill(current, told)
    _changed(package, "Criterion changed", by, more=told.text)
    return Saved(current)


@transaction.atomic
def drop_criterion(*, criterion: Criterion, by: User) -> None:
    """Out of the terms; the row stays, for terms signed before had it."""
    package = _lock(criterion.package, by)
    current = _standing(criterion)
    current.dropped_at, current.dropped_by = timezone.now(), by
    current.save(update_fields=["dropped_at", "dropped_by"])
    _changed(package, "Criterion dropped", by, more=current.text)


def _standing(criterion: Criterion) -> Criterion:
    rows = Criterion.objects.select_for_update(of=("self",)).select_related("authority", "standard")
    current = rows.get(pk=criterion.pk)
    if current.dropped_at:
        raise NotNow("This criterion was dropped from the terms meanwhile.")
    return current


def _holds(criterion: Criterion, told: Told) -> bool:
    same = all(getattr(criterion, field) == getattr(told, field) for field in WORDS)
    return same and (criterion.standard.code if criterion.standard else "") == told.standard


def _fill(criterion: Criterion, told: Told) -> None:
    for field in WORDS:
        setattr(criterion, field, getattr(told, field))
    rows = Standard.objects.filter(pk__in=criterion.package.package_standards.values("standard"), code=told.standard)
    criterion.standard = rows.first() if told.standard else None
    criterion.save()


# --- Signatures ---------------------------------------------------------------------------


@transaction.atomic
def sign_for_area(*, package: SupportPackage, authority: Authority, terms: int, by: User) -> TermsSignature:
    """By the area’s sponsor, in role today: its director, or whoever is named in the director’s place."""
    current = lock(package)
    if authority.pk not in reading_of(current, scope_of(by)).signs_for:
        check(scope_of(by), Permission.PACKAGE_SPONSOR, authority)
    return _sign(current, Side.SPONSOR, authority, terms, by)


@transaction.atomic
def sign_for_programme(*, package: SupportPackage, terms: int, by: User) -> TermsSignature:
    current = lock(package)
    check_may(scope_of(by), Permission.PACKAGE_RUN, current)
    return _sign(current, Side.PROGRAMME, None, terms, by)


def _sign(package: SupportPackage, side: str, authority: Authority | None, terms: int, by: User) -> TermsSignature:
    """The revision the page showed is the one that is signed, or nothing is."""
    check_in(TERMS_EDITABLE, package.at, "Terms are signed")
    if terms != package.terms:
        raise NotNow("The terms were changed while you read them. Read them again before you sign.")
    signature, made = TermsSignature.objects.get_or_create(
        package=package,
        terms=terms,
        side=side,
        authority=authority,
        defaults={"by": by, "as_role": _as_role(by, authority)},
    )
    if made:
        whom = f"for {authority}" if authority else "for the programme"
        note(package=package, kind=PackageEvent.Kind.TERMS, text=f"Signed {whom}", subject=signature.pk, by=by)
        audit.record("package-sign", signature, by=by, authority_id=authority.pk if authority else package.authority_id)
    return signature


def _as_role(person: User, authority: Authority | None) -> str:
    """The role they sign in, in words, as it was that day."""
    held = RoleAppointment.objects.filter(person=person, authority=authority).in_force()
    best = sorted(held, key=lambda one: one.role != Role.DIRECTOR.value)
    return best[0].role_label if best else ""
