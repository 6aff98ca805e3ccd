"""Reads about people that need thought."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import ROLES, Place, Role
from commissioning.access.scope import NOBODY, Grant, Scope
from commissioning.authorities import lineage
from commissioning.authorities.models import Authority

from ..models import RoleAppointment


def scope_of(user, at: datetime | None = None) -> Scope:
    """What the person may do at that moment; nobody's scope for someone not signed in."""
    if not user.is_authenticated:
        return NOBODY
    rows = _in_force(user.pk, at or timezone.now())
    grants = tuple(Grant(Role(role), authority_id, region_id) for role, authority_id, region_id, _ in rows)
    return Scope(grants, user.pk, _inherited(grants, rows[0][-1] if rows else []))


# Where in the statement below the person and the moment stand.
_PERSON, _MOMENT = -1, datetime(2000, 1, 1, 12, tzinfo=UTC)


@cache
def _statement() -> tuple[str, tuple]:
    """Sent on every request, and so written once: Django takes a millisecond to write it, PostgreSQL 0.1 to answer."""
    held = RoleAppointment.objects.filter(person_id=_PERSON).in_force(_MOMENT)
    return held.values_list("role", "authority_id", "region_id", lineage.links()).query.sql_with_params()


def _in_force(person_id: int, at: datetime) -> list[tuple]:
    """(role, authority’s id, region’s id, every link between councils) of each appointment they hold then."""
    sql, blanks = _statement()
    filled = {_PERSON: person_id, _MOMENT: at, timezone.localdate(_MOMENT): timezone.localdate(at)}
    with connection.cursor() as cursor:
        cursor.execute(sql, [filled.get(blank, blank) for blank in blanks])
        return cursor.fetchall()


def _inherited(grants: Iterable[Grant], links: list[list[int]]) -> tuple[Grant, ...]:
    """Of each appointment to a council, what it opens of those the council came from."""
    lines = lineage.following(links, {grant.authority_id for grant in grants if grant.authority_id})
    return tuple(
        Grant(grant.role, before, inherited=True)
        for grant in grants
        for before in sorted(lines.get(grant.authority_id, frozenset()) - {grant.authority_id})
    )


def appointments(scope: Scope) -> QuerySet[RoleAppointment]:
    """Those the scope may see; national roles are for people who see the whole programme."""
    return RoleAppointment.objects.visible_to(scope).select_related("person", "authority", "region")


@dataclass(frozen=True)
class RoleInArea:
    """One role of an area and who holds it now; nobody is a vacancy."""

    role: Role
    label: str
    holders: tuple[RoleAppointment, ...]


# A vacancy in these is worth saying; a missing contributor is not.
_EXPECTED = (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD)


def roles_in_area(authority_id: int, at: datetime | None = None) -> list[RoleInArea]:
    """The area's roles in the order of the roles table, each with those in role at that moment."""
    rows = list(RoleAppointment.objects.filter(authority_id=authority_id).in_force(at).select_related("person"))
    listed = [role for role, definition in ROLES.items() if definition.place is Place.AUTHORITY]
    found = [RoleInArea(role, ROLES[role].label, _holding(rows, role)) for role in listed]
    return [entry for entry in found if entry.holders or entry.role in _EXPECTED]


def _holding(rows: Iterable[RoleAppointment], role: Role) -> tuple[RoleAppointment, ...]:
    return tuple(row for row in rows if row.role == role)


def holders(permission: Permission, authority: Authority, at: datetime | None = None) -> list[RoleAppointment]:
    """Who holds the permission in the area itself at that moment; an empty list is a vacancy."""
    roles = [role.value for role, definition in ROLES.items() if permission in definition.permissions]
    rows = RoleAppointment.objects.filter(authority=authority, role__in=roles).in_force(at)
    return list(rows.select_related("person"))


def holders_anywhere(permission: Permission, at: datetime | None = None) -> list[RoleAppointment]:
    """Who holds the permission for the whole programme at that moment."""
    roles = [
        role.value for role, one in ROLES.items() if permission in one.permissions and one.place is Place.PROGRAMME
    ]
    return list(RoleAppointment.objects.filter(role__in=roles).in_force(at).select_related("person"))
