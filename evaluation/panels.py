"""What an area's page shows of this app: who is listening to the area, and what it was told."""

from typing import Any

from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope

from .queries import listening


def of_area(authority: Any, scope: Scope) -> dict[str, Any] | None:
    """Nothing for those who neither see such a plan nor carry one out."""
    rows = list(listening.of_area(authority, scope)[:5])
    may_begin = authority.is_current and scope.may(Permission.LISTENING_RUN, authority)
    sees = scope.may(Permission.LISTENING_SEE, authority)
    if not rows and not sees:
        return None
    begins = may_begin and not any(row.is_open for row in rows)
    begin_url = reverse("evaluation:listening-begin", args=[authority.gss_code]) if begins else ""
    return {"rows": rows, "begin_url": begin_url}


def register_all() -> None:
    register(
        Panel(
            place="authority",
            key="listening",
            title="Listening to the area",
            order=20,
            permission=None,
            build=of_area,
            template="evaluation/listening/_panel.html",
        )
    )
