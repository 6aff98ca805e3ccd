"""The directory: one row an area that there was on a day, with who held its roles that day and, of a
vacancy, until when somebody did.

Names are annotations, so that the list is searched, filtered, sorted and written to a file by the database.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Least, TruncDate

from commissioning.access.permissions import Permission
from commissioning.access.roles import Place, Role, held_at
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from ..models import RoleAppointment, User

POSTS = (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD)  # a vacancy in these is worth saying
OTHERS = tuple(Role(role) for role in held_at(Place.AUTHORITY) if role not in POSTS)  # held by several, or by nobody
MANY_HOLDERS = 3  # within twelve months is a flag on the programme
A_YEAR = timedelta(days=365)


def held_on(day: date) -> Q:
    """Appointments held at the end of that day; ended at once that day is ended. Whatever may be read today is not
    asked: this is of the record.
    """
    there = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    return there & (Q(revoked_at__isnull=True) | Q(revoked_at__date__gt=day))


def directory(scope: Scope, day: date) -> QuerySet[Authority]:
    started = Q(started_on__isnull=True) | Q(started_on__lte=day)
    there = Authority.objects.filter(started, Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    rows = there.filter(scope.within([Permission.PEOPLE_SEE], "")).select_related("region")
    for role in POSTS:
        rows = rows.annotate(**{role.value: _names(role, day), f"{role.value}_last_held": _last_held(role, day)})
    acting = RoleAppointment.objects.filter(held_on(day), authority=OuterRef("pk"), acting=True, role__in=POSTS)
    return rows.annotate(acting=Coalesce(Subquery(_count(acting)), 0))


def in_full(rows: QuerySet[Authority], day: date) -> QuerySet[Authority]:
    """A directory with everybody else who holds a role in each area: names, and how many."""
    for role in OTHERS:
        held = RoleAppointment.objects.filter(held_on(day), authority=OuterRef("pk"), role=role.value)
        number = Coalesce(Subquery(_count(held)), 0)
        rows = rows.annotate(**{role.value: _names(role, day), f"{role.value}_number": number})
    return rows


def _names(role: Role, day: date) -> Subquery:
    """Names in one text; whoever is acting is said to be. NULL is a vacancy."""
    name = Case(
        When(acting=True, then=Concat("person__full_name", Value(" (acting)"))),
        default=F("person__full_name"),
        output_field=CharField(),
    )
    held = RoleAppointment.objects.filter(held_on(day), authority=OuterRef("pk"), role=role.value).order_by()
    together = held.values("authority").annotate(names=StringAgg(name, ", ", order_by="person__full_name"))
    return Subquery(together.values("names"))


def _last_held(role: Role, day: date) -> Subquery:
    """Of a vacancy, the last day anybody held it; NULL where nobody ever did."""
    held = RoleAppointment.objects.filter(held_on(day), authority=OuterRef("authority"), role=role.value)
    rows = RoleAppointment.objects.filter(authority=OuterRef("pk"), role=role.value, starts_on__lte=day)
    before = rows.filter(~Exists(held)).order_by()
    # Whichever came first; LEAST passes over what is not known.
    last = Least("ends_on", TruncDate("revoked_at"), output_field=DateField())
    latest = before.values("authority").annotate(last=Max(last))
    return Subquery(latest.values("last"), output_field=DateField())


def _count(rows: QuerySet) -> QuerySet:
    return rows.order_by().values("authority").annotate(number=Count("pk")).values("number")


@dataclass(frozen=True)
class OftenChanged:
    """An area that has had so many people in one role within a year."""

    authority: Authority
    people: int


def often_changed(areas: QuerySet[Authority], day: date) -> list[OftenChanged]:
    """A third local lead within twelve months: areas hate telling their story again. One query."""
    since = Q(ends_on__isnull=True) | Q(ends_on__gte=day - A_YEAR)
    since &= Q(revoked_at__isnull=True) | Q(revoked_at__date__gte=day - A_YEAR)
    rows = RoleAppointment.objects.filter(
        since, starts_on__lte=day, role=Role.LOCAL_LEAD.value, authority__in=areas.order_by().values("pk")
    )
    counted = rows.order_by().values("authority").annotate(people=Count("person", distinct=True))
    many = {row["authority"]: row["people"] for row in counted.filter(people__gte=MANY_HOLDERS)}
    found = Authority.objects.filter(pk__in=many).select_related("region")
    return [OftenChanged(area, many[area.pk]) for area in found]


def roles_of(person: User, scope: Scope) -> QuerySet[RoleAppointment]:
    """The person's appointments as far as the reader may see them, newest first."""
    rows = RoleAppointment.objects.filter(person=person).visible_to(scope)
    return rows.select_related("authority", "region").order_by("-starts_on", "-pk")
