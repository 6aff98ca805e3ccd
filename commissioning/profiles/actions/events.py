"""Every write about an event itself: planned, changed, opened for booking, cancelled."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..event_states import Move, State, after
from ..events import may_run
from ..models import Booking, Event
from . import event_mail
from .keeping import Unfit

TOLD_OF = ("starts_at", "ends_at", "place", "online_link")  # whoever is booked is told when one of these changes


@dataclass(frozen=True)
class Typed:
    """What the page of an event sent."""

    title: str
    about: str
    service: str
    region_id: int | None
    roles: list[str]
    starts_at: datetime
    ends_at: datetime
    place: str
    online_link: str
    places: int
    closes_on: date

    @property
    def values(self) -> dict[str, Any]:
        return dict(vars(self))


@transaction.atomic
def add(*, typed: Typed, key: UUID, by: User) -> Event:
    """`key`: one page sent twice is one event."""
    _check_ahead(typed)
    event, is_new = Event.objects.get_or_create(key=key, defaults={**typed.values, "recorded_by": by})
    _check_runs(event, by)
    if is_new:
        audit.record("event-add", event, by=by)
    return event


@transaction.atomic
def save(*, event: Event, typed: Typed, version: int, by: User) -> Saved[Event]:
    current = lock(event, by)
    changed = {name: value for name, value in typed.values.items() if getattr(current, name) != value}
    if not changed:
        return Saved(current)
    if version != current.version:
        return Saved(current, conflict=True)
    _check_changeable(current, typed)
    for name, value in changed.items():
        setattr(current, name, value)
    _check_runs_values(current, by)
    _written(current, "event-save", by)
    fill(current)
    if current.state == State.OPEN and set(TOLD_OF) & set(changed):
        _tell_everybody(current, "event_changed", "Time or place has changed")
        current.bookings.update(reminded_at=None)
    return Saved(current)


def _check_changeable(event: Event, typed: Typed) -> None:
    if event.state not in (State.PLANNED, State.OPEN) or event.has_begun:
        raise NotNow("This event has begun or is over, so it stays as it is.")
    _check_ahead(typed)
    booked = event.bookings.filter(state=Booking.State.BOOKED).count()
    if typed.places < booked:
        people = "person is" if booked == 1 else "people are"
        raise Unfit("places", f"{booked} {people} booked, so there must be {booked} places or more")


def _check_ahead(typed: Typed) -> None:
    if typed.starts_at <= timezone.now():
        raise Unfit("starts_on", "An event is planned ahead. Enter a day and time that are still to come")
    if typed.closes_on > timezone.localdate(typed.starts_at):
        raise Unfit("closes_on", "The last day to book must not be after the event")


@transaction.atomic
def open_for_booking(*, event: Event, by: User) -> Event:
    """Sent twice it is opened once."""
    current = lock(event, by)
    if current.state != State.OPEN:
        current.state = after(current.state, Move.OPEN)
        if current.has_begun:
            raise NotNow("This event’s time has passed. Change its day first.")
        _written(current, "event-open", by)
    return current


@transaction.atomic
def cancel(*, event: Event, because: str, by: User) -> Event:
    """Everybody who counted on it is told; sent twice it is cancelled once, for the first reason."""
    current = lock(event, by)
    if current.state == State.CANCELLED:
        return current
    was = current.state
    current.state = after(was, Move.CANCEL)
    current.cancelled_at, current.cancelled_by, current.cancelled_because = timezone.now(), by, because
    _written(current, "event-cancel", by)
    if was == State.OPEN:
        _tell_everybody(current, "event_cancelled", "Cancelled", purpose="")
    return current


def fill(event: Event) -> None:
    """On a locked event: whoever waits longest has the places that are free, and is told."""
    free = event.places - event.bookings.filter(state=Booking.State.BOOKED).count()
    if free <= 0:
        return
    waiting = event.bookings.filter(state=Booking.State.WAITING).select_related("person", "event__region")
    for booking in waiting.order_by("pk")[:free]:
        booking.state = Booking.State.BOOKED
        booking.save(update_fields=["state"])
        audit.record("booking-move-up", booking, by=None, authority_id=booking.authority_id)
        event_mail.tell(booking, "place_free", "A place is yours")


def lock(event: Event, by: User | None = None) -> Event:
    """Whoever books and whoever changes it take turns. With `by`: they run it."""
    current = Event.objects.select_for_update(of=("self",)).select_related("region", "changed_by").get(pk=event.pk)
    if by is not None:
        _check_runs(current, by)
    return current


def _check_runs(event: Event, by: User) -> None:
    if not may_run(scope_of(by), event):
        raise PermissionDenied("This is for whoever runs the event.")


def _check_runs_values(event: Event, by: User) -> None:
    """Nobody gives an event away to a region where they could not run it."""
    event.save(update_fields=["region"])
    _check_runs(event, by)


def _written(event: Event, verb: str, by: User) -> None:
    event.version += 1
    event.changed_at, event.changed_by = timezone.now(), by
    event.save()
    audit.record(verb, event, by=by)


def _tell_everybody(event: Event, template: str, subject: str, **how: str) -> None:
    live = event.bookings.filter(state__in=[Booking.State.BOOKED, Booking.State.WAITING])
    for booking in live.select_related("person", "event__region"):
        event_mail.tell(booking, template, subject, **how)
