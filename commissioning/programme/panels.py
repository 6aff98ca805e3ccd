"""The programme’s panel on an area’s page: the way to what is asked of it now."""

from typing import Any

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope


def of_area(authority: Any, scope: Scope) -> dict[str, Any] | None:
    """The way there, without counting: the area’s page is opened often, and this seldom."""
    return {"authority": authority} if authority.is_current else None


def register_all() -> None:
    register(
        Panel(
            place="authority",
            key="asked",
            title="What we are asking of this area",
            order=40,
            permission=Permission.ASKED_SEE,
            build=of_area,
            template="programme/_asked_panel.html",
        )
    )
