"""Reads about pots: what each holds, what packages were allocated from it and used, and whose they are."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from commissioning.access.scope import Scope

from ..amounts import NOTHING, Amount
from ..models import FROM_A_POT, LedgerEntry, Pot, SupportPackage

Kind = LedgerEntry.Kind
_MONEY = DecimalField(max_digits=14, decimal_places=2)


def pots(scope: Scope) -> QuerySet[Pot]:
    """Each with what was allocated from it, what its packages used, and what is left to allocate. All of them are added
    up in one pass over what pots gave, however many there are.
    """
    standing = Q(entries__kind=Kind.ALLOCATED, entries__adviser__isnull=True, entries__reverses__isnull=True) & ~Q(
        entries__in=_taken_back()
    )

    def total(column: str) -> Coalesce:
        return Coalesce(Sum(f"entries__{column}", filter=standing), NOTHING, output_field=_MONEY)

    return Pot.objects.visible_to(scope).annotate(
        days_allocated=total("days"),
        pounds_allocated=total("pounds"),
        days_used=total("package__days_used"),
        pounds_used=total("package__pounds_used"),
        days_left=F("days") - F("days_allocated"),
        pounds_left=F("pounds") - F("pounds_allocated"),
        packages_in_it=Count("entries", filter=standing),
    )


def _standing(**of) -> QuerySet[LedgerEntry]:
    """What packages were allocated and have still: one entry a package, since terms agreed anew reverse the last."""
    return LedgerEntry.objects.filter(FROM_A_POT, **of).exclude(pk__in=_taken_back()).order_by()


def _taken_back() -> QuerySet:
    """Few, so that each entry is looked for among them, and not its reversal among all entries."""
    return LedgerEntry.objects.filter(reverses__isnull=False).order_by().values("reverses")


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


def by_region_of(several: Iterable[Pot]) -> list[OfRegion]:
    """The same of several pots together."""
    return _by_region(_standing(pot__in=[pot.pk for pot in several]))


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
    """The latest first. Added up in the database: there are few years, however many pots."""
    found = Pot.objects.visible_to(scope)
    held = found.order_by("-year").values_list("year").annotate(Sum("days"), Sum("pounds"))
    standing = _standing(pot__in=found).values_list("pot__year")
    sums = standing.annotate(Sum("days"), Sum("pounds"), Sum("package__days_used"), Sum("package__pounds_used"))
    given = {year: (Amount(*of[:2]), Amount(*of[2:])) for year, *of in sums}
    return [OfYear(year, Amount(*of), *given.get(year, (Amount(), Amount()))) for year, *of in held]
