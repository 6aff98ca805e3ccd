"""Several people at one event at the same moment: the last place, a place given back, an answer sent twice."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people import audit
from commissioning.people.models import OutgoingEmail
from commissioning.profiles.actions import attendance, bookings, event_feedback, events
from commissioning.profiles.models import Booking, Event, EventFeedback, ServiceUse
from commissioning.saving import NotNow
from tests.profiles.happening import begun, booked, event, typed
from tests.support.people import area, in_role
from tests.support.together import together


@pytest.fixture(autouse=True)
def _slowly(monkeypatch):
    """Each change stays uncommitted for a moment, so that the others surely meet it."""
    record = audit.record

    def late(*args, **kwargs):
        record(*args, **kwargs)
        time.sleep(0.2)

    monkeypatch.setattr(audit, "record", late)


def book(row: Event, by) -> Booking:
    return bookings.book(event=row, authority=area(), by=by)


def test_30_two_who_book_the_last_place_one_has_it_and_the_other_waits(own_database):
    row, people = event(places=1), [in_role(Role.CONTRIBUTOR) for _ in range(3)]
    given = together(*[lambda by=by: book(row, by) for by in people])
    assert sorted(one.state for one in given) == ["booked", "waiting", "waiting"]
    assert OutgoingEmail.objects.filter(subject__startswith="You are booked").count() == 1


def test_one_person_twice_at_once_is_booked_once(own_database):
    row, by = event(places=5), in_role(Role.CONTRIBUTOR)
    given = together(*[lambda: book(row, by)] * 3)
    assert {one.pk for one in given} == {Booking.objects.get().pk}


def test_a_place_given_back_twice_at_once_lets_one_in(own_database):
    row = event(places=1)
    has, second, third = booked(row), booked(row), booked(row)
    together(*[lambda: bookings.cancel(booking=has, by=has.person)] * 2)
    assert [Booking.objects.get(pk=one.pk).state for one in (has, second, third)] == ["cancelled", "booked", "waiting"]
    assert OutgoingEmail.objects.filter(subject__startswith="A place is yours").count() == 1


def test_fewer_places_and_one_more_booking_at_once_never_overfill_it(own_database):
    lead = in_role(Role.PROGRAMME_LEAD)
    row, by = event(lead, places=2), in_role(Role.CONTRIBUTOR)
    booked(row)
    fewer = typed(places=1, starts_at=row.starts_at, ends_at=row.ends_at, closes_on=row.closes_on)
    together(lambda: events.save(event=row, typed=fewer, version=2, by=lead), lambda: book(row, by))
    row.refresh_from_db()
    assert Booking.objects.filter(state="booked").count() <= row.places
    assert Booking.objects.live().count() == 2


def test_booked_and_cancelled_at_once_nobody_counts_on_a_cancelled_event(own_database):
    lead, by = in_role(Role.PROGRAMME_LEAD), in_role(Role.CONTRIBUTOR)
    row = event(lead)
    mine, _ = together(lambda: book(row, by), lambda: events.cancel(event=row, because="Ill", by=lead))
    told = OutgoingEmail.objects.filter(recipient=by.email, subject__startswith="Cancelled").count()
    assert told == (0 if isinstance(mine, NotNow) else 1)


def test_marked_and_said_twice_at_once_is_one_use_and_one_answer(own_database):
    lead = in_role(Role.PROGRAMME_LEAD)
    row = event(lead)
    mine = booked(row)
    begun(row)
    marks = {mine.pk: "came"}
    together(*[lambda: attendance.mark(event=row, marks=marks, because="", version=row.version, by=lead)] * 2)
    assert ServiceUse.objects.count() == 1
    said = event_feedback.Said("best", "good", "best", "")
    given = together(*[lambda: event_feedback.give(booking=mine, said=said, by=mine.person)] * 2)
    assert sorted(given) == [False, True]
    assert EventFeedback.objects.count() == 1


def test_a_reminder_by_two_workers_is_one_mail(own_database):
    mine = booked(event())
    Event.objects.update(starts_at=timezone.now() + timedelta(minutes=30))
    given = together(*[lambda: bookings.remind(booking=mine)] * 2)
    assert sorted(given) == [False, True]
    assert OutgoingEmail.objects.filter(subject__startswith="Coming up").count() == 1
