"""Panels: how a page shows what higher apps know without importing them (design §2, the one registry).

An app registers a panel in `AppConfig.ready()`; the page that owns the place collects those its reader may see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .permissions import Permission
from .scope import Scope


@dataclass(frozen=True)
class Panel:
    """`build(subject, scope)` gives the template's context, or None when there is nothing to say.

    `permission` is asked for in the subject's area; None means every signed-in person.
    """

    place: str
    key: str
    title: str
    order: int
    permission: Permission | None
    build: Callable[[Any, Scope], dict[str, Any] | None]
    template: str


@dataclass(frozen=True)
class BuiltPanel:
    key: str
    title: str
    template: str
    context: dict[str, Any]


_PANELS: dict[tuple[str, str], Panel] = {}


def register(panel: Panel) -> None:
    key = (panel.place, panel.key)
    if key in _PANELS:
        raise ValueError(f"The panel {panel.key!r} of {panel.place!r} is registered already.")
    _PANELS[key] = panel


def panels_for(place: str, subject: Any, *, area: Any, scope: Scope) -> list[BuiltPanel]:
    """The place's panels that the scope may see and that have something to show, in order."""
    allowed = [
        panel
        for panel in sorted(_PANELS.values(), key=lambda panel: panel.order)
        if panel.place == place and (panel.permission is None or scope.may(panel.permission, area))
    ]
    built = ((panel, panel.build(subject, scope)) for panel in allowed)
    return [BuiltPanel(p.key, p.title, p.template, context) for p, context in built if context is not None]
