"""Every write about pots: what the programme has to give, for a year and a purpose."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..amounts import Amount, check_amount, in_words
from ..models import Pot
from ..queries.ledger import allocated_from


@dataclass(frozen=True)
class Typed:
    name: str
    year: int
    days: Decimal
    pounds: Decimal


@transaction.atomic
def add(*, typed: Typed, by: User) -> Pot:
    """The same one sent twice is one pot."""
    check_anywhere(scope_of(by), Permission.PACKAGE_RUN)
    check_amount(Amount(typed.days, typed.pounds))
    values = {"days": typed.days, "pounds": typed.pounds, "created_by": by}
    pot, made = Pot.objects.get_or_create(name=typed.name, year=typed.year, defaults=values)
    if made:
        audit.record("pot-add", pot, by=by)
    elif not _holds(pot, typed):
        raise NotNow(f"There is a pot {pot} already. Change that one, or give this one another name.")
    return pot


@transaction.atomic
def save(*, pot: Pot, typed: Typed, version: int, by: User) -> Saved[Pot]:
    """Never less than packages were allocated from it. The same content sent twice is one save."""
    check_anywhere(scope_of(by), Permission.PACKAGE_RUN)
    check_amount(Amount(typed.days, typed.pounds))
    current = Pot.objects.select_for_update().get(pk=pot.pk)
    if _holds(current, typed):
        return Saved(current)
    if version != current.version:
        return Saved(current, conflict=True)
    given = allocated_from(current)
    if (typed.days < given.days and typed.days < current.days) or (
        typed.pounds < given.pounds and typed.pounds < current.pounds
    ):
        raise NotNow(
            f"Packages were allocated {in_words(given)} from this pot, so it cannot hold less."
            " Change what was agreed with a package first."
        )
    if Pot.objects.filter(name=typed.name, year=typed.year).exclude(pk=current.pk).exists():
        raise NotNow("There is a pot of that name and year already. Choose another name.")
    for name, value in asdict(typed).items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    audit.record("pot-save", current, by=by)
    return Saved(current)


def _holds(pot: Pot, typed: Typed) -> bool:
    return all(getattr(pot, name) == value for name, value in asdict(typed).items())


@transaction.atomic
def close(*, pot: Pot, by: User) -> Pot:
    """Nothing more is allocated from it; what was stays."""
    return _turn(pot, closed=True, by=by)


@transaction.atomic
def reopen(*, pot: Pot, by: User) -> Pot:
    return _turn(pot, closed=False, by=by)


def _turn(pot: Pot, *, closed: bool, by: User) -> Pot:
    check_anywhere(scope_of(by), Permission.PACKAGE_RUN)
    current = Pot.objects.select_for_update().get(pk=pot.pk)
    if (current.closed_at is not None) != closed:
        current.closed_at = timezone.now() if closed else None
        current.save(update_fields=["closed_at"])
        audit.record("pot-close" if closed else "pot-reopen", current, by=by)
    return current
