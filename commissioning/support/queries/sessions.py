"""Reads about sessions: those of a package, an adviser’s own, whose days may be recorded, what waits to be recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.people.models import User

from ..models import Session, SupportPackage, TeamMember, on_the_team
from ..workflow import WORKING
from .reading import reading_of

MOST_DAYS = 10  # of one session; the database knows it too
STANDING = Q(taken_back_at__isnull=True)
Part = TeamMember.Part


# --- Of one package -----------------------------------------------------------------------


def sessions_of(package: SupportPackage) -> QuerySet[Session]:
    return package.sessions.select_related("adviser", "recorded_by", "taken_back_by")


@dataclass(frozen=True)
class Total:
    """What one person’s standing sessions of a package come to."""

    adviser: str
    sessions: int
    days: Decimal


def totals(package: SupportPackage) -> list[Total]:
    rows = package.sessions.filter(STANDING).values("adviser", "adviser__full_name")
    sums = rows.annotate(number=Count("pk"), total=Sum("days")).order_by("adviser__full_name", "adviser")
    return [Total(row["adviser__full_name"], row["number"], row["total"]) for row in sums]


def session_in(package: SupportPackage, pk: int) -> Session | None:
    return sessions_of(package).select_related("package__authority__region").filter(pk=pk).first()


def first_day(package: SupportPackage) -> date:
    """The day it was sent: before that there was nothing to hold a session about."""
    return timezone.localtime(package.sent_at or package.created_at).date()


def last_contact(package: SupportPackage) -> date | None:
    """The newest of: a session that stands, a message, somebody listened to."""
    held = package.sessions.filter(STANDING).aggregate(day=Max("held_on"))["day"]
    heard = package.listening_notes.filter(removed_at__isnull=True).aggregate(day=Max("heard_on"))["day"]
    written = package.messages.aggregate(at=Max("at"))["at"]
    days = [held, heard, timezone.localtime(written).date() if written else None]
    return max((day for day in days if day), default=None)


# --- Whose sessions may be recorded -------------------------------------------------------


def parts(package: SupportPackage, person: User | None = None) -> list[TeamMember]:
    """Parts on the team, ended ones too: the last session of somebody who left is recorded as well."""
    rows = package.team.select_related("person").order_by("person__full_name", "since", "pk")
    return list(rows.filter(person=person) if person else rows)


def why_not(parts: Iterable[TeamMember], adviser: User, held_on: date, days: Decimal) -> str:
    """What keeps a session of that day from being theirs; "" when nothing does. `parts`: theirs."""
    parts = list(parts)
    if not parts:
        return f"{adviser} is not on the team of this package. Select somebody who is."
    if days and not any(part.part == Part.ADVISER for part in parts):
        return f"{adviser} is no adviser of this package, so their days are not counted. Enter 0 days."
    ends = [part.until for part in parts]
    if None not in ends and held_on > max(ends):
        last = date_format(max(ends), "j F Y")
        return f"{adviser} left the package on {last}. Choose a day up to then, or somebody who is on the team."
    return ""


def may_correct(session: Session, package: SupportPackage, scope: Scope) -> bool:
    """Whoever held it, while on the team; and those who lead the package."""
    reading = reading_of(package, scope)
    return reading.leads or (reading.works and session.adviser_id == scope.person_id)


# --- One adviser’s own --------------------------------------------------------------------


def own_sessions(scope: Scope) -> QuerySet[Session]:
    """Of packages they may still see."""
    packages = SupportPackage.objects.visible_to(scope)
    rows = Session.objects.filter(adviser=scope.person_id, package__in=packages)
    return rows.select_related("package__authority__region", "adviser")


@dataclass(frozen=True)
class Planned:
    """A day that was planned, and the package it is for."""

    package: SupportPackage
    on: date
    next: str


def next_dates(scope: Scope) -> list[Planned]:
    """Days planned from today on, soonest first."""
    today = timezone.localdate()
    return [one for one in _planned(scope) if one.on >= today]


def days_to_record(scope: Scope) -> list[Planned]:
    """Days that were planned and have passed, with no session of theirs recorded since; longest ago first."""
    today = timezone.localdate()
    return [one for one in _planned(scope) if one.on < today]


def to_record_in(scope: Scope) -> QuerySet[SupportPackage]:
    """Those they advise on whose sessions may be recorded now, whether one was planned or not."""
    rows = SupportPackage.objects.filter(pk__in=_mine(scope), stage__in=WORKING)
    return rows.select_related("authority__region").order_by("reference")


def _mine(scope: Scope) -> QuerySet:
    mine = TeamMember.objects.filter(on_the_team(timezone.localdate()), person=scope.person_id, part=Part.ADVISER)
    return mine.values("package") if scope.holds(Permission.PACKAGE_DELIVER) else mine.none().values("package")


def _planned(scope: Scope) -> list[Planned]:
    """What the newest session in each package, among those they work on, says comes next."""
    if scope.person_id is None or not scope.holds(Permission.PACKAGE_DELIVER):
        return []
    rows = Session.objects.filter(STANDING, adviser=scope.person_id, package__in=_mine(scope))
    newest = rows.filter(package__stage__in=WORKING).order_by("package_id", "-held_on", "-pk").distinct("package_id")
    # Their keys alone are sorted: a session’s words can be long.
    coming = Session.objects.filter(pk__in=newest.values("pk"), next_on__isnull=False)
    found = coming.select_related("package__authority__region")
    planned = [Planned(row.package, row.next_on, row.next) for row in found]
    return sorted(planned, key=lambda one: (one.on, one.package.pk))
