"""People's panel on an area's page: who is in role, and what is vacant."""

from typing import Any

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope

from . import queries


def people_in_role(authority: Any, scope: Scope) -> dict[str, Any] | None:
    """Nothing for a council that is no more: its roles are not vacant."""
    if not authority.is_current:
        return None
    return {"roles": queries.roles_in_area(authority.pk)}


def register_all() -> None:
    register(
        Panel(
            place="authority",
            key="people",
            title="People in role",
            order=10,
            permission=Permission.PEOPLE_SEE,
            build=people_in_role,
            template="people/_people_in_role_panel.html",
        )
    )
