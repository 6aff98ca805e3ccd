"""What is changed behind the site's back is found: as somebody with the owner's rights could change it."""

import hashlib
import io
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import FileField
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.people.models import OutgoingEmail
from commissioning.profiles.actions import attendance, service_use
from commissioning.profiles.models import Booking, Event, ServiceUse
from commissioning.programme import integrity, stored_files
from commissioning.programme.models import RegisterFile
from commissioning.support.models import PackageFile
from commissioning.support.workflow import Stage
from evaluation.models import InstrumentVersion, RoundGroup, Setback, Tabulation
from evaluation.models.setbacks import MOST_ATTEMPTS
from readiness.models import Evidence
from tests.profiles.happening import begun, booked, event
from tests.profiles.rows import use_typed
from tests.profiles.test_events_after import came
from tests.support import database
from tests.support.assessments import submitted
from tests.support.packages import a_package
from tests.support.people import area, in_role
from tests.support.rounds import a_round, group_of

pytestmark = pytest.mark.usefixtures("files_of_the_template")
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


# --- Files and their rows -----------------------------------------------------------------


def long_ago() -> datetime:
    return timezone.now() - timedelta(days=2)


def kept(content: bytes = b"A report") -> Document:
    row = Document(kind="x", title="A report", state="done", queued_at=long_ago(), size=len(content))
    row.checksum = hashlib.sha256(content).hexdigest()
    row.file.save("report.pdf", ContentFile(content), save=True)
    return row


def aged(name: str, seconds: int) -> None:
    at = timezone.now().timestamp() - seconds
    os.utime(default_storage.path(name), (at, at))


def test_every_model_that_keeps_files_is_looked_at_and_how_is_known():
    """A further one is looked at by itself; whether its checksum is that of the file somebody has to say."""
    looked_at = {model for model, _ in stored_files._fields()}
    assert looked_at == {Document, Evidence, PackageFile, InstrumentVersion, RegisterFile}
    for model in apps.get_models():
        has_file = any(isinstance(field, FileField) for field in model._meta.concrete_fields)
        assert has_file == (model in looked_at)


def test_a_file_that_is_missing_or_another_is_found(own_database):
    row = kept()
    assert findings() == []
    Path(row.file.path).write_bytes(b"Another")
    assert findings() == [f"Document {row.pk}: its file is not the one that was kept."]
    Path(row.file.path).unlink()
    assert findings() == [f"Document {row.pk}: its file is missing."]


def test_a_questionnaire_s_missing_file_is_found(own_database):
    version = InstrumentVersion.objects.first()
    default_storage.delete(version.file.name)
    assert findings() == [f"Instrument version {version.pk}: its file is missing."]


def test_a_file_that_no_row_speaks_of_is_found_once_an_hour_has_passed(own_database):
    row = kept()
    aged(row.file.name, 90_000)
    left = default_storage.save("documents/2026/11/left.pdf", ContentFile(b"Left by a worker that was killed"))
    aged(left, 3_000)
    assert findings() == []
    aged(left, 4_000)
    assert findings() == [f"The file {left} belongs to nothing."]
    default_storage.delete(left)
    assert findings() == []


# --- What is stuck ------------------------------------------------------------------------


def stuck() -> list[str]:
    return [finding for finding in integrity.check()[1] if finding]


@pytest.mark.django_db
def test_an_email_that_nobody_tries_is_found_and_one_that_was_put_off_is_not():
    def waiting(minutes: int, state: str = "waiting") -> OutgoingEmail:
        due = timezone.now() + timedelta(minutes=minutes)
        said = f"<{minutes}.{state}@programme>"
        return OutgoingEmail.objects.create(recipient="a@b.example", message_id=said, state=state, next_attempt_at=due)

    waiting(-29)
    waiting(64)
    waiting(-300, "sent")
    assert stuck() == []
    late = waiting(-31)
    [finding] = stuck()
    assert finding.startswith(f"Email {late.pk} should have been tried on ")
    assert "a@b.example" not in finding


@pytest.mark.django_db
def test_tables_that_nobody_makes_are_found_and_those_set_aside_are_known(a_group):
    table = Tabulation.objects.create(group=a_group)
    assert stuck() == []
    Tabulation.objects.update(asked_at=long_ago())
    [finding] = stuck()
    assert finding.startswith(f"Tables {table.pk} were asked for on ")
    setback = Setback.objects.create(work="tabulate", subject=table.pk, attempts=MOST_ATTEMPTS)
    assert stuck() == []
    setback.delete()
    Tabulation.objects.update(rows=[])
    assert stuck() == []


@pytest.mark.django_db
def test_a_document_that_nobody_makes_is_found():
    row = Document.objects.create(kind="x", title="A report", queued_at=timezone.now() - timedelta(days=2))
    Document.objects.update(created_at=long_ago())
    [finding] = stuck()
    assert finding.startswith(f"Document {row.pk} has been queued since ")


@pytest.fixture
def a_group() -> RoundGroup:
    return group_of(a_round())
