"""Whoever takes the file of a list, or reads one of people, is recorded: here for all lists, so that none forgets.

A bottom room knows no audit; the app that keeps one says how to write an entry (`record_with`).
"""

from collections.abc import Callable

from django.db.models import Model
from django.http import HttpRequest

from .declare import Listing

Recorder = Callable[[HttpRequest, str, Model | None], None]
_RECORDERS: list[Recorder] = []


def record_with(recorder: Recorder) -> None:
    """`recorder(request, verb, subject)` writes one entry."""
    _RECORDERS[:] = [recorder]


def taken(request: HttpRequest, listing: Listing, about: Model | None) -> None:
    _record(request, f"{listing.key}-export", about)


def shown(request: HttpRequest, listing: Listing, about: Model | None) -> None:
    if listing.of_people:
        _record(request, f"{listing.key}-read", about)


def _record(request: HttpRequest, verb: str, about: Model | None) -> None:
    """Asking for the headers alone shows nobody anything."""
    if request.method == "HEAD":
        return
    [recorder] = _RECORDERS  # without one, nothing is handed out
    recorder(request, verb, about)
