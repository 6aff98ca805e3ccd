"""The kinds of document there are. An app registers its own in `AppConfig.ready()`.

A builder returns the finished file; it raises `Refused` with a sentence a person can act on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from commissioning.access.scope import Scope

if TYPE_CHECKING:
    from .models import Document

Progress = Callable[[int, str], None]  # per cent done, what is being done


class Refused(Exception):
    """The document cannot be made; the message says why, and what to do."""


@dataclass(frozen=True)
class BuiltFile:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Kind:
    """`may` is asked again by the worker, with the requester's scope of that moment."""

    key: str
    visible_to: Callable[[Scope], Q]
    may: Callable[[Scope, "Document"], bool]
    build: Callable[["Document", Progress], BuiltFile]


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    if kind.key in _KINDS:
        raise ValueError(f"The document kind {kind.key!r} is registered already.")
    _KINDS[kind.key] = kind


def registered() -> list[Kind]:
    return list(_KINDS.values())


def kind_of(key: str) -> Kind:
    return _KINDS[key]
