"""Every entry of the ledger. Entries are never changed: what was wrong is reversed, and both stay.

The package’s row is locked first, then its pot’s: sums and limits hold with several people writing at once.
"""

from datetime import date
from decimal import Decimal

from django.db import transaction

from commissioning.access.permissions import Permission
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..amounts import NOTHING, Amount, check_amount, first_of_month, in_words, money, said
from ..models import LedgerEntry, PackageEvent, Pot, Session, SupportPackage
from ..queries.facts import valid_checks
from ..queries.ledger import (
    STANDING,
    given_to_advisers,
    left_for_advisers,
    left_in_pot,
    left_of_adviser,
    used_by_adviser,
)
from ..queries.reading import check_may, check_works
from ..workflow import ENDED, WORKING, Stage, check_in
from .entries import Kind, add, opposite
from .events import note
from .locking import lock

AT_THE_END = "Given back at the end"


# --- From the pot to the package ----------------------------------------------------------


def allocate_what_was_agreed(package: SupportPackage, *, by: User, override: str) -> None:
    """From the pot to the package, as much as was agreed; terms agreed anew reverse what stood before. The package is
    locked, and saved by whoever calls.
    """
    pot = Pot.objects.select_for_update().get(pk=package.pot_id)
    if pot.closed_at:
        raise NotNow(f"The pot {pot} is closed. Choose another in the terms.")
    for entry in _of_the_package(package):
        opposite(package, entry, by=by, what="Agreed anew")
    wanted = Amount(package.days or NOTHING, package.budget or NOTHING)
    left, given = left_in_pot(pot), given_to_advisers(package)
    beyond_pot = f"The pot {pot} has {in_words(left)} left. Agree on less, or say why it is given all the same."
    beyond_given = f"Advisers were allocated {in_words(given)} already. Reverse some of it, or say why it stands."
    why = _why(wanted.fits(left), override, beyond_pot) or _why(given.fits(wanted), override, beyond_given)
    add(package, Kind.ALLOCATED, wanted, what="As agreed", pot=pot, override=why, by=by)


def _of_the_package(package: SupportPackage) -> list[LedgerEntry]:
    """What was allocated to the package itself and not taken back."""
    rows = package.ledger.filter(STANDING, kind=Kind.ALLOCATED, adviser__isnull=True)
    return list(rows.select_related("pot"))


@transaction.atomic
def give_back(*, package: SupportPackage, by: User) -> Amount:
    """What an ended package did not use goes back to its pot, and what its advisers did not use with it; nothing is
    expected of them any more. What was given back, none the second time.
    """
    package = lock(package)
    check_may(scope_of(by), Permission.PACKAGE_RUN, package)
    check_in(ENDED, package.at, "What was not used is given back")
    before, used = Amount(package.days_allocated, package.pounds_allocated), used_by_adviser(package)
    standing = package.ledger.filter(STANDING).select_related("adviser", "pot").order_by("pk")
    for entry in standing.filter(kind=Kind.ALLOCATED):
        used[entry.adviser_id] = _keep_used(package, entry, used.get(entry.adviser_id, Amount()), by)
    for entry in standing.filter(kind=Kind.FORECAST):
        opposite(package, entry, by=by, what=AT_THE_END)
    returned = before - Amount(package.days_allocated, package.pounds_allocated)
    if returned:
        note(package=package, kind=PackageEvent.Kind.DAYS, text=f"{in_words(returned)} given back to the pot", by=by)
        audit.record("days-give-back", package, by=by, authority_id=package.authority_id)
    return returned


def _keep_used(package: SupportPackage, entry: LedgerEntry, used: Amount, by: User) -> Amount:
    """Of one allocation what was used; gives what was used beyond it."""
    held = Amount(entry.days, entry.pounds)
    keeps = held.at_most(used)
    if keeps != held:
        opposite(package, entry, by=by, what=AT_THE_END)
        if keeps:
            of = {"adviser": entry.adviser, "pot": entry.pot, "counted": entry.adviser is None}
            add(package, Kind.ALLOCATED, keeps, what="What was used of it", by=by, **of)
    return used - keeps


# --- From the package to its advisers -----------------------------------------------------


@transaction.atomic
def allocate_to_adviser(
    *, package: SupportPackage, adviser: User, amount: Amount, by: User, override: str = "", after: int | None = None
) -> LedgerEntry:
    """From the package to one of its advisers, who has a valid check for conflicts of interest. `after`: the newest
    entry when the page was shown, so that the same page sent twice is one entry.
    """
    package = lock(package)
    check_may(scope_of(by), Permission.PACKAGE_RUN, package)
    _check_working(package, "Days are allocated")
    check_amount(amount)
    if not amount:
        raise NotNow("Enter days or pounds; nothing was allocated.")
    if twin := _twin(package, after, by, kind=Kind.ALLOCATED, adviser=adviser, days=amount.days, pounds=amount.pounds):
        return twin
    if adviser.pk not in valid_checks(package):
        raise NotNow(f"{adviser} has no valid check for conflicts of interest with this package. Record one first.")
    left = left_for_advisers(package)
    beyond = f"The package has {in_words(left)} left to allocate. Allocate less, or say why it is given all the same."
    why = _why(amount.fits(left), override, beyond)
    entry = add(
        package, Kind.ALLOCATED, amount, what=f"To {adviser}", adviser=adviser, override=why, by=by, counted=False
    )
    _say(package, f"{in_words(amount)} allocated to {adviser}", entry, by, more=why)
    audit.record("days-allocate", entry, by=by, authority_id=package.authority_id)
    return entry


# --- What was used ------------------------------------------------------------------------


def use(
    *,
    package: SupportPackage,
    adviser: User,
    days: Decimal,
    held_on: date,
    what: str,
    session: Session,
    by: User,
    override: str = "",
) -> LedgerEntry:
    """The days of one session, of those the adviser was allocated. The package is locked by whoever calls, who has
    asked whether they may. NotNow beyond what was allocated, unless `override` says why.
    """
    amount = Amount(days)
    _check_working(package, "Days are recorded")
    check_amount(amount)
    why = _beyond(package, adviser, amount, override)
    entry = add(
        package,
        Kind.USED,
        amount,
        what=what[:300],
        month=held_on,
        adviser=adviser,
        session=session,
        override=why,
        by=by,
    )
    if why:
        _say(package, f"{said(days)} of {adviser} recorded beyond what was allocated", entry, by, more=why)
    audit.record("days-use", entry, by=by, authority_id=package.authority_id)
    return entry


def take_back(*, package: SupportPackage, session: Session, by: User, why: str) -> None:
    """The days a session stood for, reversed; used again where it is corrected. The package is locked by the caller."""
    _check_working(package, "Days are corrected")
    for entry in package.ledger.filter(STANDING, kind=Kind.USED, session=session).select_related("adviser", "session"):
        made = opposite(package, entry, by=by, what=why.strip()[:300] or "Session corrected")
        audit.record("ledger-reverse", made, by=by, authority_id=package.authority_id)


@transaction.atomic
def spend(
    *,
    package: SupportPackage,
    adviser: User,
    pounds: Decimal,
    month: date,
    what: str,
    by: User,
    override: str = "",
    after: int | None = None,
) -> LedgerEntry:
    """Money paid for an adviser’s part in the package: a fee, travel, a room. `after`: as where days are allocated."""
    package = lock(package)
    check_may(scope_of(by), Permission.PACKAGE_RUN, package)
    _check_working(package, "Money is recorded")
    amount = Amount(pounds=pounds)
    check_amount(amount)
    if not amount:
        raise NotNow("Enter the pounds that were paid; nothing was recorded.")
    what, month = what.strip()[:300], first_of_month(month)
    if twin := _twin(package, after, by, kind=Kind.USED, adviser=adviser, month=month, pounds=pounds, what=what):
        return twin
    why = _beyond(package, adviser, amount, override)
    entry = add(package, Kind.USED, amount, what=what, month=month, adviser=adviser, override=why, by=by)
    _say(package, f"{money(pounds)} used: {what}", entry, by, more=why)
    audit.record("pounds-use", entry, by=by, authority_id=package.authority_id)
    return entry


def _beyond(package: SupportPackage, adviser: User, amount: Amount, override: str) -> str:
    left = left_of_adviser(package, adviser)
    beyond = (
        f"{adviser} has {in_words(left)} left in this package. The programme can allocate more;"
        " or say why more is recorded than was allocated."
    )
    return _why(amount.fits(left), override, beyond)


# --- What is expected ---------------------------------------------------------------------


@transaction.atomic
def forecast(*, package: SupportPackage, adviser: User, month: date, wanted: Decimal, by: User) -> None:
    """What an adviser expects to work in one month, in place of what was expected of it before."""
    package = lock(package)
    check_works(scope_of(by), package)
    _check_working(package, "Days are forecast")
    check_amount(Amount(wanted))
    month = first_of_month(month)
    if not package.team.filter(person=adviser).exists():
        raise NotNow(f"{adviser} is not on the team of this package.")
    rows = package.ledger.filter(STANDING, kind=Kind.FORECAST, adviser=adviser, month=month)
    standing = list(rows.select_related("adviser", "pot"))
    if sum((entry.days for entry in standing), NOTHING) == wanted:
        return
    for entry in standing:
        opposite(package, entry, by=by, what="Expected anew")
    if wanted:
        add(package, Kind.FORECAST, Amount(wanted), what="Expected", month=month, adviser=adviser, by=by)
    audit.record("days-forecast", package, by=by, authority_id=package.authority_id)


# --- Taking back --------------------------------------------------------------------------


@transaction.atomic
def reverse(*, entry: LedgerEntry, why: str, by: User) -> LedgerEntry:
    """The opposite entry, with why. Once; days of a session are corrected there."""
    package = lock(entry.package)
    check_may(scope_of(by), Permission.PACKAGE_RUN, package)
    _check_working(package, "Entries are reversed")
    entry = LedgerEntry.objects.select_related("adviser", "pot", "session").get(pk=entry.pk)
    _check_reversible(package, entry)
    if not why.strip():
        raise NotNow("Say why it is reversed.")
    made = opposite(package, entry, by=by, what=why.strip()[:300])
    taken = in_words(Amount(entry.days, entry.pounds))
    _say(package, f"{entry.get_kind_display()} reversed: {taken}", made, by, more=why)
    audit.record("ledger-reverse", made, by=by, authority_id=package.authority_id)
    return made


def _check_reversible(package: SupportPackage, entry: LedgerEntry) -> None:
    if entry.reverses_id or LedgerEntry.objects.filter(reverses=entry).exists():
        raise NotNow("This entry has been reversed already, or is a reversal itself.")
    if entry.session_id:
        raise NotNow("These days belong to a session. Correct the session, and the ledger follows.")
    if entry.kind != Kind.ALLOCATED:
        return
    if entry.adviser is None:
        raise NotNow("These are the days that were agreed. Change what was agreed, and the ledger follows.")
    if not Amount(entry.days, entry.pounds).fits(left_of_adviser(package, entry.adviser)):
        raise NotNow(f"{entry.adviser} has used some of this. Allocate what they need first, then reverse this entry.")


# --- What they share ----------------------------------------------------------------------


def _twin(package: SupportPackage, after: int | None, by: User, **same: object) -> LedgerEntry | None:
    """The entry that this very page made before."""
    if after is None:
        return None
    return package.ledger.filter(STANDING, pk__gt=after, by=by, session__isnull=True, **same).first()


def _check_working(package: SupportPackage, what: str) -> None:
    if package.at is Stage.CLOSED:
        raise NotNow(
            "This package is closed, and so are its days. The programme can reopen it on its first page"
            " (“Reopen it”), correct the days and close it again."
        )
    check_in(WORKING, package.at, what)


def _why(fits: bool, override: str, beyond: str) -> str:
    """Why more is given or used than there is; empty where it fits. NotNow where nobody says."""
    if fits:
        return ""
    if not override.strip():
        raise NotNow(beyond)
    return override.strip()


def _say(package: SupportPackage, text: str, entry: LedgerEntry, by: User, more: str = "") -> None:
    note(package=package, kind=PackageEvent.Kind.DAYS, text=text, more=more, subject=entry.pk, by=by)
