"""What somebody who came says of it: once, and without their name."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow

from ..models import Booking, BookingLink, EventFeedback
from .bookings import use_link


@dataclass(frozen=True)
class Said:
    effectiveness: str
    skills: str
    practice: str
    words: str

    @property
    def values(self) -> dict[str, Any]:
        return dict(vars(self))


@transaction.atomic
def give(*, booking: Booking, said: Said, by: User) -> bool:
    """Signed in; False when they had said it before."""
    if booking.person_id != by.pk:
        raise PermissionDenied("Everybody says for themselves what it was like.")
    return _give(booking, said)


@transaction.atomic
def give_by_link(*, digest: str, said: Said) -> bool | None:
    """None where the link does not work."""
    link = use_link(digest, BookingLink.Purpose.FEEDBACK)
    return None if link is None else _give(link.booking, said)


def _give(booking: Booking, said: Said) -> bool:
    """The booking knows that they did; the row of what they said knows neither whom nor when. So the history says of
    the event that somebody did, and not who.
    """
    rows = Booking.objects.select_for_update(of=("self",)).select_related("event")
    current = rows.get(pk=booking.pk)
    if current.gave_feedback:
        return False
    if not current.may_give_feedback:
        raise NotNow("Those who came are asked what it was like. Ask whoever runs the event to mark that you came.")
    current.gave_feedback = True
    current.save(update_fields=["gave_feedback"])
    EventFeedback.objects.create(event=current.event, **said.values)
    audit.record("event-feedback", current.event, by=None)
    return True
