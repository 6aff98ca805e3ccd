"""What is changed behind the site's back is found: as somebody with the owner's rights could change it."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from commissioning.access.roles import Role
from commissioning.profiles.actions import attendance, service_use
from commissioning.profiles.models import Booking, Event, ServiceUse
from commissioning.support.workflow import Stage
from tests.profiles.happening import begun, booked, event
from tests.profiles.rows import use_typed
from tests.profiles.test_events_after import came
from tests.support import database
from tests.support.assessments import submitted
from tests.support.packages import a_package
from tests.support.people import area, in_role

SNAPSHOT = "UPDATE readiness_snapshot SET data = jsonb_set(data, '{standards,0,level}', '5')"
STANDARD = "UPDATE readiness_standard SET title = 'Another' WHERE code = 'S01'"


@pytest.mark.parametrize(
    ("change", "finding"),
    [(SNAPSHOT, "no longer has the content it was frozen with"), (STANDARD, "it was published with")],
)
def test_a_changed_row_is_found(own_database, change, finding):
    submitted()
    call_command("check_integrity", stdout=io.StringIO())
    database.statement(change, own_database)
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 findings"):
        call_command("check_integrity", stderr=said)
    assert finding in said.getvalue()


@pytest.mark.parametrize(
    ("column", "finding"),
    [
        ("days_used = 3", "days_used is 3.00, and its ledger says 0"),
        ("stage = 'review'", "its last move went elsewhere"),
        ("last_contact_on = '2020-01-01'", "last contact is kept as 2020-01-01, and its rows say nothing"),
        ("led_by_id = NULL", "lead is kept as nothing, and its rows say"),
    ],
)
def test_a_package_that_disagrees_with_its_rows_is_found(own_database, column, finding):
    a_package(Stage.DELIVERY)
    call_command("check_integrity", stdout=io.StringIO())
    database.statement(f"UPDATE support_supportpackage SET {column}", own_database)
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 findings"):
        call_command("check_integrity", stderr=said)
    assert finding in said.getvalue()


# --- Who came to an event, and the use that stands for it ---------------------------------


def somebody_came(by) -> Booking:
    row = event(by)
    booked(row)
    return came(begun(row), by)


def findings() -> list[str]:
    said = io.StringIO()
    try:
        call_command("check_integrity", stdout=io.StringIO(), stderr=said)
    except CommandError:
        return said.getvalue().splitlines()
    return []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("DELETE FROM profiles_serviceuse", "came, and 0 uses of the service stand for it"),
        ("UPDATE profiles_booking SET attendance = 'absent'", "nobody is marked as having come for it"),
    ],
)
def test_an_attendance_without_its_use_and_a_use_without_attendance_are_found(own_database, change, finding):
    booking = somebody_came(in_role(Role.PROGRAMME_LEAD))
    assert findings() == []
    database.statement(change, own_database)
    (said,) = findings()
    assert finding in said
    assert booking.person.full_name not in said


def test_an_attendance_that_is_counted_twice_is_found(own_database):
    booking = somebody_came(in_role(Role.PROGRAMME_LEAD))
    use = ServiceUse.objects.get()
    use.pk, use.used_on = None, use.used_on - timedelta(days=1)
    use.save(force_insert=True)
    assert findings() == [
        f"Booking {booking.pk} of “{booking.event}” came, and 2 uses of the service stand for it.",
    ]


def test_what_was_corrected_with_a_reason_is_no_fault(own_database):
    by = in_role(Role.PROGRAMME_LEAD)
    booking = somebody_came(by)
    for mark in ("absent", "came"):
        row = Event.objects.get()
        attendance.mark(event=row, marks={booking.pk: mark}, because="Mistaken", version=row.version, by=by)
    assert ServiceUse.objects.count() == 2
    assert findings() == []


def test_a_use_that_was_there_before_stands_for_the_attendance_until_somebody_corrects_it(own_database):
    by = in_role(Role.PROGRAMME_LEAD)
    row = event(by)
    person = booked(row).person
    begun(row)
    typed = use_typed(email=person.email, name=person.full_name, service=row.service, used_on=row.day, what=row.title)
    use = service_use.add(authority=area(), typed=typed, by=by)
    came(row, by)
    assert ServiceUse.objects.get() == use
    assert findings() == []
    service_use.remove(use=use, because="Put down for another event", version=use.version, by=by)
    assert findings() == []
