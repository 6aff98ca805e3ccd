"""Every write about who came: marked, corrected with a reason, and put down as use of the service."""

from collections.abc import Mapping
from typing import cast

from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from ..event_states import Move, after
from ..models import Booking, BookingLink, Commissioner, Event, ServiceUse
from ..models.commissioners import listed_on
from . import event_mail, events, keeping
from .bookings import Guest, area_of, person_of
from .keeping import Unfit
from .service_use import one_at_a_time

CAME = Booking.Attendance.CAME


@transaction.atomic
def mark(*, event: Event, marks: Mapping[int, str], because: str, version: int, by: User) -> Saved[Event]:
    """`marks`: by booking. The same again changes nothing; what was marked before is corrected with a reason, and the
    use that it put down with it.
    """
    one_at_a_time()
    current = _lock(event, by)
    rows = [row for row in _rows(current) if marks.get(row.pk, row.attendance) != row.attendance]
    if not rows:
        return Saved(current)
    if version != current.version:
        return Saved(current, conflict=True)
    if not because and any(row.attendance for row in rows):
        raise Unfit("because", "Enter why you correct what was marked before")
    for row in rows:
        _mark(row, marks[row.pk], because, by)
    _held(current, by)
    return Saved(current)


@transaction.atomic
def add_guest(*, event: Event, guest: Guest, by: User) -> Booking:
    """Somebody who came without booking; whoever was booked after all is marked as having come."""
    one_at_a_time()
    current = _lock(event, by)
    person = person_of(guest)
    booking = _rows(current).filter(person=person).first() or _walked_in(current, guest, person, by)
    if booking.attendance != CAME:
        if booking.attendance:
            raise NotNow(f"{person} is marked as not having come. Correct that in the list, with the reason.")
        _mark(booking, CAME, "", by)
        _held(current, by)
    return booking


def _walked_in(event: Event, guest: Guest, person: User, by: User) -> Booking:
    """Whoever was still waiting waits no more."""
    waiting = event.bookings.filter(person=person, state=Booking.State.WAITING)
    waiting.update(state=Booking.State.CANCELLED, cancelled_at=timezone.now())
    return Booking.objects.create(
        event=event,
        person=person,
        authority=area_of(guest, person),
        state=Booking.State.WALKED_IN,
        made_by=by,
    )


def _lock(event: Event, by: User) -> Event:
    current = events.lock(event, by)
    begun(current)
    return current


def begun(event: Event) -> None:
    """Raises NotNow for one that is still ahead, planned or cancelled: nobody can have come."""
    after(event.state, Move.HOLD)
    if not event.has_begun:
        raise NotNow("Attendance is marked once the event has begun.")


def _rows(event: Event):
    rows = event.bookings.filter(state__in=[Booking.State.BOOKED, Booking.State.WALKED_IN])
    return rows.select_for_update(of=("self",)).select_related("person", "authority", "event__region")


def _held(event: Event, by: User) -> None:
    event.state = after(event.state, Move.HOLD)
    event.version += 1
    event.changed_at, event.changed_by = timezone.now(), by
    event.save()
    audit.record("event-attendance", event, by=by)


def _mark(booking: Booking, attendance: str, because: str, by: User) -> None:
    if attendance == Booking.Attendance.ABSENT and booking.gave_feedback:
        raise NotNow(f"{booking.person} has said what it was like, so they came.")
    booking.attendance, booking.marked_at, booking.marked_by = attendance, timezone.now(), by
    booking.save(update_fields=["attendance", "marked_at", "marked_by"])
    if attendance == CAME:
        _put_use_down(booking, by)
        if not booking.links.filter(purpose=BookingLink.Purpose.FEEDBACK).exists():
            event_mail.tell(booking, "feedback", "What was it like?", purpose=BookingLink.Purpose.FEEDBACK)
    else:
        _take_use_back(booking, because, by)


def _put_use_down(booking: Booking, by: User) -> None:
    """For the area they came for. What a file has put down already is not put down twice."""
    event = booking.event
    key = {
        "authority": booking.authority,
        "person": booking.person,
        "service": event.service,
        "used_on": event.day,
        "what": event.title,
    }
    if booking.authority is None or ServiceUse.objects.kept().filter(**key).exists():
        return
    listed = Commissioner.objects.filter(listed_on(event.day), person=booking.person, authority=booking.authority)
    post = cast(Commissioner | None, listed.first())
    use = ServiceUse.objects.create(
        **key,
        employer=post.employer if post else "",
        level=post.level if post else "",
        source=ServiceUse.Source.EVENT,
        event=event,
        recorded_by=by,
    )
    audit.record("service-use-add", use, by=by, authority_id=use.authority_id)


def _take_use_back(booking: Booking, because: str, by: User) -> None:
    """It stays on the list of what was removed, with the reason."""
    uses = ServiceUse.objects.kept().filter(event=booking.event, person=booking.person)
    for use in uses.select_for_update(of=("self",)).select_related("authority"):
        reason = f"Attendance corrected: {because}"[:500]
        keeping.remove(use, reason, version=use.version, verb="service-use-correct", by=by)
