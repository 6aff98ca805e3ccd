"""What other pages show of this app: an area's who is listening to it and what it was told, a package's what was heard
for it.
"""

from typing import Any

from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope

from .queries import listening

MOST = 5


def of_area(authority: Any, scope: Scope) -> dict[str, Any] | None:
    """Nothing for those who neither see such a plan nor carry one out."""
    rows = list(listening.of_area(authority, scope)[:MOST])
    may_begin = authority.is_current and scope.may(Permission.LISTENING_RUN, authority)
    sees = scope.may(Permission.LISTENING_SEE, authority)
    if not rows and not sees:
        return None
    begins = may_begin and not any(row.is_open for row in rows)
    begin_url = reverse("evaluation:listening-begin", args=[authority.gss_code]) if begins else ""
    return {"rows": rows, "begin_url": begin_url, "list_url": reverse("evaluation:listening-list")}


def of_package(package: Any, scope: Scope) -> dict[str, Any] | None:
    rows = list(listening.for_package(package, scope)[:MOST])
    return {"rows": rows} if rows else None


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
    register(
        Panel(
            place="package",
            key="listening",
            title="Listening for this package",
            order=20,
            permission=None,
            build=of_package,
            template="evaluation/listening/_package_panel.html",
        )
    )
