"""What every save over which two people may meet gives back."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Saved(Generic[Row]):
    """The save that now stands; `conflict` when it is somebody else's and nothing was saved over it."""

    row: Row
    conflict: bool = False
