"""An event’s states and moves, as a table. Pure.

Whether it is full, closed for booking or over is not a state of its own: it follows from places and the clock.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import TextChoices

from commissioning.saving import NotNow


class State(TextChoices):
    PLANNED = "planned", "Planned"
    OPEN = "open", "Open for booking"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class Move(StrEnum):
    OPEN = "open"
    HOLD = "hold"  # its attendance is marked
    CANCEL = "cancel"


@dataclass(frozen=True)
class Step:
    starts: frozenset[State]
    ends: State
    refused: str


STEPS = {
    Move.OPEN: Step(frozenset({State.PLANNED}), State.OPEN, "Only a planned event can be opened for booking."),
    Move.HOLD: Step(frozenset({State.OPEN, State.HELD}), State.HELD, "Only an event that was open has an attendance."),
    Move.CANCEL: Step(
        frozenset({State.PLANNED, State.OPEN}), State.CANCELLED, "This event was held, so it cannot be cancelled."
    ),
}


def after(state: str, move: Move) -> State:
    """Raises NotNow where the move does not begin in that state."""
    step = STEPS[move]
    if State(state) not in step.starts:
        raise NotNow(step.refused)
    return step.ends


def why_not_bookable(state: str, *, closes_at: datetime, starts_at: datetime, now: datetime) -> str:
    """Empty while places can be asked for; a full event can still be waited for."""
    if state == State.PLANNED:
        return "This event is not open for booking yet."
    if state == State.CANCELLED:
        return "This event was cancelled."
    if state == State.HELD or now >= starts_at:
        return "This event has begun, so it can no longer be booked."
    return "Booking has closed. Ask whoever runs the event." if now >= closes_at else ""
