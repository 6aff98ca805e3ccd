"""Who carries how much of what is open, and where the days and the money of a year went."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from commissioning.access.scope import Scope
from commissioning.people.models import User

from ..amounts import NOTHING, first_of_month
from ..models import Adviser, LedgerEntry, Pot, SupportPackage, TeamMember, on_the_team
from . import pots
from .desk import table_url

Entry, Part = LedgerEntry.Kind, TeamMember.Part


@dataclass(frozen=True)
class Load:
    """One person’s packages, and the days still expected of them: forecast, from this month on, and not used."""

    person: User
    packages: int
    days: Decimal
    url: str = ""  # where these packages are listed


@dataclass(frozen=True)
class Workload:
    leads: tuple[Load, ...]
    advisers: tuple[Load, ...]
    without_lead: int  # packages open that nobody leads


def workload(today: date) -> Workload:
    """Six queries, however many packages. Whoever carries most comes first."""
    of_package, of_adviser = _expected(today)
    leads = _parts(today, Part.LEAD)
    advisers = _parts(today, Part.ADVISER)
    people = User.objects.in_bulk({*leads, *advisers, *of_adviser})
    pages = {row.person_id: row.get_absolute_url() for row in Adviser.objects.filter(person__in=people)}
    led = {package for packages in leads.values() for package in packages}
    of_lead = {pk: sum((of_package[one] for one in packages), NOTHING) for pk, packages in leads.items()}
    return Workload(
        leads=_loads(people, leads, of_lead, {pk: table_url(lead=pk, open="yes") for pk in leads}),
        advisers=_loads(people, {**dict.fromkeys(of_adviser, ()), **advisers}, of_adviser, pages),
        without_lead=_open_packages().exclude(pk__in=led).count(),
    )


def _open_packages() -> QuerySet[SupportPackage]:
    return SupportPackage.objects.open()


def _parts(today: date, part: str) -> dict[int, list[int]]:
    """Person → the open packages they have that part in today."""
    rows = TeamMember.objects.filter(on_the_team(today), until__isnull=True, part=part, package__in=_open_packages())
    found: dict[int, list[int]] = defaultdict(list)
    for person, package in rows.order_by().values_list("person", "package"):
        found[person].append(package)
    return found


def _expected(today: date) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """By open package, and by adviser."""
    rows = LedgerEntry.objects.filter(month__gte=first_of_month(today), package__in=_open_packages()).order_by()
    sums = rows.values("package", "adviser", "month").annotate(
        forecast=Coalesce(Sum("days", filter=Q(kind=Entry.FORECAST)), NOTHING),
        used=Coalesce(Sum("days", filter=Q(kind=Entry.USED)), NOTHING),
    )
    of_package: dict[int, Decimal] = defaultdict(Decimal)
    of_adviser: dict[int, Decimal] = defaultdict(Decimal)
    for row in sums.filter(forecast__gt=F("used")):
        of_package[row["package"]] += row["forecast"] - row["used"]
        of_adviser[row["adviser"]] += row["forecast"] - row["used"]
    return of_package, of_adviser


def _loads(people: dict, parts: dict, days: dict[int, Decimal], urls: dict[int, str]) -> tuple[Load, ...]:
    loads = [Load(people[pk], len(parts[pk]), days.get(pk, NOTHING), urls.get(pk, "")) for pk in parts]
    return tuple(sorted(loads, key=lambda load: (-load.packages, -load.days, str(load.person), load.person.pk)))


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


def spent(scope: Scope, year: str) -> tuple[Spent | None, list[pots.OfYear]]:
    """Of the year asked for, else of the latest there is a pot for; and every year there is one for."""
    years = pots.by_year(scope)
    if not years:
        return None, years
    chosen = next((one for one in years if str(one.year) == year), years[0])
    of_year = tuple(pots.pots(scope).filter(year=chosen.year).order_by("name"))
    return Spent(chosen, of_year, tuple(pots.by_region_in(chosen.year))), years
