"""What a reorganisation of councils does to places booked at events. Whether and where to is decided above; who may is
asked there, once for the whole.
"""

from datetime import date

from django.db import transaction

from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User

from ..events import unmarked


@transaction.atomic
def hand_on_bookings(*, before: Authority, to: Authority, since: date, by: User) -> int:
    """From that day on who comes works for the successor, and their use counts there. Returns how many."""
    rows = list(unmarked([before], since).select_for_update(of=("self",)))
    for booking in rows:
        booking.authority = to
        booking.save(update_fields=["authority"])
        audit.record("booking-hand-on", booking, by=by, authority_id=to.pk)
    return len(rows)
