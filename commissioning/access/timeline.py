"""An area's timeline: how one page puts in order what every app knows of it, without lower apps importing higher ones.

An app registers a source in `AppConfig.ready()`; each applies its own rules of who may read what, so that whatever a
source gives may be shown to that scope.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .permissions import Permission
from .scope import Scope


@dataclass(frozen=True)
class Happened:
    """`until`: the last day of what went on for longer. `when`: how a day that is not known exactly is written."""

    on: date
    title: str
    until: date | None = None
    when: str = ""
    text: str = ""
    tag: str = ""
    url: str = ""


# The area, the ids of it and of those it came from, and who reads.
Events = Callable[[Any, Collection[int], Scope], Iterable[Happened]]


@dataclass(frozen=True)
class Source:
    """One of `permissions` is asked for in the area; None where its events say themselves who reads them."""

    key: str
    label: str
    order: int
    permissions: tuple[Permission, ...] | None
    events: Events


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    if source.key in _SOURCES:
        raise ValueError(f"The source {source.key!r} of timelines is registered already.")
    _SOURCES[source.key] = source


def sources_for(area: Any, scope: Scope) -> list[Source]:
    """Those the scope may ask there, in order."""
    allowed = [one for one in _SOURCES.values() if _may_ask(one, area, scope)]
    return sorted(allowed, key=lambda one: one.order)


def _may_ask(source: Source, area: Any, scope: Scope) -> bool:
    return source.permissions is None or any(scope.may(one, area) for one in source.permissions)
