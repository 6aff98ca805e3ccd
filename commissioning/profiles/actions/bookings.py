"""Every write about a place on an event: booked for oneself or for somebody, confirmed, cancelled, reminded of."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import RoleAppointment, User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..event_states import State
from ..events import may_run, places_of, to_remind
from ..models import Booking, BookingLink, Commissioner, Event
from ..models.commissioners import listed_on
from . import event_mail, events
from .persons import Named, people_for

LIVE = (Booking.State.BOOKED, Booking.State.WAITING)


@dataclass(frozen=True)
class Guest:
    """Somebody who may have no account; without an area, the one whose list of commissioners they are on."""

    name: str
    email: str
    authority: Authority | None = None


@transaction.atomic
def book(*, event: Event, authority: Authority | None, by: User) -> Booking:
    """For oneself. Of two who book the last place one has it, and the other waits; sent twice it is one booking."""
    current = events.lock(event)
    if standing := _standing(current, by):
        return standing
    places = places_of(scope_of(by), current)
    if not places.fits:
        raise PermissionDenied("This event is for people in other roles or another region.")
    if current.why_not_bookable:
        raise NotNow(current.why_not_bookable)
    if authority not in places.areas and not (authority is None and places.for_programme):
        raise NotNow("Say for which of your areas you come.")
    return _put_down(current, by, authority, by)


@transaction.atomic
def book_for(*, event: Event, guest: Guest, by: User) -> Booking:
    """By whoever runs it, until it begins; who is booked is asked to say whether they come."""
    current = events.lock(event, by)
    if current.state != State.OPEN or current.has_begun:
        raise NotNow("Places are booked while the event is open and has not begun.")
    person = person_of(guest)
    return _standing(current, person) or _put_down(current, person, area_of(guest, person), by)


def person_of(guest: Guest) -> User:
    key = guest.email.lower()
    return people_for({key: Named(guest.name, guest.email)})[key]


def area_of(guest: Guest, person: User) -> Authority | None:
    """The one given; else where they are on a list of commissioners, or hold a role."""
    if guest.authority:
        return guest.authority
    listed = Commissioner.objects.filter(listed_on(timezone.localdate()), person=person).select_related("authority")
    if first := listed.first():
        return first.authority
    held = RoleAppointment.objects.in_force().filter(person=person, authority__isnull=False)
    return next((row.authority for row in held.select_related("authority")), None)


def _standing(event: Event, person: User) -> Booking | None:
    rows = event.bookings.live().filter(person=person)
    return rows.select_related("person", "event__region", "authority").first()


def _put_down(event: Event, person: User, authority: Authority | None, by: User) -> Booking:
    taken = event.bookings.filter(state=Booking.State.BOOKED).count()
    state = Booking.State.BOOKED if taken < event.places else Booking.State.WAITING
    confirmed = timezone.now() if by == person else None
    booking = Booking.objects.create(
        event=event, person=person, authority=authority, state=state, made_by=by, confirmed_at=confirmed
    )
    audit.record("booking-add", booking, by=by, authority_id=authority.pk if authority else None)
    subject = "You are booked" if state == Booking.State.BOOKED else "You are on the waiting list"
    event_mail.tell(booking, "booked", subject, by_somebody=by != person)
    return booking


@transaction.atomic
def cancel(*, booking: Booking, by: User) -> Booking:
    """One’s own, or as whoever runs the event; the place goes to whoever waits longest."""
    event, current = _locked(booking)
    runs = may_run(scope_of(by), event)
    if current.person != by and not runs:
        raise PermissionDenied("This is for whoever booked, and for whoever runs the event.")
    if _cancel(event, current, by) and current.person != by:
        event_mail.tell(current, "place_cancelled", "Your place was cancelled", purpose="")
    return current


def _cancel(event: Event, booking: Booking, by: User | None) -> bool:
    """False when it was cancelled before."""
    if booking.state == Booking.State.CANCELLED:
        return False
    if booking.state not in LIVE or event.state != State.OPEN or event.has_begun:
        raise NotNow("This event has begun, was held or was cancelled, so the booking stays as it is.")
    booking.state, booking.cancelled_at = Booking.State.CANCELLED, timezone.now()
    booking.save(update_fields=["state", "cancelled_at"])
    audit.record("booking-cancel", booking, by=by, authority_id=booking.authority_id)
    events.fill(event)
    return True


@transaction.atomic
def answer(*, digest: str, comes: bool) -> Booking | None:
    """By the one-use link, without an account: they come, or the place is given back. None where it does not work."""
    link = use_link(digest, BookingLink.Purpose.ANSWER)
    if link is None:
        return None
    event, booking = _locked(link.booking)
    if not comes:
        _cancel(event, booking, booking.person)
    elif booking.state in LIVE and event.state == State.OPEN:
        booking.confirmed_at = booking.confirmed_at or timezone.now()
        booking.save(update_fields=["confirmed_at"])
        audit.record("booking-confirm", booking, by=booking.person, authority_id=booking.authority_id)
        event_mail.tell(booking, "booked", "Thank you for saying that you come", by_somebody=False)
    return booking


def use_link(digest: str, purpose: str) -> BookingLink | None:
    """Uses it up. None for one that is used, has run out, was replaced or never was."""
    rows = BookingLink.objects.select_for_update(of=("self",)).filter(token_hash=digest, purpose=purpose)
    link = rows.select_related("booking").first()
    if link is None or link.used_at or link.replaced_at or link.expires_at <= timezone.now():
        return None
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return link


@transaction.atomic
def remind(*, booking: Booking) -> bool:
    """Once; False when somebody else has, or when there is nothing to be reminded of any more."""
    rows = to_remind(timezone.now()).select_for_update(of=("self",), skip_locked=True)
    current = rows.select_related("person", "event__region").filter(pk=booking.pk).first()
    if current is None:
        return False
    current.reminded_at = timezone.now()
    current.save(update_fields=["reminded_at"])
    event_mail.tell(current, "reminder", "Coming up")
    audit.record("booking-remind", current, by=None, authority_id=current.authority_id)
    return True


def _locked(booking: Booking) -> tuple[Event, Booking]:
    """Always the event first, so that two never wait for each other."""
    event = events.lock(booking.event)
    rows = Booking.objects.select_for_update(of=("self",)).select_related("person", "event__region")
    return event, rows.get(pk=booking.pk)
