"""Alarms: when there is one, that it begins, is told of once a day, shows, and ends; and that the site stays ready."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents import scanning
from commissioning.documents.models import Document
from commissioning.people.models import AuditEntry, OutgoingEmail
from commissioning.programme import tasks
from commissioning.programme.alarms import actions, measuring, rules
from commissioning.programme.alarms.models import Alarm
from commissioning.programme.alarms.rules import GB, Key, Measured
from commissioning.programme.models import Heartbeat
from evaluation.models import Setback
from evaluation.models.setbacks import MOST_ATTEMPTS
from tests.support import clamd
from tests.support.people import in_role

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WELL = {
    "at": NOW,
    "disk_free": 100 * GB,
    "disk_total": 200 * GB,
    "queued": {"documents": 300, "mail": 0, "interactive": 2},
    "oldest_document": NOW - timedelta(minutes=14),
    "oldest_mail": NOW + timedelta(minutes=8),
    "failed_documents": 2,
    "failed_mail": 9,
    "set_aside": 0,
    "scanner_answers": True,
    "last_backup": NOW - timedelta(hours=25),
}


# --- When there is one --------------------------------------------------------------------


def test_where_all_is_well_there_is_none():
    assert rules.alarms(Measured(**WELL)) == {}
    assert (
        rules.alarms(
            Measured(**WELL | {"scanner_answers": None, "oldest_document": None, "last_backup": None, "queued": {}})
        )
        == {}
    )


@pytest.mark.parametrize(
    ("free", "total", "is_one"),
    [
        (2, 200, True),
        (19, 200, True),
        (20, 200, False),
        (21, 2000, False),
        (1.9, 4, True),
        (2, 4, False),
        (9, 80, False),
    ],
)
def test_a_disk_is_nearly_full_by_what_is_free_and_by_its_size(free, total, is_one):
    found = rules.alarms(Measured(**WELL | {"disk_free": int(free * GB), "disk_total": total * GB}))
    assert (set(found) == {Key.DISK}) == is_one


@pytest.mark.parametrize(
    ("measured", "key", "words"),
    [
        ({"queued": {"documents": 2_001}}, Key.QUEUE, "2,001 messages wait in the queue “documents”."),
        ({"oldest_document": NOW - timedelta(minutes=16)}, Key.QUEUE, "A document has waited for 16 minutes."),
        ({"oldest_mail": NOW - timedelta(hours=2)}, Key.QUEUE, "An email has waited for 120 minutes."),
        ({"failed_documents": 3}, Key.JOBS, "3 documents could not be made within a day."),
        ({"failed_mail": 10}, Key.JOBS, "10 emails were not accepted within a day."),
        ({"set_aside": 1}, Key.JOBS, "1 piece of work on surveys failed five times and is set aside."),
        ({"last_backup": NOW - timedelta(hours=27)}, Key.BACKUP, "It was made 27 hours ago"),
        ({"scanner_answers": False}, Key.SCANNER, "files that people send wait"),
    ],
)
def test_each_threshold_has_its_alarm_with_the_figures(measured, key, words):
    [(found, about)] = rules.alarms(Measured(**WELL | measured)).items()
    assert found is key
    assert words in about


@pytest.mark.parametrize(
    ("stood", "mailed", "is_due"),
    [(3, None, False), (5, None, True), (300, 23 * 60, False), (3000, 25 * 60, True), (2, 25 * 60, False)],
)
def test_it_is_mailed_when_it_has_stood_a_while_and_then_once_a_day(stood, mailed, is_due):
    mailed_at = NOW - timedelta(minutes=mailed) if mailed else None
    assert rules.is_to_be_mailed(since=NOW - timedelta(minutes=stood), mailed_at=mailed_at, now=NOW) == is_due


# --- What is kept and told ----------------------------------------------------------------


def note(minutes: int, *keys: Key) -> None:
    actions.note(found=dict.fromkeys(keys, f"Figures at {minutes}."), now=NOW + timedelta(minutes=minutes))


@pytest.mark.django_db
def test_an_alarm_begins_goes_on_with_new_figures_and_ends():
    note(0, Key.DISK, Key.QUEUE)
    note(5, Key.DISK)
    ended, standing = Alarm.objects.order_by("-key")
    assert (ended.key, ended.ended_at) == ("queue", NOW + timedelta(minutes=5))
    assert (standing.key, standing.since, standing.about) == ("disk", NOW, "Figures at 5.")
    verbs = AuditEntry.objects.filter(object_kind="programme.Alarm").order_by("pk").values_list("verb", "actor_id")
    assert [*verbs] == [("alarm-begin", None), ("alarm-begin", None), ("alarm-end", None)]


@pytest.mark.django_db
def test_administrators_are_told_once_a_day_and_nobody_else():
    admin = in_role(Role.ADMINISTRATOR)
    in_role(Role.PROGRAMME_LEAD)
    for minutes in (0, 5, 10, 60, 23 * 60):
        note(minutes, Key.DISK)
    [mail] = OutgoingEmail.objects.all()
    assert mail.recipient == admin.email
    assert mail.subject == "The disk is nearly full"
    assert "Figures at 5." in mail.body
    note(25 * 60, Key.DISK)
    assert OutgoingEmail.objects.count() == 2


@pytest.mark.django_db
def test_what_comes_and_goes_does_not_mail_each_time_and_several_share_a_mail():
    in_role(Role.ADMINISTRATOR)
    for minutes in (0, 5, 15, 20, 30, 35):
        note(minutes, Key.DISK, Key.SCANNER)
        note(minutes + 6)
    assert Alarm.objects.filter(key="disk").count() > 1
    assert OutgoingEmail.objects.count() == 0  # none stood for long
    note(60, Key.DISK, Key.SCANNER)
    note(65, Key.DISK, Key.SCANNER)
    note(70)
    note(75, Key.DISK)
    note(80, Key.DISK)
    [mail] = OutgoingEmail.objects.all()
    assert mail.subject == "2 alarms"
    assert "The virus scanner is away" in mail.body


@pytest.mark.django_db
def test_with_nobody_to_tell_it_waits_for_somebody():
    note(0, Key.DISK)
    note(5, Key.DISK)
    assert Alarm.objects.get().mailed_at is None
    in_role(Role.ADMINISTRATOR)
    note(10, Key.DISK)
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.django_db
def test_heartbeats_after_a_standstill_say_so_once_though_many_had_waited():
    in_role(Role.ADMINISTRATOR)
    tasks.heartbeat()
    assert not Alarm.objects.exists()
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=50))
    for _ in range(3):
        tasks.heartbeat()
    alarm = Alarm.objects.get()
    assert alarm.key == "beat"
    assert alarm.ended_at - alarm.since > timedelta(minutes=49)
    [mail] = OutgoingEmail.objects.all()
    assert "Nothing was done in the background from" in mail.body
    assert "Over again." in mail.body


# --- What is measured ---------------------------------------------------------------------


@pytest.mark.django_db
def test_failed_and_waiting_work_is_measured_from_the_rows():
    now = timezone.now()
    long_ago, soon = now - timedelta(hours=30), now + timedelta(minutes=5)
    rows = [
        Document(kind="x", title="x", state="failed", reason="x", queued_at=now, finished_at=finished)
        for finished in (now, now, long_ago)
    ]
    Document.objects.bulk_create([*rows, Document(kind="x", title="x", queued_at=now)])
    queued = Document.objects.get(state="queued")
    for number, (state, at) in enumerate(
        [("failed", soon), ("failed", long_ago), ("waiting", now), ("sent", long_ago)]
    ):
        OutgoingEmail.objects.create(recipient="a@b.example", state=state, next_attempt_at=at, message_id=str(number))
    Setback.objects.create(work="close", subject=1, attempts=MOST_ATTEMPTS)
    Setback.objects.create(work="close", subject=2, attempts=MOST_ATTEMPTS - 1)
    found = measuring.measured(now)
    assert (found.failed_documents, found.failed_mail, found.set_aside) == (2, 1, 1)
    assert (found.oldest_document, found.oldest_mail) == (queued.created_at, now)
    assert 0 < found.disk_free < found.disk_total
    assert found.scanner_answers is None


def test_a_scanner_answers_or_is_away(tmp_path, settings):
    with clamd.running(tmp_path) as scanner:
        for settings.CLAMAV_ADDRESS in (scanner.address, scanner.socket):
            assert scanning.answers()
        scanner.stop()
        for settings.CLAMAV_ADDRESS in (scanner.address, scanner.socket, "no port"):
            assert not scanning.answers()


@pytest.mark.django_db
def test_the_watch_finds_what_failed_and_ends_it_when_it_is_put_right(settings):
    settings.CLAMAV_ADDRESS = "127.0.0.1:9"
    Setback.objects.create(work="close", subject=1, attempts=MOST_ATTEMPTS)
    tasks.watch()
    assert {"jobs", "scanner"} <= set(Alarm.objects.standing().values_list("key", flat=True))
    Setback.objects.all().delete()
    settings.CLAMAV_ADDRESS = ""
    tasks.watch()
    assert not {"jobs", "scanner"} & set(Alarm.objects.standing().values_list("key", flat=True))


def test_the_watch_is_beat_s(settings):
    from celery.schedules import schedule

    entry = settings.CELERY_BEAT_SCHEDULE["programme-watch"]
    assert entry["task"] == tasks.watch.name
    assert timedelta(seconds=entry["schedule"]) > rules.MAILED_AFTER  # seen twice before it is mailed
    assert schedule(entry["schedule"]).seconds == 300


# --- Where it shows -----------------------------------------------------------------------


@pytest.mark.django_db
def test_ready_says_degraded_and_stays_ready():
    tasks.heartbeat()
    for key in (Key.DISK, Key.JOBS, Key.SCANNER, Key.BACKUP):
        assert Client().get("/readyz").json()[key] == "ok"
    note(0, Key.DISK, Key.JOBS, Key.SCANNER, Key.QUEUE, Key.BACKUP)
    response = Client().get("/readyz")
    assert response.status_code == 200
    said = response.json()
    assert [said[key] for key in ("disk", "jobs", "scanner", "queue", "backup")] == ["degraded"] * 5
    assert [said[key] for key in ("database", "worker", "beat")] == ["ok"] * 3
    note(5)
    assert Client().get("/readyz").json()["disk"] == "ok"


@pytest.mark.django_db
def test_an_administrator_s_home_lists_them_and_a_clock_that_is_late(client_as):
    browser = client_as(Role.ADMINISTRATOR)
    assert "What the site itself needs" not in browser.get("/").content.decode()
    note(0, Key.DISK)
    Heartbeat.objects.create(part="worker", at=timezone.now() - timedelta(minutes=3))
    page = browser.get("/").content.decode()
    assert "What the site itself needs" in page
    assert "The disk is nearly full" in page
    assert "Background work stands still" in page
    tasks.heartbeat()
    assert "Background work stands still" not in browser.get("/").content.decode()


@pytest.mark.parametrize("role", [Role.PROGRAMME_LEAD, Role.EVALUATOR, Role.CHAMPION])
@pytest.mark.django_db
def test_nobody_else_s_home_does(client_as, role):
    note(0, Key.DISK)
    assert "The disk is nearly full" not in client_as(role).get("/").content.decode()
