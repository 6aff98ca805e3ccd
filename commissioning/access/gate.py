"""The first line of every view: may they? (design rule 1)

Outside the person's scope an object does not exist (404); inside it, a missing permission is a 403
whose reason reaches the page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from .permissions import Permission
from .roles import ROLES
from .scope import Area, Scope

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]


def find(source: type[M] | QuerySet[M], scope: Scope, **lookup: Any) -> M:
    """The one row the lookup names among those the scope can see, or 404."""
    rows = source if isinstance(source, QuerySet) else source._default_manager.all()
    return get_object_or_404(rows.visible_to(scope), **lookup)  # type: ignore[attr-defined]


def check(scope: Scope, permission: Permission, area: Area) -> None:
    if not scope.may(permission, area):
        raise PermissionDenied(_who_may(permission))


def check_anywhere(scope: Scope, permission: Permission) -> None:
    """For objects that belong to no area."""
    if not scope.holds(permission):
        raise PermissionDenied(_who_may(permission))


def requires(permission: Permission) -> Callable[[View], View]:
    """For views that name no object: the permission must be held somewhere."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            check_anywhere(request.scope, permission)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        checked.requires = permission  # type: ignore[attr-defined]
        return checked

    return decorate


def signed_in(view: View) -> View:
    """For views open to every signed-in person; says so where the next reader looks."""
    view.requires = None  # type: ignore[attr-defined]
    return view


def _who_may(permission: Permission) -> str:
    labels = [definition.label.lower() for definition in ROLES.values() if permission in definition.permissions]
    return f"This is for people in these roles: {', '.join(labels)}."
