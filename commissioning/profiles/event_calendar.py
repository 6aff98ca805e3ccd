"""Events as a calendar has them: a file of one, and what somebody is booked on for their own calendar.

The link to join is in neither: a calendar lies open on many desks.
"""

from commissioning.access.scope import Scope
from commissioning.reporting.calendar_file import Entry

from .events import in_calendar
from .models import Event


def entry_of(event: Event) -> Entry:
    return Entry(
        uid=f"event-{event.pk}",
        on=event.starts_at,
        until=event.ends_at,
        title=event.title,
        path=event.get_absolute_url(),
        place=event.place or "Online",
    )


def entries_of_bookings(scope: Scope) -> list[Entry]:
    """In order of time."""
    return [entry_of(booking.event) for booking in in_calendar(scope)]
