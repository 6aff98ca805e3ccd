"""What every write shares, whichever app it is in: what a save gives back, and how it says “not now”."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

Row = TypeVar("Row")

PRESSED_TWICE = timedelta(minutes=1)  # the same again within that is a button pressed twice, where nothing else tells


class NotNow(Exception):
    """The move or change is not possible as things stand; the message says why, and what to do."""


@dataclass(frozen=True)
class Saved(Generic[Row]):
    """The save that now stands; `conflict` when it is somebody else's and nothing was saved over it."""

    row: Row
    conflict: bool = False
