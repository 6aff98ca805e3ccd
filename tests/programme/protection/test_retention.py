"""The retention schedule: what goes, what never does, what is left when a run is killed, and who sees it coming."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import ProgrammingError, transaction
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.people.models import HeldPost, Invitation, OutgoingEmail
from commissioning.programme import tasks
from commissioning.programme.protection import retaining, schedule
from commissioning.programme.protection.models import RetentionRun
from commissioning.programme.protection.periods import Period
from commissioning.programme.protection.schedule import SCHEDULE
from tests.support.people import person, refused

NOW = datetime(2028, 3, 1, 3, 10, tzinfo=UTC)  # the day after a 29 February
PREVIEW = "/programme/data-protection/retention/"


def mail(created: datetime, state: str = "sent", number: int = 0) -> OutgoingEmail:
    row = OutgoingEmail.objects.create(
        recipient="a@example.org",
        sender="s@example.org",
        subject="S",
        message_id=f"{created.timestamp()}-{state}-{number}",
        state=state,
        next_attempt_at=created,
    )
    OutgoingEmail.objects.filter(pk=row.pk).update(created_at=created)
    return row


def document(finished: datetime, **more) -> Document:
    row = Document(kind="line-of-sight", title="T", queued_at=finished, state="done", finished_at=finished)
    row.size, row.checksum, row.file_name = 3, "x" * 64, "t.pdf"
    for name, value in more.items():
        setattr(row, name, value)
    row.file.save("t.pdf", ContentFile(b"pdf"), save=True)
    return row


# --- Periods -----------------------------------------------------------------------------------

moments = st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2101, 1, 1)).map(
    lambda one: one.replace(tzinfo=UTC)
)


def a_year_after(moment: datetime) -> datetime:
    """Said another way than the schedule says it: the same day of the next year, or the first after it."""
    try:
        return moment.replace(year=moment.year + 1)
    except ValueError:
        return moment.replace(year=moment.year + 1, month=3, day=1)


@settings(max_examples=300, deadline=None)
@given(now=moments, age=st.integers(min_value=0, max_value=800 * 86_400))
@example(now=datetime(2028, 2, 29, tzinfo=UTC), age=366 * 86_400)
@example(now=datetime(2029, 2, 28, tzinfo=UTC), age=365 * 86_400)
@example(now=datetime(2029, 3, 1, tzinfo=UTC), age=366 * 86_400)
@example(now=datetime(2027, 1, 1, tzinfo=UTC), age=365 * 86_400)
@example(now=datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), age=365 * 86_400 - 1)
def test_38_nothing_is_due_before_it_is_a_whole_year_old(now, age):
    made = now - timedelta(seconds=age)
    if made < Period(years=1).before(now):
        assert a_year_after(made) <= now
    for days in (1, 30, 90):
        assert (made < Period(days=days).before(now)) == (age > days * 86_400)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("2028-02-29", "2027-02-28"),
        ("2028-03-01", "2027-03-01"),
        ("2029-02-28", "2028-02-28"),
        ("2029-03-01", "2028-03-01"),
        ("2027-01-01", "2026-01-01"),
        ("2026-12-31", "2025-12-31"),
    ],
)
def test_38_a_year_is_one_of_the_calendar(now, before):
    midnight = datetime.fromisoformat(f"{now}T00:00:00+00:00")
    assert Period(years=1).before(midnight) == datetime.fromisoformat(f"{before}T00:00:00+00:00")


# --- What goes -------------------------------------------------------------------------------


def test_only_rows_that_may_go_are_spoken_of_and_each_rule_has_a_key_of_its_own():
    assert len({rule.key for rule in SCHEDULE}) == len(SCHEDULE)
    for rule in SCHEDULE:
        assert not getattr(rule.model, "APPEND_ONLY", False), rule.key
        assert rule.why.endswith(".")
        assert rule.kept.before(NOW) < NOW


@pytest.mark.django_db
def test_what_is_old_goes_and_what_is_a_second_younger_stays():
    edge = schedule.QUARTER.before(NOW)
    old, young = mail(edge - timedelta(seconds=1)), mail(edge)
    waiting = mail(edge - timedelta(days=900), state="waiting")
    retaining.run(NOW)
    assert set(OutgoingEmail.objects.values_list("pk", flat=True)) == {young.pk, waiting.pk}
    written = RetentionRun.objects.get(rule="mail")
    assert (written.removed, written.began_at) == (1, NOW)
    assert written.oldest == edge - timedelta(seconds=1)
    assert old.pk not in {young.pk, waiting.pk}


@pytest.mark.django_db
def test_documents_go_with_their_files_parts_first_and_those_under_way_stay():
    long_ago = NOW - timedelta(days=500)
    whole = document(long_ago)
    part = document(long_ago, parent=whole)
    under_way = Document.objects.create(kind="line-of-sight", title="T", queued_at=long_ago, state="waiting")
    its_part = document(long_ago, parent=under_way)
    young = document(NOW - timedelta(days=365))
    files = [row.file for row in (whole, part, its_part, young)]
    retaining.run(NOW)
    assert set(Document.objects.values_list("pk", flat=True)) == {under_way.pk, its_part.pk, young.pk}
    assert [file.storage.exists(file.name) for file in files] == [False, False, True, True]


@pytest.mark.django_db
def test_copies_of_everything_about_a_person_go_after_thirty_days():
    copy = document(NOW - timedelta(days=31), kind="subject-access")
    newer = document(NOW - timedelta(days=29), kind="subject-access")
    retaining.run(NOW)
    assert list(Document.objects.values_list("pk", flat=True)) == [newer.pk]
    assert not copy.file.storage.exists(copy.file.name)


@pytest.mark.django_db
def test_links_held_text_and_sessions_go_when_they_have_run_out_for_long_enough():
    who = person()
    for days, hashed in ((91, "a" * 64), (89, "b" * 64)):
        Invitation.objects.create(person=who, token_hash=hashed, expires_at=NOW - timedelta(days=days))
    HeldPost.objects.create(person=who, path="/", body="typed")
    HeldPost.objects.update(created_at=NOW - timedelta(hours=25))
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - timedelta(hours=25))
    Session.objects.create(session_key="new", session_data="", expire_date=NOW - timedelta(hours=23))
    retaining.run(NOW)
    assert list(Invitation.objects.values_list("token_hash", flat=True)) == ["b" * 64]
    assert not HeldPost.objects.exists()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


@pytest.mark.django_db
def test_it_goes_in_batches_each_with_its_record_and_says_when_it_has_come_to_its_end():
    for number in range(7):
        mail(NOW - timedelta(days=200), number=number)
    assert retaining.run(NOW, batch=3) == 7
    assert list(RetentionRun.objects.order_by("pk").values_list("rule", "removed")) == [
        ("mail", 3),
        ("mail", 3),
        ("mail", 1),
        ("end", 7),
    ]
    assert retaining.run(NOW) == 0


@pytest.mark.django_db
def test_33_killed_between_the_file_and_its_row_the_next_run_goes_on(monkeypatch):
    old = document(NOW - timedelta(days=500))
    mail(NOW - timedelta(days=200))

    def killed(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as amid:
        amid.setattr(retaining, "_remove", killed)
        with pytest.raises(KeyboardInterrupt):
            retaining.run(NOW)
    assert Document.objects.filter(pk=old.pk).exists()
    assert not old.file.storage.exists(old.file.name)
    assert not RetentionRun.objects.exists()
    assert retaining.run(NOW) == 2
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_41_a_rule_that_fails_keeps_no_other_waiting(monkeypatch):
    document(NOW - timedelta(days=500))
    mail(NOW - timedelta(days=200))
    real = retaining._take

    def broken(rule, now, batch):
        if rule.key == "documents":
            raise PermissionError("the files cannot be written to")
        return real(rule, now, batch)

    monkeypatch.setattr(retaining, "_take", broken)
    assert retaining.run(NOW) == 1
    assert not RetentionRun.objects.filter(rule="end").exists()
    assert Document.objects.exists()


@pytest.mark.django_db
def test_nobody_changes_what_was_recorded():
    RetentionRun.objects.create(began_at=NOW, rule="mail", removed=1)
    for attempt in (RetentionRun.objects.all().delete, lambda: RetentionRun.objects.update(removed=0)):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            attempt()


@pytest.mark.django_db
def test_the_task_of_each_night_does_it():
    mail(timezone.now() - timedelta(days=100))
    tasks.retain()
    assert not OutgoingEmail.objects.exists()


# --- The page -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_administrators_see_what_would_go_before_it_does(client_as):
    client = client_as(Role.ADMINISTRATOR)
    before = timezone.now() - timedelta(days=200)
    for number in range(3):
        mail(before, number=number)
    answer = client.get(PREVIEW)
    found = {one.rule.key: one for one in answer.context["due"]}
    assert (found["mail"].number, found["mail"].oldest) == (3, before)
    assert found["documents"].number == 0
    assert OutgoingEmail.objects.count() == 3
    retaining.run(timezone.now())
    assert "All of that night" in client.get(PREVIEW).content.decode()


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(("role", "status"), [(role, 403) for role, _ in refused(Role.ADMINISTRATOR)])
def test_nobody_else_sees_it(client_as, role, status):
    assert client_as(role).get(PREVIEW).status_code == status
