"""One entry of the ledger, and the package’s sums beside it. Only this writes them; `days` decides what may be."""

from datetime import date

from django.utils import timezone

from commissioning.people.models import User

from ..amounts import Amount, first_of_month
from ..models import LedgerEntry, Pot, Session, SupportPackage

Kind = LedgerEntry.Kind


def add(
    package: SupportPackage,
    kind: str,
    amount: Amount,
    *,
    what: str,
    by: User | None,
    month: date | None = None,
    adviser: User | None = None,
    pot: Pot | None = None,
    session: Session | None = None,
    override: str = "",
    reverses: LedgerEntry | None = None,
    counted: bool = True,
) -> LedgerEntry:
    """One entry, and the package’s sums beside it. `counted` False: it moves days within the package. The package is
    locked by whoever calls.
    """
    entry = LedgerEntry.objects.create(
        package=package,
        kind=kind,
        pot=pot,
        adviser=adviser,
        month=first_of_month(month or timezone.localdate()),
        days=amount.days,
        pounds=amount.pounds,
        what=what,
        session=session,
        reverses=reverses,
        override=override,
        by=by,
    )
    if counted:
        _count(package, entry)
    return entry


def _count(package: SupportPackage, entry: LedgerEntry) -> None:
    field = f"days_{entry.kind}"
    setattr(package, field, getattr(package, field) + entry.days)
    fields = [field]
    if entry.kind != Kind.FORECAST:
        pounds = f"pounds_{entry.kind}"
        setattr(package, pounds, getattr(package, pounds) + entry.pounds)
        fields.append(pounds)
    package.save(update_fields=fields)


def opposite(package: SupportPackage, entry: LedgerEntry, *, by: User | None, what: str) -> LedgerEntry:
    """Takes an entry back: the same kind, month and person, the other way round. The package is locked."""
    return add(
        package,
        entry.kind,
        -Amount(entry.days, entry.pounds),
        what=what,
        by=by,
        month=entry.month,
        adviser=entry.adviser,
        pot=entry.pot,
        session=entry.session,
        reverses=entry,
        counted=entry.kind != Kind.ALLOCATED or entry.adviser_id is None,
    )
