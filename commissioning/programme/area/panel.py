"""The way to an area's timeline and brief: on its page, and on its history."""

from typing import Any

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope


def ways(authority: Any, scope: Scope) -> dict[str, Any] | None:
    """Nothing for those whose roles are elsewhere."""
    if not scope.permissions_in(authority):
        return None
    briefed = authority.is_current and scope.may(Permission.PROFILE_SEE_PROGRAMME, authority)
    return {"authority": authority, "briefed": briefed}


def register_panels() -> None:
    for place in ("authority", "history"):
        register(
            Panel(
                place=place,
                key="timeline",
                title="Timeline and brief",
                order=16,
                permission=None,
                build=ways,
                template="programme/area/_panel.html",
            )
        )
