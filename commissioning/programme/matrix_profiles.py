"""Something for every address of commissioners, events, bookings and of what an area says (see `matrix_examples`)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from commissioning.access.permissions import Permission as P
from commissioning.authorities.models import Authority
from commissioning.people import actions as people
from commissioning.people.models import User
from commissioning.profiles.actions.event_mail import issue
from commissioning.profiles.models import Booking, BookingLink, Commissioner, Event, Priority, WelcomedSupport

from .demo.places import DURHAM
from .example import Example


def _event(gss_code: str = "", user: User | None = None, **changes: Any) -> Event:
    """Open, a fortnight ahead, for everybody."""
    starts = timezone.now() + timedelta(days=14)
    values = {"title": "A day of training", "service": "training", "place": "Leeds", "places": 5, "state": "open"}
    values |= {"starts_at": starts, "ends_at": starts + timedelta(hours=3), "closes_on": timezone.localdate(starts)}
    return Event.objects.create(**values | changes, key=uuid4())


def _begun(gss_code: str, user: User | None) -> dict[str, Any]:
    began = timezone.now() - timedelta(hours=4)
    return {"pk": _event(starts_at=began, ends_at=began + timedelta(hours=2)).pk}


def _planned(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": _event(state="planned").pk}


def _booking(gss_code: str, user: User | None) -> Booking:
    """The asker’s own where the area is theirs to ask of; else somebody’s."""
    someone = people.add_person(full_name="Booked", email="booked@demo.example", by=None)
    person = user if user and gss_code == DURHAM else someone
    return Booking.objects.create(event=_event(), person=person, state="booked")


def _cancelled(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": _booking(gss_code, user).pk}


def _feedback(gss_code: str, user: User | None) -> dict[str, Any]:
    booking = _booking(gss_code, user)
    Booking.objects.filter(pk=booking.pk).update(attendance="came", marked_at=timezone.now())
    return {"pk": booking.pk}


def _link(gss_code: str, user: User | None) -> dict[str, Any]:
    address = issue(_booking(gss_code, None), BookingLink.Purpose.ANSWER)
    return {"token": address.rstrip("/").rpartition("/")[2]}


def _said(model: type[Priority] | type[WelcomedSupport], kind: str) -> Example:
    def path(gss_code: str, user: User | None) -> dict[str, Any]:
        area = Authority.objects.get(gss_code=gss_code)
        values = {"kind": kind, "year": 2026, "said_by": "director", "sensitivity": "programme"}
        return {"gss_code": gss_code, "pk": model.objects.create(authority=area, **values).pk}

    return Example(path, tuple(P))


def _commissioner(gss_code: str, user: User | None) -> dict[str, Any]:
    person = people.add_person(full_name="Listed", email="listed@demo.example", by=None)
    area = Authority.objects.get(gss_code=gss_code)
    post = {"job_title": "Commissioner", "employer": "health", "level": "strategic"}
    return {"gss_code": gss_code, "pk": Commissioner.objects.create(authority=area, person=person, **post).pk}


_OPEN = Example(lambda gss_code, user: {"pk": _event().pk})
_AREA = Example(lambda gss_code, user: {"gss_code": gss_code}, tuple(P))
_PRIORITY, _WELCOMED = _said(Priority, "care"), _said(WelcomedSupport, "joint")
_COMMISSIONER = Example(_commissioner, tuple(P))

PROFILE_EXAMPLES: dict[str, Example] = {
    "profiles:event-detail": _OPEN,
    "profiles:event-edit": _OPEN,
    "profiles:event-open": Example(_planned),
    "profiles:event-cancel": _OPEN,
    "profiles:event-calendar": _OPEN,
    "profiles:event-attendance": Example(_begun),
    "profiles:event-feedback": Example(_feedback, own_by_person=True),
    "profiles:booking-add": _OPEN,
    "profiles:booking-list": _OPEN,
    "profiles:booking-guest": _OPEN,
    "profiles:booking-cancel": Example(_cancelled, own_by_person=True, run_with=(P.EVENTS_RUN,)),
    "profiles:booking-open": Example(_link),
    "profiles:priority-list": _AREA,
    "profiles:priority-add": _AREA,
    "profiles:priority-edit": _PRIORITY,
    "profiles:priority-remove": _PRIORITY,
    "profiles:welcomed-list": _AREA,
    "profiles:welcomed-add": _AREA,
    "profiles:welcomed-edit": _WELCOMED,
    "profiles:welcomed-remove": _WELCOMED,
    "profiles:commissioner-list": _AREA,
    "profiles:commissioner-add": _AREA,
    "profiles:commissioner-import": _AREA,
    "profiles:commissioner-confirm": _AREA,
    "profiles:commissioner-edit": _COMMISSIONER,
    "profiles:commissioner-leave": _COMMISSIONER,
    "profiles:commissioner-remove": _COMMISSIONER,
}
