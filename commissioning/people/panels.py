"""People's panel on an area's page: who is in role, and what is vacant."""

from typing import Any

from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from . import queries
from .queries.directory import OftenChanged, often_changed


def people_in_role(authority: Any, scope: Scope) -> dict[str, Any] | None:
    """Nothing for a council that is no more: its roles are not vacant."""
    if not authority.is_current:
        return None
    return {
        "roles": queries.roles_in_area(authority.pk),
        "authority": authority,
        "often_changed": _leads_in_a_year(authority) if scope.may(Permission.CONTINUITY_SEE, authority) else None,
    }


def _leads_in_a_year(authority: Authority) -> OftenChanged | None:
    found = often_changed(Authority.objects.filter(pk=authority.pk), timezone.localdate())
    return found[0] if found else None


def own_trail(authority: Any, scope: Scope) -> dict[str, Any]:
    return {"authority": authority}


def register_all() -> None:
    register(
        Panel(
            place="authority",
            key="trail",
            title="Who did and read what",
            order=90,
            permission=Permission.AREA_TRAIL_SEE,
            build=own_trail,
            template="people/trail/_panel.html",
        )
    )
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
