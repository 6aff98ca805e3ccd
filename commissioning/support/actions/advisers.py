"""Every write about advisers: who they are, when they can be had, where they must not work, what they declared."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority, Region
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..models import Adviser, Away, Conflict, ConflictCheck, PackageEvent, SupportPackage
from ..queries.conflict_checks import bars
from ..queries.reading import check_may
from ..workflow import OPEN, check_in
from .events import note
from .locking import lock

LONGEST_CHECK = timedelta(days=366)
Outcome = ConflictCheck.Outcome


# --- Who they are -------------------------------------------------------------------------


@dataclass(frozen=True)
class Typed:
    """What the programme’s page of an adviser sent. No regions: any."""

    employer: Authority | None
    employer_name: str
    accredited_on: date | None
    accredited_until: date | None
    kinds: tuple[str, ...]
    standards: tuple[str, ...]
    regions: tuple[Region, ...]
    days_a_month: Decimal
    about: str


@dataclass(frozen=True)
class Own:
    """What an adviser may say of themselves; what they are accredited for is the programme’s to say."""

    employer_name: str
    days_a_month: Decimal


@transaction.atomic
def add(*, person: User, typed: Typed, by: User) -> Adviser:
    """A page for somebody in role as an adviser; they have one, whoever makes it and however often."""
    check_anywhere(scope_of(by), Permission.PACKAGE_RUN)
    if not scope_of(person).holds(Permission.PACKAGE_DELIVER):
        raise NotNow(f"{person} is not in role as an adviser today. An administrator appoints advisers.")
    adviser, made = Adviser.objects.get_or_create(person=person, defaults={"created_by": by})
    if made:
        _fill(adviser, typed)
        audit.record("adviser-add", adviser, by=by)
    elif not _holds(adviser, typed):
        raise NotNow(f"{person} has a page already. Change that one.")
    return adviser


@transaction.atomic
def save(*, adviser: Adviser, typed: Typed, version: int, by: User) -> Saved[Adviser]:
    """All of it, by the programme. The same content sent twice is one save."""
    check_anywhere(scope_of(by), Permission.PACKAGE_RUN)
    return _save(_lock(adviser), typed, version, by)


@transaction.atomic
def save_own(*, adviser: Adviser, own: Own, version: int, by: User) -> Saved[Adviser]:
    current = _lock(adviser)
    _check_theirs(current, by)
    return _save(current, own, version, by)


def _lock(adviser: Adviser) -> Adviser:
    return Adviser.objects.select_for_update(of=("self",)).select_related("person", "employer").get(pk=adviser.pk)


def _check_theirs(adviser: Adviser, by: User) -> None:
    """Their own page, or the programme’s hand."""
    scope = scope_of(by)
    if adviser.person_id == by.pk and scope.holds(Permission.PACKAGE_DELIVER):
        return
    check_anywhere(scope, Permission.PACKAGE_RUN)


def _save(current: Adviser, typed: Typed | Own, version: int, by: User) -> Saved[Adviser]:
    if _holds(current, typed):
        return Saved(current)
    if version != current.version:
        return Saved(current, conflict=True)
    current.version += 1
    _fill(current, typed)
    audit.record("adviser-save", current, by=by)
    return Saved(current)


def _columns(typed: Typed | Own) -> dict:
    """Lists as the columns keep them, in one order."""
    values = {**vars(typed)}
    values.pop("regions", None)
    return {name: sorted(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _holds(adviser: Adviser, typed: Typed | Own) -> bool:
    same = all(getattr(adviser, name) == value for name, value in _columns(typed).items())
    return same and (isinstance(typed, Own) or set(adviser.regions.all()) == set(typed.regions))


def _fill(adviser: Adviser, typed: Typed | Own) -> None:
    for name, value in _columns(typed).items():
        setattr(adviser, name, value)
    adviser.save()
    if isinstance(typed, Typed):
        adviser.regions.set(typed.regions)


# --- When they can be had, and where they must not work -----------------------------------


@transaction.atomic
def add_away(*, adviser: Adviser, first: date, last: date, why: str, by: User) -> Away:
    """Days away. The same days sent twice are away once."""
    current = _lock(adviser)
    _check_theirs(current, by)
    if last < first:
        raise NotNow("The last day away must be the first or after it.")
    twin = current.away.filter(first=first, last=last, ended_at__isnull=True).first()
    if twin:
        return twin
    made = Away.objects.create(adviser=current, first=first, last=last, why=why)
    audit.record("away-add", made, by=by)
    return made


@transaction.atomic
def end_away(*, away: Away, by: User) -> None:
    _check_theirs(_lock(away.adviser), by)
    current = Away.objects.get(pk=away.pk)
    if current.ended_at is None:
        current.ended_at = timezone.now()
        current.save(update_fields=["ended_at"])
        audit.record("away-end", current, by=by)


@transaction.atomic
def add_conflict(*, adviser: Adviser, authority: Authority, why: str, until: date | None, by: User) -> Conflict:
    """An area they must not work for. Said twice in the same words it is one."""
    current = _lock(adviser)
    _check_theirs(current, by)
    if not why.strip():
        raise NotNow("Say what the conflict is.")
    standing = current.conflicts.standing_on(timezone.localdate())
    twin = standing.filter(authority=authority, why=why, until=until).first()
    if twin:
        return twin
    made = Conflict.objects.create(adviser=current, authority=authority, why=why, until=until, added_by=by)
    audit.record("conflict-add", made, by=by, authority_id=authority.pk)
    return made


@transaction.atomic
def end_conflict(*, conflict: Conflict, by: User) -> None:
    """It stays to be read. What the programme wrote down, the programme ends."""
    adviser = _lock(conflict.adviser)
    _check_theirs(adviser, by)
    current = Conflict.objects.get(pk=conflict.pk)
    if current.added_by_id != adviser.person_id and by.pk == adviser.person_id:
        raise PermissionDenied("The programme recorded this conflict, so the programme ends it.")
    if current.ended_at is None:
        current.ended_at, current.ended_by = timezone.now(), by
        current.save(update_fields=["ended_at", "ended_by"])
        audit.record("conflict-end", current, by=by, authority_id=current.authority_id)


# --- Asked for one package ----------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    declared: str
    outcome: str
    managed_how: str
    valid_until: date


@transaction.atomic
def record_check(*, package: SupportPackage, adviser: Adviser, found: Found, by: User) -> ConflictCheck:
    """What an adviser declared about one package, and what follows. Never clear for their own employer, nor where a
    conflict with one of the areas is known. The same page sent twice is one check.
    """
    current = lock(package)
    check_may(scope_of(by), Permission.PACKAGE_RUN, current)
    check_in(OPEN, current.at, "Conflicts of interest are checked")
    adviser = _lock(adviser)
    _check_found(current, adviser, found)
    last = ConflictCheck.objects.filter(package=current, adviser=adviser).first()
    if last and _is_same(last, found, by):
        return last
    made = ConflictCheck.objects.create(package=current, adviser=adviser, by=by, **asdict(found))
    text = f"Conflicts of interest of {adviser} checked: {_in_sentence(made.get_outcome_display())}"
    note(package=current, kind=PackageEvent.Kind.TEAM, text=text, subject=made.pk, by=by)
    audit.record("conflict-check", made, by=by, authority_id=current.authority_id)
    return made


def _check_found(package: SupportPackage, adviser: Adviser, found: Found) -> None:
    today = timezone.localdate()
    if not found.declared.strip():
        raise NotNow("Write what the adviser declared; “nothing” is an answer.")
    if not today <= found.valid_until <= today + LONGEST_CHECK:
        raise NotNow("A check is valid for twelve months at most, and until today at least.")
    if found.outcome == Outcome.MANAGED and not found.managed_how.strip():
        raise NotNow("Say how the conflict is managed.")
    barred = bars(adviser, package)
    if barred and found.outcome != Outcome.CONFLICT:
        raise NotNow(f"{' '.join(barred)} Only “{Outcome.CONFLICT.label}” can be recorded, whatever was declared.")


def _is_same(last: ConflictCheck, found: Found, by: User) -> bool:
    same = all(getattr(last, name) == value for name, value in asdict(found).items())
    return same and last.by_id == by.pk and timezone.localdate(last.at) == timezone.localdate()


def _in_sentence(label: str) -> str:
    return label[:1].lower() + label[1:]
