"""Every write about sessions: recorded, corrected, taken back. Their days are entries of the ledger (`days`)."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..amounts import Amount, check_amount, said
from ..models import PackageEvent, Session, SupportPackage
from ..queries import sessions as queries
from ..queries.reading import check_works, reading_of
from ..workflow import WORKING, Stage, check_in
from . import days
from .contact import renew_contact
from .events import note
from .locking import lock


@dataclass(frozen=True)
class Typed:
    """What the page of a session sent."""

    held_on: date
    days: Decimal
    what: str
    who: str = ""
    next: str = ""
    next_on: date | None = None


@transaction.atomic
def record(*, package: SupportPackage, adviser: User, typed: Typed, key: UUID, by: User, override: str = "") -> Session:
    """`key`: the page’s own, so that one page sent twice is one session. `override`: why beyond what was allocated."""
    package = lock(package)
    check_works(scope_of(by), package)
    if twin := Session.objects.filter(key=key).first():
        return _same(twin, package, adviser, typed)
    check_recordable(package)
    _check_speaks_for(package, adviser, by)
    _check(package, adviser, typed)
    session = Session(package=package, adviser=adviser, key=key, recorded_by=by)
    _fill(session, typed)
    _use(package, session, by, override)
    _say(package, f"Session of {_day(session.held_on)}: {said(session.days)}", session, by, more=session.what)
    audit.record("session-record", session, by=by, authority_id=package.authority_id)
    return session


def _same(twin: Session, package: SupportPackage, adviser: User, typed: Typed) -> Session:
    if (twin.package_id, twin.adviser_id) == (package.pk, adviser.pk) and _holds(twin, typed):
        return twin
    raise NotNow(
        "This page has been saved as a session before, with other words. Open that session to correct it,"
        " or begin a new one."
    )


@transaction.atomic
def correct(
    *, session: Session, typed: Typed, version: int, by: User, why: str = "", override: str = ""
) -> Saved[Session]:
    """In other words; other days or another day need a reason, and the ledger follows. The same content sent twice is
    one correction.
    """
    package = lock(session.package)
    current = _standing(package, session, by)
    if _holds(current, typed):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    _check(package, current.adviser, typed)
    counted = (current.days, current.held_on) != (typed.days, typed.held_on)
    if counted and not why.strip():
        raise NotNow("Say why the days or the day change; the reason is kept with the ledger.")
    before = f"{_day(current.held_on)}, {said(current.days)}"
    if counted:
        days.take_back(package=package, session=current, by=by, why=why)
    current.version += 1
    _fill(current, typed)
    if counted:
        _use(package, current, by, override)
    text = f"Session corrected: {before}, is {_day(current.held_on)}, {said(current.days)}"
    _say(package, text if counted else f"Session of {_day(current.held_on)} reworded", current, by, more=why)
    audit.record("session-correct", current, by=by, authority_id=package.authority_id)
    return Saved(current)


@transaction.atomic
def take_back(*, session: Session, because: str, by: User) -> Session:
    """The row stays, struck through, and its days are given back. A second time changes nothing."""
    package = lock(session.package)
    current = Session.objects.select_related("adviser").get(pk=session.pk)
    if current.taken_back_at:
        return current
    current = _standing(package, session, by)
    if not because.strip():
        raise NotNow("Say why it is taken back.")
    days.take_back(package=package, session=current, by=by, why=because)
    current.taken_back_at, current.taken_back_by = timezone.now(), by
    current.taken_back_because = because.strip()
    current.save()
    renew_contact(package)
    _say(package, f"Session of {_day(current.held_on)} taken back: {said(current.days)}", current, by, more=because)
    audit.record("session-take-back", current, by=by, authority_id=package.authority_id)
    return current


# --- What they share ----------------------------------------------------------------------


def _standing(package: SupportPackage, session: Session, by: User) -> Session:
    """As it stands, where this person may change it now."""
    current = Session.objects.select_related("adviser").get(pk=session.pk)
    current.package = package
    if not queries.may_correct(current, package, scope_of(by)):
        raise PermissionDenied("A session is corrected by whoever held it, or by the lead of the package.")
    if current.taken_back_at:
        raise NotNow("This session was taken back. Record it anew if it was held all the same.")
    check_recordable(package)
    return current


def check_recordable(package: SupportPackage) -> None:
    """NotNow at a stage where no work is recorded."""
    if package.at is Stage.CLOSED:
        raise NotNow(
            "This package is closed, and so are its sessions. The programme can reopen it on its first page"
            " (“Reopen it”); record the session then, and close it again."
        )
    check_in(WORKING, package.at, "Sessions are recorded and corrected")


def _check_speaks_for(package: SupportPackage, adviser: User, by: User) -> None:
    if adviser != by and not reading_of(package, scope_of(by)).leads:
        raise PermissionDenied("Advisers record their own sessions. The lead of the package may record anybody’s.")


def _check(package: SupportPackage, adviser: User, typed: Typed) -> None:
    """The last door: the form says the same beside each field."""
    check_amount(Amount(typed.days))
    if typed.days > queries.MOST_DAYS:
        raise NotNow(f"A session has at most {queries.MOST_DAYS} days. Record the rest as another session.")
    if not typed.what.strip():
        raise NotNow("Say what was done.")
    if typed.held_on > timezone.localdate():
        raise NotNow("A session is recorded once it has been held. Give the day it is planned for as the next one.")
    if typed.held_on < queries.first_day(package):
        raise NotNow(f"The request was sent on {_day(queries.first_day(package))}. Choose that day or a later one.")
    if typed.next_on and typed.next_on < typed.held_on:
        raise NotNow("What comes next has to come after the session.")
    if wrong := queries.why_not(queries.parts(package, adviser), adviser, typed.held_on, typed.days):
        raise NotNow(wrong)


def _holds(session: Session, typed: Typed) -> bool:
    return all(getattr(session, field.name) == getattr(typed, field.name) for field in fields(typed))


def _fill(session: Session, typed: Typed) -> None:
    for field in fields(typed):
        setattr(session, field.name, getattr(typed, field.name))
    session.save()
    renew_contact(session.package)


def _use(package: SupportPackage, session: Session, by: User, override: str) -> None:
    """Of none there is no entry: listening before anything is allocated."""
    if session.days:
        what = f"Session of {_day(session.held_on)}"
        days.use(
            package=package,
            adviser=session.adviser,
            days=session.days,
            held_on=session.held_on,
            what=what,
            session=session,
            by=by,
            override=override,
        )


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _say(package: SupportPackage, text: str, session: Session, by: User, more: str = "") -> None:
    kind = PackageEvent.Kind.SESSION
    note(package=package, kind=kind, text=text, more=more, subject=session.pk, on=session.held_on, by=by)
