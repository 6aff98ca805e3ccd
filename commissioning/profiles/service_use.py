"""Reads of the services used: rows by name for those who may, counts for more, and reach as it was measured.

Areas are counted under the code a use was given with; people once, however often they came.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.services import ONLINE, Service

from .models import ServiceUse, ServiceUseFile

ANY, EITHER_ONLINE = "any", "online"


def days_of(year: int) -> tuple[date, date]:
    """First and last day of a programme's year."""
    return date(year, years.FIRST_MONTH, 1), date(year + 1, years.FIRST_MONTH, 1) - timedelta(days=1)


def _between(since: date | None, until: date | None, prefix: str = "") -> Q:
    """Kept, from the one day to the other, both included."""
    days = Q(**{f"{prefix}removed_at__isnull": True})
    days &= Q(**{f"{prefix}used_on__gte": since}) if since else Q()
    return days & Q(**{f"{prefix}used_on__lte": until}) if until else days


# --- For the apps above -------------------------------------------------------------------


def services_used(person_ids: Collection[int], *, until: date, since: date | None = None) -> dict[int, set[str]]:
    """Which services each of these people used in that time; nobody who used none is in it."""
    used: dict[int, set[str]] = defaultdict(set)
    rows = ServiceUse.objects.filter(_between(since, until), person__in=person_ids)
    for person, service in rows.order_by().values_list("person", "service").distinct():
        used[person].add(service)
    return dict(used)


@dataclass(frozen=True)
class AreaUser:
    """One person and what they used in one area; somebody who used services in two is there twice."""

    person_id: int
    authority_id: int
    services: frozenset[str]


def users_of_services(
    authority_ids: Collection[int] | None = None, *, since: date | None = None, until: date
) -> list[AreaUser]:
    """Everybody named as a user in that time, in these areas or, without any given, in all."""
    rows = ServiceUse.objects.filter(_between(since, until), person__isnull=False)
    rows = rows if authority_ids is None else rows.filter(authority__in=authority_ids)
    used: dict[tuple[int, int], set[str]] = defaultdict(set)
    found = rows.order_by("person", "authority").values_list("person", "authority", "service").distinct()
    for person, authority, service in found:
        used[person, authority].add(service)
    return [AreaUser(*pair, frozenset(services)) for pair, services in used.items()]


@dataclass(frozen=True)
class Reach:
    """How far one service reached; `service` is a service, or "online" for both online ones, or "any"."""

    service: str
    label: str
    people: int
    areas: int
    uses: int


def measured_reach(since: date | None, until: date | None, *, scope: Scope | None = None) -> list[Reach]:
    """By service, then both online ones together, then all; people and areas are each counted once a row."""
    rows = ServiceUse.objects.filter(_between(since, until))
    rows = rows.filter(scope.within([Permission.SERVICE_USE_COUNT])) if scope else rows
    groups = [(service.value, service.label, Q(service=service)) for service in Service]
    groups.append((EITHER_ONLINE, "Online, either of the two", Q(service__in=ONLINE)))
    groups.append((ANY, "Any of them", Q(pk__isnull=False)))
    counts = {}
    for key, _, where in groups:
        counts[f"{key}_people"] = Count("person", distinct=True, filter=where)
        counts[f"{key}_areas"] = Count("authority", distinct=True, filter=where)
        counts[f"{key}_uses"] = Count("pk", filter=where)
    found = rows.aggregate(**counts)
    return [
        Reach(key, label, *(found[f"{key}_{of}"] for of in ("people", "areas", "uses"))) for key, label, _ in groups
    ]


# --- Pages --------------------------------------------------------------------------------


def uses(authority: Authority) -> QuerySet[ServiceUse]:
    """Of any time, what was removed too, with what a page shows beside each."""
    rows = ServiceUse.objects.filter(authority=authority)
    return rows.select_related("authority__region", "person", "removed_by")


def years_of(rows: QuerySet[ServiceUse]) -> list[int]:
    """From the first year anything was used to the last, newest first."""
    first, last = rows.kept().aggregate(first=Min("used_on"), last=Max("used_on")).values()
    return [*range(years.year_of(last), years.year_of(first) - 1, -1)] if first else []


def all_uses(scope: Scope) -> QuerySet[ServiceUse]:
    """Those that the scope may have counted."""
    return ServiceUse.objects.filter(scope.within([Permission.SERVICE_USE_COUNT]))


def areas_reached(scope: Scope, *, year: int | None = None, service: str = "") -> QuerySet[Authority]:
    """The areas of the scope that used anything, with `people`, `uses` and the day of the `latest`."""
    since, until = days_of(year) if year else (None, None)
    where = _between(since, until, "service_uses__")
    where &= Q(service_uses__service=service) if service else Q()
    areas = Authority.objects.filter(scope.within([Permission.SERVICE_USE_COUNT], "")).select_related("region")
    return areas.annotate(
        people=Count("service_uses__person", distinct=True, filter=where),
        uses=Count("service_uses", filter=where),
        latest=Max("service_uses__used_on", filter=where),
    ).filter(uses__gt=0)


@dataclass(frozen=True)
class YearReach:
    """What one area used of one service in one year; uses that name nobody add no person."""

    year: int
    service: str
    people: int
    uses: int

    @property
    def year_label(self) -> str:
        return years.label(self.year)

    @property
    def label(self) -> str:
        return Service(self.service).label


def by_year(authority: Authority) -> list[YearReach]:
    """Newest year first, services in their own order. It names nobody."""
    people: dict[tuple[int, str], set[int | None]] = defaultdict(set)
    counted: dict[tuple[int, str], int] = defaultdict(int)
    rows = ServiceUse.objects.kept().filter(authority=authority)
    for day, service, person in rows.values_list("used_on", "service", "person"):
        key = years.year_of(day), service
        people[key].add(person)
        counted[key] += 1
    place = {service.value: number for number, service in enumerate(Service)}
    keys = sorted(counted, key=lambda key: (-key[0], place[key[1]]))
    return [YearReach(*key, len(people[key] - {None}), counted[key]) for key in keys]


@dataclass(frozen=True)
class UseGlance:
    people: int
    uses: int


def glance(authority: Authority) -> UseGlance:
    rows = ServiceUse.objects.kept().filter(authority=authority)
    return UseGlance(**rows.aggregate(people=Count("person", distinct=True), uses=Count("pk")))


def files() -> QuerySet[ServiceUseFile]:
    return ServiceUseFile.objects.select_related("brought_in_by", "saved_by")


def saved_files(most: int = 20) -> Iterable[ServiceUseFile]:
    """The latest that were saved, newest first."""
    return files().filter(saved_at__isnull=False).order_by("-saved_at")[:most]
