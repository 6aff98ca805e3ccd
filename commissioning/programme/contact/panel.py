"""An area’s offers of contact on its page: those that are live, the newest first, and the way to the rest."""

from typing import Any

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope

from . import queries

MOST = 5


def of_area(authority: Any, scope: Scope) -> dict[str, Any] | None:
    rows = list(queries.of_area(authority, scope)[: MOST + 1])
    if not rows:
        return None
    return {"offers": rows[:MOST], "more": len(rows) > MOST, "authority": authority}


def register_panel() -> None:
    register(
        Panel(
            place="authority",
            key="offers-of-contact",
            title="Offers of contact",
            order=45,
            permission=Permission.CONTACT_SEE,
            build=of_area,
            template="programme/contact/_panel.html",
        )
    )
