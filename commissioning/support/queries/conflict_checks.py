"""Checks for conflicts of interest: how an adviser’s newest one stands, and what keeps any from holding."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from commissioning.authorities.lineage import lineages
from commissioning.people.models import User

from ..models import Adviser, Conflict, ConflictCheck, SupportPackage, TeamMember
from .detail import members
from .reading import parts_of
from .team import parts_in_open

CHECKED_AGAIN = timedelta(days=60)  # before a check runs out, somebody should ask again


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
    areas = areas_by_line(package)
    found = {
        adviser.pk: [f"{adviser} is employed by {areas[adviser.employer_id]}."] if adviser.employer_id in areas else []
        for adviser in pool
    }
    standing = Conflict.objects.standing_on(timezone.localdate())
    for row in standing.filter(adviser__in=found, authority__in=areas):
        found[row.adviser_id].append(f"A conflict with {areas[row.authority_id]} is known: {row.why}.")
    return found


def areas_by_line(package: SupportPackage) -> dict[int, str]:
    """The names of its areas, by their ids and those of the councils they came from: who was employed by a council, or
    had a conflict with it, has one with whoever took over.
    """
    names = {part.authority_id: str(part.authority) for part in parts_of(package)}
    return {pk: names[area] for area, line in lineages(names).items() for pk in line} | names


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
    latest = newest(ConflictCheck.objects.filter(package=package, adviser__person__in=people), "adviser_id")
    checks = {check.adviser_id: check for check in latest.select_related("by")}
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


def newest(rows: QuerySet[ConflictCheck], *of: str) -> QuerySet[ConflictCheck]:
    return rows.order_by(*of, "-at", "-pk").distinct(*of)


def expiring_checks(today: date) -> QuerySet[ConflictCheck]:
    """Of advisers on the team of an open package: checks that run out within 60 days, or have. A newer check that found
    a conflict is no check running out.
    """
    on_it = parts_in_open(today).filter(package=OuterRef("package"), person=OuterRef("adviser__person"))
    newer = ConflictCheck.objects.filter(package=OuterRef("package"), adviser=OuterRef("adviser"))
    due = ConflictCheck.objects.filter(valid_until__lte=today + CHECKED_AGAIN)
    standing = due.exclude(outcome=ConflictCheck.Outcome.CONFLICT)
    return standing.filter(Exists(on_it), ~Exists(newer.filter(pk__gt=OuterRef("pk"))))
