"""The kinds of document there are. An app registers its own in `AppConfig.ready()`.

A builder returns the finished file; it raises `Refused` with a sentence a person can act on. What would take longer
than a task may is made of parts: documents of their own, each on the queue by itself, which the builder then joins.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from django.db.models import Q

from commissioning.access.scope import Scope

if TYPE_CHECKING:
    from .models import Document

Progress = Callable[[int, str], None]  # per cent done, what is being done
Visible = Callable[[Scope], Q]  # which of the documents a scope may see


class Refused(Exception):
    """The document cannot be made; the message says why, and what to do."""


@dataclass(frozen=True)
class BuiltFile:
    """`content`: the bytes, or for what is too large to hold a file that is closed once it is kept. `note`: what a
    person has to know of a file that was made all the same.
    """

    name: str
    content_type: str
    content: bytes | BinaryIO
    note: str = ""


@dataclass(frozen=True)
class Parts:
    """How many of a document's parts there are, and how many of them have come to an end, made or not."""

    total: int
    ended: int
    noun: str  # "areas", as in "34 of 153 areas"

    @property
    def are_there(self) -> bool:
        return self.ended >= self.total

    @property
    def percent(self) -> int:
        return 100 * self.ended // self.total if self.total else 100

    @property
    def step(self) -> str:
        return f"{self.ended} of {self.total} {self.noun}"


@dataclass(frozen=True)
class Kind:
    """`may` is asked again by the worker, with the requester's scope of that moment. `seconds` it may take, where it
    needs more than the settings allow; less than the queue's visibility timeout. `parts` puts on the queue what has
    to be made before `build`, as much of it as may wait there at once, and counts it; it is asked again whenever a
    part has ended. Without it all is made in one go.
    """

    key: str
    visible_to: Visible
    may: Callable[[Scope, "Document"], bool]
    build: Callable[["Document", Progress], BuiltFile]
    seconds: int | None = None
    parts: Callable[["Document"], Parts] | None = None


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    if kind.key in _KINDS:
        raise ValueError(f"The document kind {kind.key!r} is registered already.")
    _KINDS[kind.key] = kind


def registered() -> list[Kind]:
    return list(_KINDS.values())


def kind_of(key: str) -> Kind:
    return _KINDS[key]
