"""This app's panel on an area's page: how much is known of it, with the way to each list the reader may open."""

from typing import Any

from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope

from . import commissioners, queries, service_use


def profile(authority: Any, scope: Scope) -> dict[str, Any] | None:
    """Nothing for those whose roles are elsewhere."""
    if not scope.permissions_in(authority):
        return None
    names = ("history", "insight", "structure", "stakeholder", "priority", "welcomed", "service-use", "commissioner")
    addresses = {
        f"{name.replace('-', '_')}_url": reverse(f"profiles:{name}-list", args=[authority.gss_code]) for name in names
    }
    counts_uses = scope.may(Permission.SERVICE_USE_COUNT, authority)
    sees_commissioners = scope.may(Permission.COMMISSIONERS_SEE, authority)
    return {
        "glance": queries.glance(authority, scope),
        "day": queries.usual_day(authority),
        "uses": service_use.glance(authority) if counts_uses else None,
        "commissioners": commissioners.standing(authority) if sees_commissioners else None,
        "map_url": reverse("profiles:structure-map", args=[authority.gss_code]),
        **addresses,
    }


def register_all() -> None:
    register(
        Panel(
            place="authority",
            key="profile",
            title="History, people and support",
            order=15,
            permission=None,
            build=profile,
            template="profiles/_panel.html",
        )
    )
