"""Events for tests: planned, open, full, past, as the actions make them."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail, User
from commissioning.profiles.actions import bookings, events
from commissioning.profiles.models import Booking, Event
from tests.support.people import area, in_role

EVENTS = "/profiles/events/"


def typed(**changes) -> events.Typed:
    day = timezone.localdate() + timedelta(days=20)
    values = {
        "title": "Pooled budgets, day one",
        "about": "Who decides, who pays, who answers.",
        "service": "training",
        "region_id": None,
        "roles": [],
        "starts_at": at(day, 10),
        "ends_at": at(day, 16),
        "place": "Durham Town Hall",
        "online_link": "https://meet.example/secret-room",
        "places": 2,
        "closes_on": day - timedelta(days=2),
    }
    return events.Typed(**values | changes)


def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def event(by: User | None = None, *, is_open: bool = True, **changes) -> Event:
    by = by or in_role(Role.PROGRAMME_LEAD)
    made = events.add(typed=typed(**changes), key=uuid4(), by=by)
    return events.open_for_booking(event=made, by=by) if is_open else made


def booked(row: Event, by: User | None = None) -> Booking:
    return bookings.book(event=row, authority=area(), by=by or in_role(Role.CONTRIBUTOR))


def begun(row: Event) -> Event:
    """Yesterday it was."""
    day = timezone.localdate() - timedelta(days=1)
    Event.objects.filter(pk=row.pk).update(
        starts_at=at(day, 10), ends_at=at(day, 16), closes_on=day - timedelta(days=2)
    )
    row.refresh_from_db()
    return row


def mails(person: User) -> list[str]:
    """Subjects, oldest first."""
    return list(OutgoingEmail.objects.filter(recipient=person.email).order_by("pk").values_list("subject", flat=True))


def link_to(person: User) -> str:
    """The path of the newest link mailed to them."""
    body = OutgoingEmail.objects.filter(recipient=person.email, body__contains="/link/").order_by("-pk")[0].body
    return "/profiles/bookings/link/" + body.partition("/bookings/link/")[2].split()[0]


def posted(**changes) -> dict:
    day = timezone.localdate() + timedelta(days=30)
    closes = day - timedelta(days=3)
    values = {
        "title": "Regional network",
        "about": "",
        "service": "networking",
        "begins": "9:30am",
        "ends": "12.45",
        "place": "Leeds",
        "online_link": "",
        "places": "20",
        "region": "",
        "version": "0",
        "key": str(uuid4()),
    }
    for name, on in (("starts_on", day), ("closes_on", closes)):
        values |= dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), (on.day, on.month, on.year), strict=True))
    return values | changes
