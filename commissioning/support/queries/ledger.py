"""Sums of the ledger: by package, adviser, month and pot."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from commissioning.access.scope import Scope
from commissioning.people.models import User

from ..amounts import NOTHING, Amount, Warned, first_of_month, money, thresholds
from ..models import LedgerEntry, Pot, SupportPackage, TeamMember
from .detail import members

Kind = LedgerEntry.Kind
STANDING = Q(reverses__isnull=True, reversed_by__isnull=True)  # neither taken back nor what takes back


def allocated_from(pot: Pot) -> Amount:
    return _sums(LedgerEntry.objects.filter(pot=pot, kind=Kind.ALLOCATED, adviser__isnull=True))


def left_in_pot(pot: Pot) -> Amount:
    """What it holds, less what packages were allocated from it."""
    return Amount(pot.days, pot.pounds) - allocated_from(pot)


def given_to_advisers(package: SupportPackage) -> Amount:
    return _sums(package.ledger.filter(kind=Kind.ALLOCATED, adviser__isnull=False))


def left_for_advisers(package: SupportPackage) -> Amount:
    """What the package was allocated, less what its advisers were."""
    own = _sums(package.ledger.filter(kind=Kind.ALLOCATED, adviser__isnull=True))
    return own - given_to_advisers(package)


def left_of_adviser(package: SupportPackage, adviser: User) -> Amount:
    """What the package allocated to them, less what they used."""
    rows = package.ledger.filter(adviser=adviser)
    return _sums(rows.filter(kind=Kind.ALLOCATED)) - _sums(rows.filter(kind=Kind.USED))


def used_by_adviser(package: SupportPackage) -> dict[int | None, Amount]:
    """By the person’s id; None: all of them together, as the package’s own allocation has it."""
    rows = package.ledger.filter(kind=Kind.USED).order_by().values("adviser").annotate(d=Sum("days"), p=Sum("pounds"))
    found: dict[int | None, Amount] = {row["adviser"]: Amount(row["d"], row["p"]) for row in rows}
    return found | {None: sum(found.values(), Amount())}


def _sums(rows: QuerySet[LedgerEntry]) -> Amount:
    found = rows.aggregate(days=Sum("days"), pounds=Sum("pounds"))
    return Amount(found["days"] or NOTHING, found["pounds"] or NOTHING)


# --- One package’s page -------------------------------------------------------------------


@dataclass
class Share:
    """One adviser’s part of a package’s days and money. `expected`: what is forecast and not used, from this month
    on; what was forecast for a month that is past and not used is not coming any more.
    """

    adviser: User
    allocated: Amount = field(default_factory=Amount)
    used: Amount = field(default_factory=Amount)
    expected: Decimal = NOTHING

    @property
    def left(self) -> Amount:
        return self.allocated - self.used

    @property
    def warned(self) -> Warned | None:
        return thresholds(self.allocated.days, self.used.days, self.expected)


@dataclass
class Month:
    """What one adviser forecast for a month and used in it."""

    first: date
    adviser: User
    is_past: bool
    forecast: Decimal = NOTHING
    used: Decimal = NOTHING

    @property
    def expected(self) -> Decimal:
        """Still to come; where the month is past, what did not come."""
        return max(self.forecast - self.used, NOTHING)


@dataclass(frozen=True)
class Budget:
    """Of the package: `allocated` to it, `given` of that to its advisers, `used`, and `expected` still."""

    allocated: Amount
    given: Amount
    used: Amount
    expected: Decimal
    shares: tuple[Share, ...]
    months: tuple[Month, ...]

    @property
    def left(self) -> Amount:
        return self.allocated - self.used

    @property
    def to_give(self) -> Amount:
        return self.allocated - self.given

    @property
    def warnings(self) -> list[Warned]:
        of_days = thresholds(self.allocated.days, self.used.days, self.expected)
        of_money = thresholds(self.allocated.pounds, self.used.pounds, NOTHING, money)
        return [
            Warned(f"{what}: {found.text[:1].lower()}{found.text[1:]}", found.tone)
            for what, found in (("Days", of_days), ("Money", of_money))
            if found
        ]


def budget(package: SupportPackage, today: date) -> Budget:
    """Two queries, however long the ledger."""
    sums = package.ledger.order_by().values("kind", "adviser", "month")
    rows = list(sums.annotate(d=Sum("days"), p=Sum("pounds")).order_by("month", "adviser"))
    people = User.objects.in_bulk({row["adviser"] for row in rows if row["adviser"]})
    shares = {pk: Share(people[pk]) for pk in sorted(people, key=lambda pk: (str(people[pk]), pk))}
    months: dict[tuple[date, int], Month] = {}
    allocated = Amount()
    for row in rows:
        amount = Amount(row["d"], row["p"])
        if row["adviser"] is None:
            allocated += amount
        elif row["kind"] == Kind.ALLOCATED:
            shares[row["adviser"]].allocated += amount
        else:
            _into_month(months, shares[row["adviser"]], row, amount, first_of_month(today))
    for month in months.values():
        if not month.is_past:
            shares[month.adviser.pk].expected += month.expected
    return _budget(allocated, list(shares.values()), list(months.values()))


def _into_month(months: dict, share: Share, row: dict, amount: Amount, this_month: date) -> None:
    key = row["month"], row["adviser"]
    month = months.setdefault(key, Month(row["month"], share.adviser, row["month"] < this_month))
    if row["kind"] == Kind.USED:
        share.used += amount
        month.used += amount.days
    else:
        month.forecast += amount.days


def _budget(allocated: Amount, shares: list[Share], months: list[Month]) -> Budget:
    return Budget(
        allocated=allocated,
        given=sum((share.allocated for share in shares), Amount()),
        used=sum((share.used for share in shares), Amount()),
        expected=sum((share.expected for share in shares), NOTHING),
        shares=tuple(shares),
        months=tuple(month for month in reversed(months) if month.forecast or month.used),
    )


def entries(package: SupportPackage) -> QuerySet[LedgerEntry]:
    return package.ledger.select_related("adviser", "pot", "by", "session", "reverses", "reversed_by")


def of_entry(scope: Scope) -> QuerySet[LedgerEntry]:
    """Entries of packages the scope may see."""
    return LedgerEntry.objects.visible_to(scope).select_related("package__authority__region", "adviser", "reversed_by")


def newest_entry(package: SupportPackage) -> int:
    """What a page was made on top of: the same page sent again is known by it. 0: nothing is entered yet."""
    return package.ledger.order_by("-pk").values_list("pk", flat=True).first() or 0


def advisers_of(package: SupportPackage) -> list[User]:
    """On its team today, for whom something may be entered."""
    return [member.person for member in members(package, TeamMember.Part.ADVISER)]


# --- Many packages ------------------------------------------------------------------------


def still_expected(packages: Iterable[int], today: date) -> dict[int, Decimal]:
    """By package id; a package of which nothing is expected is left out."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for row in to_come(LedgerEntry.objects.filter(package__in=packages), today):
        found[row["package"]] += row["expected"]
    return dict(found)


def to_come(entries: QuerySet[LedgerEntry], today: date) -> QuerySet:
    """Days forecast and not used, from this month on: `expected`, of each package, adviser and month where there are
    any.
    """
    rows = entries.filter(month__gte=first_of_month(today)).order_by().values("package", "adviser", "month")
    sums = rows.annotate(
        forecast=Coalesce(Sum("days", filter=Q(kind=Kind.FORECAST)), NOTHING),
        used=Coalesce(Sum("days", filter=Q(kind=Kind.USED)), NOTHING),
    )
    return sums.filter(forecast__gt=F("used")).annotate(expected=F("forecast") - F("used"))


@dataclass(frozen=True)
class Difference:
    """A sum kept beside a package that is not what its ledger says."""

    package: SupportPackage
    column: str
    kept: Decimal
    ledger: Decimal


# Each sum that a package keeps: the kind of entry and the column it adds up.
SUMS = (
    ("days_allocated", Kind.ALLOCATED, "days"),
    ("days_used", Kind.USED, "days"),
    ("days_forecast", Kind.FORECAST, "days"),
    ("pounds_allocated", Kind.ALLOCATED, "pounds"),
    ("pounds_used", Kind.USED, "pounds"),
)


def ledger_differences() -> list[Difference]:
    """Empty, unless something wrote past the actions. What moves within a package to an adviser is not counted."""
    from_a_pot = Q(ledger__kind=Kind.ALLOCATED, ledger__adviser__isnull=True)
    totals = {
        f"ledger_{column}": Coalesce(
            Sum(f"ledger__{unit}", filter=from_a_pot if kind == Kind.ALLOCATED else Q(ledger__kind=kind)), NOTHING
        )
        for column, kind, unit in SUMS
    }
    differs = Q()
    for column, _, _ in SUMS:
        differs |= ~Q(**{column: F(f"ledger_{column}")})
    rows = SupportPackage.objects.annotate(**totals).filter(differs).order_by("pk")
    return [
        Difference(package, column, getattr(package, column), getattr(package, f"ledger_{column}"))
        for package in rows
        for column, _, _ in SUMS
        if getattr(package, column) != getattr(package, f"ledger_{column}")
    ]
