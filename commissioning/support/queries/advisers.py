"""Reads about advisers: the pool with each one’s load, and one adviser’s page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority, Region
from commissioning.people.models import User
from commissioning.people.queries import holders_anywhere
from readiness.models import Standard
from readiness.queries.standards import current_standards

from ..amounts import NOTHING, Amount, first_of_month
from ..matching import SOON
from ..models import (
    Adviser,
    Away,
    Conflict,
    ConflictCheck,
    LedgerEntry,
    SupportPackage,
    TeamMember,
)
from .conflict_checks import CheckState, newest, state_of
from .team import parts_in_open

Kind = LedgerEntry.Kind
_DAYS = DecimalField(max_digits=8, decimal_places=2)


# --- The pool -----------------------------------------------------------------------------


def advisers() -> QuerySet[Adviser]:
    """With what every page about one needs; a view narrows it to its reader’s scope."""
    return Adviser.objects.select_related("person", "employer__region").prefetch_related("regions")


def away() -> QuerySet[Away]:
    return Away.objects.select_related("adviser__person")


def conflicts() -> QuerySet[Conflict]:
    return Conflict.objects.select_related("adviser__person", "authority")


def listed(scope: Scope, today: date) -> QuerySet[Adviser]:
    """The pool with each one’s load: packages open, days of this month that are taken and that are free."""
    through = Adviser.regions.through.objects.filter(adviser=OuterRef(OuterRef("pk")))
    named = Region.objects.filter(pk__in=through.values("region"))
    rows = advisers().visible_to(scope)
    rows = rows.annotate(
        open_packages=_open_packages(today),
        taken=days_taken(today),
        is_away=Exists(away_on(today).filter(adviser=OuterRef("pk"))),
        is_in_role=Exists(User.objects.filter(pk=OuterRef("person"), pk__in=in_role())),
        works_in=ArraySubquery(named.values("slug")),
        region_names=ArraySubquery(named.values("name")),
    )
    left = Greatest(F("days_a_month") - F("taken"), NOTHING, output_field=_DAYS)
    return rows.annotate(free=Case(When(is_away=True, then=NOTHING), default=left, output_field=_DAYS))


def days_taken(today: date) -> Greatest:
    """Days of this month that are forecast or, where that is more, used already."""
    this_month = first_of_month(today)
    return Greatest(_days(Kind.FORECAST, this_month), _days(Kind.USED, this_month))


def employers() -> QuerySet[Authority]:
    """Councils as they are today: whom somebody works for, or must not work for."""
    return Authority.objects.current().order_by("short_name")


def regions() -> QuerySet[Region]:
    return Region.objects.order_by("name")


def in_role() -> list[int]:
    """The people who may advise today, by id."""
    return [held.person_id for held in holders_anywhere(Permission.PACKAGE_DELIVER)]


def people_without_page() -> list[User]:
    """In role as advisers, with nothing said of them yet."""
    people = {held.person_id: held.person for held in holders_anywhere(Permission.PACKAGE_DELIVER)}
    have = set(Adviser.objects.filter(person__in=people).values_list("person", flat=True))
    return sorted((person for pk, person in people.items() if pk not in have), key=str)


def away_on(today: date) -> QuerySet[Away]:
    return Away.objects.filter(first__lte=today, last__gte=today, ended_at__isnull=True)


def _open_packages(today: date) -> Coalesce:
    rows = parts_in_open(today).filter(person=OuterRef("person")).order_by().values("person")
    return Coalesce(Subquery(rows.annotate(n=Count("package", distinct=True)).values("n")), 0)


def _days(kind: str, month: date) -> Coalesce:
    rows = LedgerEntry.objects.filter(adviser=OuterRef("person"), kind=kind, month=month).order_by().values("adviser")
    return Coalesce(Subquery(rows.annotate(total=Sum("days")).values("total")), NOTHING, output_field=_DAYS)


# --- One adviser --------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """One package of an adviser’s: what it gave them, what they used, what they expect this month and next."""

    package: SupportPackage
    allocated: Amount
    used: Amount
    this_month: Decimal
    next_month: Decimal
    check: CheckState


@dataclass(frozen=True)
class AdviserPage:
    adviser: Adviser
    in_role: bool
    accreditation: str
    standards: tuple[str, ...]
    away: tuple[Away, ...]
    conflicts: tuple[Conflict, ...]
    loads: tuple[Load, ...]
    earlier: int

    @property
    def this_month(self) -> Decimal:
        return sum((load.this_month for load in self.loads), NOTHING)

    @property
    def next_month(self) -> Decimal:
        return sum((load.next_month for load in self.loads), NOTHING)


def page(adviser: Adviser, today: date) -> AdviserPage:
    titles = dict(standards().values_list("code", "title"))
    mine = TeamMember.objects.filter(person=adviser.person, part=TeamMember.Part.ADVISER)
    now = parts_in_open(today).filter(person=adviser.person).values_list("package", flat=True)
    packages = SupportPackage.objects.filter(pk__in=set(now)).select_related("authority__region")
    return AdviserPage(
        adviser=adviser,
        in_role=adviser.person_id in in_role(),
        accreditation=accreditation(adviser, today),
        standards=tuple(titles.get(code, code) for code in adviser.standards),
        away=tuple(adviser.away.filter(ended_at__isnull=True, last__gte=today)),
        conflicts=tuple(adviser.conflicts.standing_on(today).select_related("authority", "added_by")),
        loads=tuple(_loads(adviser, list(packages.order_by("reference")), today)),
        earlier=mine.exclude(package__in=packages).values("package").distinct().count(),
    )


def standards() -> QuerySet[Standard]:
    """Those of the programme’s set, which expertise is named by."""
    return Standard.objects.filter(version=current_standards())


def accreditation(adviser: Adviser, today: date) -> str:
    if adviser.accredited_until is None:
        return "Not accredited"
    if adviser.accredited_until < today:
        return "Expired"
    return "Expires soon" if adviser.accredited_until <= today + SOON else "Accredited"


def _loads(adviser: Adviser, packages: list[SupportPackage], today: date) -> Iterable[Load]:
    this_month = first_of_month(today)
    next_month = first_of_month(this_month + timedelta(days=31))
    entries = LedgerEntry.objects.filter(adviser=adviser.person, package__in=packages)
    sums = (
        entries.order_by()
        .values("package")
        .annotate(
            **{
                f"{kind}_days": Coalesce(Sum("days", filter=Q(kind=kind)), NOTHING)
                for kind in (Kind.ALLOCATED, Kind.USED)
            },
            **{
                f"{kind}_pounds": Coalesce(Sum("pounds", filter=Q(kind=kind)), NOTHING)
                for kind in (Kind.ALLOCATED, Kind.USED)
            },
            this=Coalesce(Sum("days", filter=Q(kind=Kind.FORECAST, month=this_month)), NOTHING),
            next=Coalesce(Sum("days", filter=Q(kind=Kind.FORECAST, month=next_month)), NOTHING),
        )
    )
    by_package = {row["package"]: row for row in sums}
    latest = newest(ConflictCheck.objects.filter(adviser=adviser, package__in=packages), "package_id")
    checks = {check.package_id: check for check in latest}
    for package in packages:
        row = by_package.get(package.pk, {})
        yield Load(
            package=package,
            allocated=Amount(row.get("allocated_days", NOTHING), row.get("allocated_pounds", NOTHING)),
            used=Amount(row.get("used_days", NOTHING), row.get("used_pounds", NOTHING)),
            this_month=row.get("this", NOTHING),
            next_month=row.get("next", NOTHING),
            check=state_of(checks.get(package.pk), today),
        )
