"""What a package cost and brought: its words, what counts twice, and what figures come to. Pure.

Costs and savings are never taken from each other, and verified sums never added to unverified ones: a figure compares
only with one that includes the same (Bristol’s £42,000 is the whole cost of an independent placement, its £11,000 the
direct cost of one in-house; CS).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from django.db.models import TextChoices

from .amounts import NOTHING


class Kind(TextChoices):
    """Costs as EI tells them apart; savings as CS does, and avoided cost beside them."""

    SET_UP = "set_up", "Set-up cost"
    TRANSITIONAL = "transitional", "Transitional cost"
    IMPROVEMENT = "improvement", "Improvement cost"
    CASHABLE = "cashable", "Cashable saving"
    NON_CASHABLE = "non_cashable", "Non-cashable saving"
    AVOIDED = "avoided", "Avoided cost"


class Category(TextChoices):
    """What the money is spent on, or no longer spent on (EI part 3; CS)."""

    PLACEMENTS = "placements", "Placements"
    STAFF_TIME = "staff_time", "Staff time"
    AGENCY = "agency", "Agency and interim staff"
    MANAGEMENT = "management", "Management"
    BACK_OFFICE = "back_office", "Back office and transactions"
    CONTRACTS = "contracts", "Contracts and prices"
    PROCUREMENT = "procurement", "Tendering and procurement"
    PREMISES = "premises", "Premises and equipment"
    LEGAL = "legal", "Legal work and due diligence"
    WORKFORCE = "workforce", "Training and workforce"
    PREVENTION = "prevention", "Earlier help and prevention"
    TRANSPORT = "transport", "Transport"
    OTHER = "other", "Something else"


COSTS = frozenset({Kind.SET_UP, Kind.TRANSITIONAL, Kind.IMPROVEMENT})
SAVINGS = frozenset(Kind) - COSTS


def alike(kind: str) -> frozenset[Kind]:
    """The kinds that could count the same thing: any kind of saving for a saving, any kind of cost for a cost."""
    return COSTS if kind in COSTS else SAVINGS


class Figure(Protocol):
    """What sums need to know of one."""

    kind: str
    area: str
    pounds: Decimal
    verified: bool


@dataclass(frozen=True)
class Total:
    """Of one kind in one area. The two sums stand beside each other."""

    kind: Kind
    area: str
    verified: Decimal = NOTHING
    unverified: Decimal = NOTHING
    count: int = 0


def totals(figures: Iterable[Figure]) -> tuple[Total, ...]:
    """By kind, costs first, and within it by area."""
    found: dict[tuple[Kind, str], Total] = {}
    for one in figures:
        key = Kind(one.kind), one.area
        so_far = found.get(key, Total(*key))
        sums = {"verified": so_far.verified + one.pounds} if one.verified else {}
        sums = sums or {"unverified": so_far.unverified + one.pounds}
        found[key] = replace(so_far, count=so_far.count + 1, **sums)
    order = list(Kind)
    return tuple(found[key] for key in sorted(found, key=lambda key: (order.index(key[0]), key[1])))
