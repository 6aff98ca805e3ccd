"""What one person may do, and where, on one day: the grants of their current appointments.

`people.queries.scope_of` makes it; `request.scope` carries it; every scoped QuerySet asks it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from .permissions import Permission
from .roles import OPEN_TO_SUCCESSORS, ROLES, Role

# Not an empty Q: Django drops an empty one from an OR, and everything would become nothing.
EVERYWHERE = Q(pk__isnull=False)


class Area(Protocol):
    """An authority, as far as a scope needs to know it."""

    pk: int
    region_id: int


@dataclass(frozen=True)
class Grant:
    """One current appointment. Neither authority nor region: the whole programme.

    `inherited`: what an appointment opens of a council that the appointment’s own came from.
    """

    role: Role
    authority_id: int | None = None
    region_id: int | None = None
    inherited: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        held = ROLES[self.role].permissions
        return held & OPEN_TO_SUCCESSORS if self.inherited else held

    def covers(self, area: Area) -> bool:
        if self.authority_id:
            return self.authority_id == area.pk
        return self.region_id in (None, area.region_id)


@dataclass(frozen=True)
class Scope:
    grants: tuple[Grant, ...] = ()
    person_id: int | None = None  # whose it is, where what may be seen is one's own
    inherited: tuple[Grant, ...] = ()  # of councils that those of `grants` came from

    @property
    def reach(self) -> tuple[Grant, ...]:
        return self.grants + self.inherited

    def holds(self, permission: Permission) -> bool:
        """Whether the permission is held anywhere at all."""
        return any(permission in grant.permissions for grant in self.grants)

    def may(self, permission: Permission, area: Area) -> bool:
        return any(permission in grant.permissions and grant.covers(area) for grant in self.reach)

    def permissions_in(self, area: Area) -> frozenset[Permission]:
        return frozenset().union(*(grant.permissions for grant in self.reach if grant.covers(area)))

    def within(self, permissions: Iterable[Permission], authority: str = "authority") -> Q:
        """The rows whose authority (by that lookup path; "" for authorities themselves) lies where any of the
        permissions is held.
        """
        wanted = frozenset(permissions)
        grants = [grant for grant in self.reach if grant.permissions & wanted]
        if any(not grant.authority_id and not grant.region_id for grant in grants):
            return EVERYWHERE
        authorities = [grant.authority_id for grant in grants if grant.authority_id]
        regions = [grant.region_id for grant in grants if grant.region_id]
        prefix = f"{authority}__" if authority else ""
        return Q(**{f"{prefix}pk__in": authorities}) | Q(**{f"{prefix}region__in": regions})


NOBODY = Scope()
