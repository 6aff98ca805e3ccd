"""Who carries how much of what is open, and where the days and the money of a year went."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DecimalField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commissioning.access.scope import Scope
from commissioning.people.models import User

from ..amounts import first_of_month
from ..models import LedgerEntry, Pot, SupportPackage, TeamMember
from . import pots
from .desk import table_url
from .ledger import to_come


class _Total(Subquery):
    """What the rows of `to_come` come to."""

    template = "(SELECT COALESCE(SUM(one.expected), 0) FROM (%(subquery)s) AS one)"
    output_field = DecimalField(max_digits=8, decimal_places=2)


def carriers(today: date) -> QuerySet[User]:
    """Whoever leads an open package, advises on one, or has days to come in one; each with how many, and the days still
    expected: in the packages they lead (`days_led`), and of themselves (`days`).
    """
    led = open_packages().filter(led_by__isnull=False).order_by()
    advised = TeamMember.objects.filter(part=TeamMember.Part.ADVISER, until__isnull=True, package__in=open_packages())
    entries = LedgerEntry.objects.filter(package__in=open_packages())
    due = entries.filter(month__gte=first_of_month(today), adviser__isnull=False)
    whom = led.values("led_by").union(advised.order_by().values("person"), due.order_by().values("adviser"))
    return User.objects.filter(pk__in=whom).annotate(
        leads=_number(led, "led_by"),
        advises=_number(advised, "person"),
        days_led=_Total(to_come(entries.filter(package__led_by=OuterRef("pk")), today).values("expected")),
        days=_Total(to_come(entries.filter(adviser=OuterRef("pk")), today).values("expected")),
    )


def _number(rows: QuerySet, person: str) -> Coalesce:
    mine = rows.filter(**{person: OuterRef("pk")}).order_by().values(person)
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)


def without_lead() -> int:
    """Packages open that nobody leads."""
    return open_packages().filter(led_by__isnull=True).count()


def open_packages() -> QuerySet[SupportPackage]:
    return SupportPackage.objects.open()


# --- Days and money -----------------------------------------------------------------------


@dataclass(frozen=True)
class Spent:
    """One year’s pots, and where their days and money went."""

    year: pots.OfYear
    pots: tuple[Pot, ...]
    regions: tuple[pots.OfRegion, ...]

    @property
    def packages(self) -> int:
        return sum(region.packages for region in self.regions)

    @property
    def url(self) -> str:
        """Where these packages are listed."""
        return table_url(year=self.year.year)


def spent(scope: Scope, year: str) -> tuple[Spent | None, list[pots.OfYear]]:
    """Of the year asked for, else of the latest there is a pot for; and every year there is one for."""
    years = pots.by_year(scope)
    if not years:
        return None, years
    chosen = next((one for one in years if str(one.year) == year), years[0])
    of_year = tuple(pots.pots(scope).filter(year=chosen.year).order_by("name"))
    return Spent(chosen, of_year, tuple(pots.by_region_of(of_year))), years
