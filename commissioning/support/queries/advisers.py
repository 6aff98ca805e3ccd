"""Reads about advisers: the pool, one adviser’s page, checks for conflicts of interest, who fits a package."""

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
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority, Region
from commissioning.people.models import User
from commissioning.people.queries import holders_anywhere
from readiness.models import Standard
from readiness.queries.standards import current_standards

from ..amounts import NOTHING, Amount, first_of_month
from ..matching import SOON, Known, Match, Wanted, matches
from ..models import (
    Adviser,
    Away,
    Conflict,
    ConflictCheck,
    LedgerEntry,
    PackageArea,
    SupportPackage,
    TeamMember,
    on_the_team,
)
from ..workflow import OPEN
from .detail import members
from .facts import valid_checks
from .reading import parts_of

CHECKED_AGAIN = timedelta(days=60)  # before a check runs out, somebody should ask again
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
        taken=_taken(today),
        is_away=Exists(_away(today).filter(adviser=OuterRef("pk"))),
        is_in_role=Exists(User.objects.filter(pk=OuterRef("person"), pk__in=in_role())),
        works_in=ArraySubquery(named.values("slug")),
        region_names=ArraySubquery(named.values("name")),
    )
    left = Greatest(F("days_a_month") - F("taken"), NOTHING, output_field=_DAYS)
    return rows.annotate(free=Case(When(is_away=True, then=NOTHING), default=left, output_field=_DAYS))


def _taken(today: date) -> Greatest:
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


def _away(today: date) -> QuerySet[Away]:
    return Away.objects.filter(first__lte=today, last__gte=today, ended_at__isnull=True)


def _open_packages(today: date) -> Coalesce:
    rows = _parts_in_open(today).filter(person=OuterRef("person")).order_by().values("person")
    return Coalesce(Subquery(rows.annotate(n=Count("package", distinct=True)).values("n")), 0)


def _parts_in_open(today: date) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(on_the_team(today), part=TeamMember.Part.ADVISER, package__stage__in=OPEN)


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
    check: "CheckState"


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
    now = _parts_in_open(today).filter(person=adviser.person).values_list("package", flat=True)
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
    newest = _newest(ConflictCheck.objects.filter(adviser=adviser, package__in=packages), "package_id")
    checks = {check.package_id: check for check in newest}
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


# --- Conflicts of interest ----------------------------------------------------------------


@dataclass(frozen=True)
class CheckState:
    """How the newest check stands, in words and the colour of a tag."""

    words: str
    tone: str
    check: ConflictCheck | None = None


def state_of(check: ConflictCheck | None, today: date) -> CheckState:
    if check is None:
        return CheckState("Not checked yet", "yellow")
    if check.outcome == ConflictCheck.Outcome.CONFLICT:
        return CheckState("A conflict", "red", check)
    if check.valid_until < today:
        return CheckState("Check has run out", "red", check)
    if check.valid_until <= today + CHECKED_AGAIN:
        return CheckState("Check runs out soon", "orange", check)
    managed = check.outcome == ConflictCheck.Outcome.MANAGED
    return CheckState("Managed" if managed else "No conflict", "green", check)


def bars(adviser: Adviser, package: SupportPackage) -> list[str]:
    """Why this adviser must not work for one of the package’s areas, whatever is declared; none: nothing is known."""
    return bars_of([adviser], package)[adviser.pk]


def bars_of(pool: Iterable[Adviser], package: SupportPackage) -> dict[int, list[str]]:
    """The same for several, by id."""
    areas = {part.authority_id: part.authority for part in parts_of(package)}
    found = {
        adviser.pk: [f"{adviser} is employed by {areas[adviser.employer_id]}."] if adviser.employer_id in areas else []
        for adviser in pool
    }
    standing = Conflict.objects.standing_on(timezone.localdate())
    for row in standing.filter(adviser__in=found, authority__in=areas):
        found[row.adviser_id].append(f"A conflict with {areas[row.authority_id]} is known: {row.why}.")
    return found


@dataclass(frozen=True)
class Checked:
    """An adviser of a package, and how their check stands. `adviser` None: there is no page about them yet.
    `bars`: what keeps any check from holding.
    """

    person: User
    adviser: Adviser | None
    state: CheckState
    bars: tuple[str, ...]


def checks_of(package: SupportPackage, today: date) -> list[Checked]:
    """Each adviser on the team today, for the package’s page of people."""
    people = [member.person for member in members(package, TeamMember.Part.ADVISER)]
    known = {row.person_id: row for row in Adviser.objects.filter(person__in=people).select_related("person")}
    newest = _newest(ConflictCheck.objects.filter(package=package, adviser__person__in=people), "adviser_id")
    checks = {check.adviser_id: check for check in newest.select_related("by")}
    barred = bars_of(known.values(), package)
    return [_checked(person, known.get(person.pk), checks, barred, today) for person in people]


def _checked(
    person: User, adviser: Adviser | None, checks: dict[int, ConflictCheck], barred: dict[int, list[str]], today: date
) -> Checked:
    if adviser is None:
        return Checked(person, None, state_of(None, today), ())
    return Checked(person, adviser, state_of(checks.get(adviser.pk), today), tuple(barred[adviser.pk]))


def history_of_checks(package: SupportPackage, adviser: Adviser) -> QuerySet[ConflictCheck]:
    return ConflictCheck.objects.filter(package=package, adviser=adviser).select_related("by")


def _newest(rows: QuerySet[ConflictCheck], *of: str) -> QuerySet[ConflictCheck]:
    return rows.order_by(*of, "-at", "-pk").distinct(*of)


def expiring_checks(today: date) -> QuerySet[ConflictCheck]:
    """Of advisers on the team of an open package: checks that run out within 60 days, or have. A newer check that found
    a conflict is no check running out.
    """
    on_it = _parts_in_open(today).filter(package=OuterRef("package"), person=OuterRef("adviser__person"))
    newer = ConflictCheck.objects.filter(package=OuterRef("package"), adviser=OuterRef("adviser"))
    due = ConflictCheck.objects.filter(valid_until__lte=today + CHECKED_AGAIN)
    standing = due.exclude(outcome=ConflictCheck.Outcome.CONFLICT)
    return standing.filter(Exists(on_it), ~Exists(newer.filter(pk__gt=OuterRef("pk"))))


# --- Who fits a package -------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """A match, and how far it has got: on the team, and with a check that holds."""

    match: Match
    person_id: int
    on_the_team: bool
    is_checked: bool


def candidates(package: SupportPackage, today: date) -> list[Candidate]:
    people = in_role()
    rows = advisers().filter(person__in=people).annotate(taken=_taken(today))
    standing = Conflict.objects.standing_on(today)
    rows = rows.prefetch_related(
        Prefetch("conflicts", standing, to_attr="known_conflicts"), Prefetch("away", _away(today), to_attr="away_now")
    )
    pool = list(rows)
    found = matches(_wanted(package, today), [_known(adviser) for adviser in pool])
    on_it = {member.person_id for member in members(package, TeamMember.Part.ADVISER)}
    checked = valid_checks(package)
    people_of = {adviser.pk: adviser.person_id for adviser in pool}
    ordered = [(match, people_of[match.known.id]) for match in found]
    return [Candidate(match, person, person in on_it, person in checked) for match, person in ordered]


def _wanted(package: SupportPackage, today: date) -> Wanted:
    parts: list[PackageArea] = list(parts_of(package))
    linked = package.package_standards.select_related("standard")
    return Wanted(
        kind=package.kind,
        standards={row.standard.code: row.standard.title for row in linked},
        areas={part.authority_id: str(part.authority) for part in parts},
        regions=frozenset(part.authority.region.name for part in parts),
        days=package.days,
        today=today,
    )


def _known(adviser) -> Known:
    return Known(
        id=adviser.pk,
        name=str(adviser.person),
        accredited_until=adviser.accredited_until,
        kinds=frozenset(adviser.kinds),
        standards=frozenset(adviser.standards),
        regions=frozenset(region.name for region in adviser.regions.all()),
        employer=adviser.employer_id,
        conflicts={row.authority_id: row.why for row in adviser.known_conflicts},
        days_a_month=adviser.days_a_month,
        taken=adviser.taken,
        away_until=max((row.last for row in adviser.away_now), default=None),
    )
