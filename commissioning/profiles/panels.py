"""This app's panel on an area's page: how much is known of it, with the way to each list the reader may open."""

from typing import Any

from django.urls import reverse

from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope

from . import queries


def profile(authority: Any, scope: Scope) -> dict[str, Any] | None:
    """Nothing for those whose roles are elsewhere."""
    if not scope.permissions_in(authority):
        return None
    names = ("history", "structure", "stakeholder", "welcomed")
    addresses = {f"{name}_url": reverse(f"profiles:{name}-list", args=[authority.gss_code]) for name in names}
    return {"glance": queries.glance(authority, scope), "day": queries.usual_day(authority), **addresses}


def register_all() -> None:
    register(
        Panel(
            place="authority",
            key="profile",
            title="History, structures, stakeholders and support welcomed",
            order=15,
            permission=None,
            build=profile,
            template="profiles/_panel.html",
        )
    )
