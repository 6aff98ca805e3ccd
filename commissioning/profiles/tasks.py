"""Background work about profiles: reminding of events, and clearing away what has run out."""

import logging

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from commissioning.jobs.locks import only_one

from .actions import bookings
from .actions.service_use_import import forget_old
from .events import to_remind
from .models import Booking

log = logging.getLogger(__name__)


@shared_task(name="profiles.tidy")
def tidy() -> None:
    """Beat: the text of a file that nobody saved names people, and goes after a day."""
    forget_old()


@shared_task(name="profiles.remind_of_events", soft_time_limit=900, time_limit=960)
def remind_of_events() -> None:
    """Beat, each morning: whoever is booked on an event tomorrow, or later today. Once each."""
    with only_one("event-reminders") as free:
        if free:
            for booking in list(to_remind(timezone.now())):
                _try(booking)


def _try(booking: Booking) -> None:
    """One address that cannot be written to keeps no other waiting."""
    try:
        bookings.remind(booking=booking)
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise  # the database is away, or time is up
    except Exception:
        log.exception("A reminder could not be written")
