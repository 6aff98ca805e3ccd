"""Every write about risks and concerns: raised, answered, put before the programme, closed.

Anybody inside the package may raise one and put it before the programme, the area too; those who work on it answer.
"""

from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import holders_anywhere, scope_of
from commissioning.saving import NotNow, Saved

from ..models import PackageEvent, Risk, SupportPackage
from ..queries.reading import check_inside, check_works
from ..workflow import KEPT, check_in
from . import notices
from .events import note
from .locking import lock


@dataclass(frozen=True)
class Typed:
    kind: str
    title: str
    rating: str
    response: str
    owner: str


@transaction.atomic
def raise_one(*, package: SupportPackage, typed: Typed, by: User) -> Risk:
    """The same one sent twice is one."""
    package = _to_keep(package)
    check_inside(scope_of(by), package)
    for twin in package.risks.filter(closed_at=None, title=typed.title, raised_by=by):
        if _holds(twin, typed):
            return twin
    risk = Risk(package=package, raised_by=by)
    _fill(risk, typed)
    risk.save()
    text = f"{risk.get_kind_display()} raised, {risk.get_rating_display().lower()}: {risk.title}"
    _say(risk, text, by, more=risk.response)
    audit.record("risk-raise", risk, by=by, authority_id=package.authority_id)
    return risk


@transaction.atomic
def save(*, risk: Risk, typed: Typed, version: int, by: User) -> Saved[Risk]:
    """Each change is a line of the timeline. The same content sent twice is one save."""
    current = _current(risk)
    check_works(scope_of(by), current.package)
    if _holds(current, typed):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    _check_open(current)
    before = current.get_rating_display()
    _fill(current, typed)
    current.version += 1
    current.save()
    _say(current, _what_changed(current, before), by, more=current.response)
    audit.record("risk-save", current, by=by, authority_id=current.package.authority_id)
    return Saved(current)


def _what_changed(risk: Risk, before: str) -> str:
    now = risk.get_rating_display()
    rated = f"from {before.lower()} to {now.lower()}" if before != now else "changed"
    return f"{risk.get_kind_display()} {rated}: {risk.title}"


@transaction.atomic
def escalate(*, risk: Risk, why: str, by: User) -> Risk:
    """Once: the programme leads in role get a mail, and it stands on their desk until it is closed."""
    current = _current(risk)
    check_inside(scope_of(by), current.package)
    if current.escalated_at:
        return current
    _check_open(current)
    if not why.strip():
        raise NotNow("Say what the programme should know or do.")
    current.escalated_at, current.escalated_by = timezone.now(), by
    current.version += 1
    current.save()
    _say(current, f"{current.get_kind_display()} put before the programme: {current.title}", by, more=why)
    audit.record("risk-escalate", current, by=by, authority_id=current.package.authority_id)
    _tell_the_programme(current, by)
    return current


def _tell_the_programme(risk: Risk, by: User) -> None:
    package, kind = risk.package, risk.get_kind_display().lower()
    people = {held.person for held in holders_anywhere(Permission.PACKAGE_RUN)} - {by}
    for person in sorted(people, key=lambda one: one.pk):
        notices.tell(person, "escalated", f"{package.reference}: a {kind} is put before you", package, kind=kind, by=by)


@transaction.atomic
def close(*, risk: Risk, outcome: str, version: int, by: User) -> Saved[Risk]:
    """With how it ended; it stays to be read."""
    current = _current(risk)
    check_works(scope_of(by), current.package)
    if current.closed_at and current.outcome == outcome:
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    _check_open(current)
    if not outcome.strip():
        raise NotNow("Say how it ended.")
    current.outcome, current.closed_at, current.closed_by = outcome, timezone.now(), by
    current.version += 1
    current.save()
    _say(current, f"{current.get_kind_display()} closed: {current.title}", by, more=outcome)
    audit.record("risk-close", current, by=by, authority_id=current.package.authority_id)
    return Saved(current)


# --- What they share ----------------------------------------------------------------------


def _to_keep(package: SupportPackage) -> SupportPackage:
    package = lock(package)
    check_in(KEPT, package.at, "Risks and concerns are kept")
    return package


def _current(risk: Risk) -> Risk:
    """As it stands, its package locked."""
    package = _to_keep(risk.package)
    current = Risk.objects.get(pk=risk.pk)
    current.package = package
    return current


def _check_open(risk: Risk) -> None:
    if risk.closed_at:
        raise NotNow("It has been closed. Raise it anew if it is back.")


def _holds(risk: Risk, typed: Typed) -> bool:
    return all(getattr(risk, field.name) == getattr(typed, field.name) for field in fields(typed))


def _fill(risk: Risk, typed: Typed) -> None:
    for field in fields(typed):
        setattr(risk, field.name, getattr(typed, field.name))


def _say(risk: Risk, text: str, by: User, more: str = "") -> None:
    note(package=risk.package, kind=PackageEvent.Kind.RISK, text=text, more=more, subject=risk.pk, by=by)
