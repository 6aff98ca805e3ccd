"""Reads about pots: what each holds, what packages were allocated from it and used, and whose they are."""

from dataclasses import dataclass

from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from commissioning.access.scope import Scope

from ..amounts import NOTHING, Amount
from ..models import LedgerEntry, Pot, SupportPackage

Kind = LedgerEntry.Kind
_MONEY = DecimalField(max_digits=14, decimal_places=2)


def pots(scope: Scope) -> QuerySet[Pot]:
    """Each with what was allocated from it, what its packages used, and what is left to allocate."""
    return Pot.objects.visible_to(scope).annotate(
        days_allocated=_given("days"),
        pounds_allocated=_given("pounds"),
        days_used=_used("days_used"),
        pounds_used=_used("pounds_used"),
        days_left=F("days") - F("days_allocated"),
        pounds_left=F("pounds") - F("pounds_allocated"),
        packages_in_it=Coalesce(
            Subquery(_standing(pot=OuterRef("pk")).values("pot").annotate(n=Count("pk")).values("n")), 0
        ),
    )


def _standing(**of) -> QuerySet[LedgerEntry]:
    """What packages were allocated and have still: one entry a package, since terms agreed anew reverse the last."""
    rows = LedgerEntry.objects.filter(kind=Kind.ALLOCATED, adviser__isnull=True, reverses__isnull=True, **of)
    return rows.filter(reversed_by__isnull=True).order_by()


def _given(unit: str) -> Coalesce:
    rows = _standing(pot=OuterRef("pk")).values("pot").annotate(total=Sum(unit)).values("total")
    return Coalesce(Subquery(rows), NOTHING, output_field=_MONEY)


def _used(column: str) -> Coalesce:
    rows = _standing(pot=OuterRef("pk")).values("pot").annotate(total=Sum(f"package__{column}")).values("total")
    return Coalesce(Subquery(rows), NOTHING, output_field=_MONEY)


def packages_of(pot: Pot) -> QuerySet[SupportPackage]:
    """Those with days or money from it, and how much. The region is the lead area’s."""
    mine = _standing(pot=pot, package=OuterRef("pk"))
    rows = SupportPackage.objects.filter(pk__in=_standing(pot=pot).values("package"))
    return rows.select_related("authority__region").annotate(
        from_days=Subquery(mine.values("days")[:1], output_field=_MONEY),
        from_pounds=Subquery(mine.values("pounds")[:1], output_field=_MONEY),
        region_name=F("authority__region__name"),
    )


@dataclass(frozen=True)
class OfRegion:
    name: str
    slug: str
    packages: int
    allocated: Amount
    used: Amount


def by_region(pot: Pot) -> list[OfRegion]:
    return _by_region(_standing(pot=pot))


def by_region_in(year: int) -> list[OfRegion]:
    """The same of all the pots of a year together."""
    return _by_region(_standing(pot__year=year))


def of_year(year: int) -> Q:
    """The packages with something from a pot of the year, as a condition on packages."""
    return Q(pk__in=_standing(pot__year=year).values("package"))


def _by_region(entries: QuerySet[LedgerEntry]) -> list[OfRegion]:
    rows = entries.values(name=F("package__authority__region__name"), slug=F("package__authority__region__slug"))
    sums = rows.annotate(
        n=Count("package"),
        d=Sum("days"),
        p=Sum("pounds"),
        used_d=Sum("package__days_used"),
        used_p=Sum("package__pounds_used"),
    )
    return [
        OfRegion(row["name"], row["slug"], row["n"], Amount(row["d"], row["p"]), Amount(row["used_d"], row["used_p"]))
        for row in sums.order_by("name")
    ]


@dataclass(frozen=True)
class OfYear:
    """All the pots of one year together."""

    year: int
    held: Amount
    allocated: Amount
    used: Amount

    @property
    def left(self) -> Amount:
        return self.held - self.allocated

    @property
    def label(self) -> str:
        return f"{self.year}/{(self.year + 1) % 100:02}"


def by_year(scope: Scope) -> list[OfYear]:
    found: dict[int, OfYear] = {}
    for pot in pots(scope).order_by("-year"):
        before = found.get(pot.year, OfYear(pot.year, Amount(), Amount(), Amount()))
        found[pot.year] = OfYear(
            pot.year,
            before.held + Amount(pot.days, pot.pounds),
            before.allocated + Amount(pot.days_allocated, pot.pounds_allocated),
            before.used + Amount(pot.days_used, pot.pounds_used),
        )
    return list(found.values())
