"""Mail about an event to whoever is booked, each with a one-use link of their own. Called inside a transaction."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from commissioning.people import tokens

from ..events import FEEDBACK_FOR
from ..models import Booking, BookingLink

Purpose = BookingLink.Purpose


def issue(booking: Booking, purpose: str) -> str:
    """The address of a new link; one of the same kind that was not used stops working."""
    now = timezone.now()
    booking.links.filter(purpose=purpose, used_at__isnull=True, replaced_at__isnull=True).update(replaced_at=now)
    token = tokens.new()
    BookingLink.objects.create(
        booking=booking,
        purpose=purpose,
        token_hash=tokens.digest(token),
        expires_at=_expiry(booking, purpose, now),
    )
    return settings.SITE_ADDRESS + reverse("profiles:booking-open", args=[token])


def _expiry(booking: Booking, purpose: str, now: datetime) -> datetime:
    return now + FEEDBACK_FOR if purpose == Purpose.FEEDBACK else max(booking.event.starts_at, now + timedelta(hours=1))


def tell(booking: Booking, template: str, subject: str, *, purpose: str = Purpose.ANSWER, **more: object) -> None:
    """One mail; nothing for somebody without an address. A title is one line, whatever was written."""
    if not booking.person.email:
        return
    context = {
        "booking": booking,
        "event": booking.event,
        "link": issue(booking, purpose) if purpose else "",
        "address": settings.SITE_ADDRESS + booking.event.get_absolute_url(),
        "programme": settings.PROGRAMME_NAME,
        **more,
    }
    send_mail(
        subject=f"{subject}: {' '.join(booking.event.title.split())}",
        message=render_to_string(f"profiles/email/{template}.txt", context),
        from_email=None,
        recipient_list=[booking.person.email],
    )
