"""Mail is a row first; it is sent once, put off when refused, and given up with its reason (quality 21, 32, 37, 41)."""

import socket
import time
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.core.mail import EmailMessage, send_mail
from django.core.mail.message import BadHeaderError
from django.utils import timezone

from commissioning.jobs.locks import only_one
from commissioning.people import mail, tasks
from commissioning.people.models import OutgoingEmail
from tests.support.together import together


@pytest.fixture(autouse=True)
def _database(request):
    """Those at the same time commit, in a database of their own; the others roll back."""
    request.getfixturevalue("own_database" if "own_database" in request.fixturenames else "db")


def queue_one(to: str = "reader@example.org") -> OutgoingEmail:
    send_mail("A subject", "The words", None, [to])
    return OutgoingEmail.objects.latest("pk")


def queue(*recipients: str) -> list[OutgoingEmail]:
    return [queue_one(one) for one in recipients]


def states() -> list[tuple[str, int]]:
    """Of every row, with how often it was tried."""
    return list(OutgoingEmail.objects.order_by("pk").values_list("state", "attempts"))


def due() -> None:
    """The time that rows were put off by is over, and so is that in which only the sweep asks the server."""
    OutgoingEmail.objects.update(next_attempt_at=timezone.now())
    cache.delete(mail.SWEEP_ALONE)


@pytest.fixture
def no_demo(settings):
    settings.DEMO_MODE = False


def test_one_row_for_each_recipient():
    send_mail("A subject", "The words", None, ["one@example.org", "two@example.org"])
    assert set(OutgoingEmail.objects.values_list("recipient", flat=True)) == {"one@example.org", "two@example.org"}


def test_21_a_line_break_in_a_subject_stores_nothing():
    with pytest.raises(BadHeaderError):
        send_mail("A subject\nBcc: everybody@example.org", "The words", None, ["reader@example.org"])
    assert not OutgoingEmail.objects.exists()


def test_sending_goes_to_a_real_server_with_a_fixed_id(no_demo, mail_server, settings):
    row = queue_one()
    mail.deliver(row.pk)
    mail.deliver(row.pk)  # the task came twice
    assert [(to, row.message_id in text) for to, text in mail_server.received] == [("reader@example.org", True)]
    row.refresh_from_db()
    assert (row.state, row.body) == ("sent", "")


def test_37_a_refusal_is_put_off_and_at_last_given_up(no_demo, mail_server):
    mail_server.refusing = True
    row = queue_one()
    for _ in range(mail.MOST_ATTEMPTS):
        due()
        mail.deliver(row.pk)
    row.refresh_from_db()
    assert row.state == "failed"
    assert row.attempts == mail.MOST_ATTEMPTS
    assert "550" in row.error


def test_one_that_was_put_off_waits_its_time(no_demo, mail_server):
    mail_server.refusing = True
    row = queue_one()
    mail.deliver(row.pk)
    mail_server.refusing = False
    mail.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert mail_server.received == []


def test_refusals_are_the_errors_we_catch():
    assert issubclass(SMTPRecipientsRefused, OSError)


@pytest.mark.parametrize("field", ["subject", "from_email", "to", "cc"])
def test_21_a_line_break_in_any_header_stores_nothing(field):
    given = {"subject": "A subject", "from_email": "site@example.org", "to": ["reader@example.org"], "cc": []}
    smuggled = "somebody@example.org\nBcc: everybody@example.org"
    given[field] = smuggled if isinstance(given[field], str) else [smuggled]
    with pytest.raises(BadHeaderError):
        EmailMessage(body="The words", **given).send()
    assert not OutgoingEmail.objects.exists()


def test_21_ten_thousand_recipients_of_one_message_are_refused_and_none_is_written_to():
    everybody = [f"reader{number}@example.org" for number in range(10_000)]
    with pytest.raises(ValueError, match="100 people at most, not to 10,000"):
        send_mail("A subject", "The words", None, everybody)
    with pytest.raises(ValueError, match="not to 101"):
        EmailMessage(
            "A subject", "The words", None, everybody[:50], cc=everybody[50:100], bcc=everybody[100:101]
        ).send()
    assert not OutgoingEmail.objects.exists()


# --- A mail server that misbehaves ---------------------------------------------------------------
def test_37_a_server_that_takes_some_and_refuses_others(no_demo, mail_server, caplog):
    mail_server.refused = {"two@example.org"}
    queue("one@example.org", "two@example.org", "three@example.org")
    tasks.send_waiting_mail()
    assert [to for to, _ in mail_server.received] == ["one@example.org", "three@example.org"]
    assert states() == [("sent", 1), ("waiting", 1), ("sent", 1)]
    assert "no such box" in OutgoingEmail.objects.get(recipient="two@example.org").error
    assert "was not accepted (attempt 1)" in caplog.text
    assert "two@example.org" not in caplog.text


def test_37_a_server_that_hangs_up_amid_a_message_is_tried_again_and_says_why(no_demo, mail_server):
    mail_server.hangs_up = True
    queue_one()
    tasks.send_waiting_mail()
    assert states() == [("waiting", 1)]
    assert OutgoingEmail.objects.get().error == "Connection unexpectedly closed"
    mail_server.hangs_up = False
    due()
    tasks.send_waiting_mail()
    assert states() == [("sent", 2)]
    assert len(mail_server.received) == 1


def test_37_a_server_that_is_away_costs_no_row_an_attempt_and_ends_the_run(no_demo, settings):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        settings.EMAIL_HOST, settings.EMAIL_PORT = nobody.getsockname()
    rows = queue("one@example.org", "two@example.org")
    for _ in range(2 * mail.MOST_ATTEMPTS):
        OutgoingEmail.objects.update(next_attempt_at=timezone.now())
        tasks.send_waiting_mail()
    assert states() == [("waiting", 0), ("waiting", 0)]
    assert [bool(row.error) for row in OutgoingEmail.objects.order_by("pk")] == [True, False], "one asked for all"
    OutgoingEmail.objects.update(created_at=timezone.now() - mail.KEPT_FOR - timedelta(minutes=1))
    due()
    tasks.send_waiting_mail()
    tasks.send_waiting_mail()
    assert set(OutgoingEmail.objects.values_list("state", "body")) == {("failed", "")}
    assert all("refused" in row.error for row in rows if not row.refresh_from_db())


def test_37_a_server_that_never_answers_holds_one_worker_and_not_those_that_people_wait_for(no_demo, settings):
    settings.EMAIL_TIMEOUT = 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        first, *others = queue("one@example.org", "two@example.org", "three@example.org")
        begun = time.monotonic()
        tasks.send_mail(first.pk)
        for row in others:
            tasks.send_mail(row.pk)  # each on the queue by itself: they are left to the sweep
        assert time.monotonic() - begun < 2 * settings.EMAIL_TIMEOUT
    assert "timed out" in OutgoingEmail.objects.get(pk=first.pk).error


def test_37_a_slow_server_gets_its_mail_from_the_sweep_alone_a_minute_at_a_time(no_demo, mail_server, monkeypatch):
    monkeypatch.setattr(mail, "SLOW", 0.1)
    monkeypatch.setattr(mail, "LONGEST_RUN", 0.5)
    mail_server.slow = 0.05
    rows = queue(*(f"reader{number}@example.org" for number in range(6)))
    tasks.send_mail(rows[0].pk)
    tasks.send_mail(rows[1].pk)
    assert [state for state, _ in states()][:2] == ["sent", "waiting"]
    tasks.send_waiting_mail()
    sent = [state for state, _ in states()].count("sent")
    assert 1 < sent < len(rows), "it went on for as long as a run may take"
    mail_server.slow = 0
    tasks.send_waiting_mail()
    assert {state for state, _ in states()} == {"sent"}
    assert len(mail_server.received) == len(rows)


def test_37_time_running_out_amid_an_email_counts_as_an_attempt(no_demo, monkeypatch):
    """Celery’s limit strikes wherever the worker is; here, amid what the server is told."""

    def strike(row) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(mail, "_transmit", strike)
    row = queue_one()
    with pytest.raises(SoftTimeLimitExceeded):
        mail.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == ("waiting", 1, mail.TOO_SLOW)


# --- One that cannot be sent ------------------------------------------------------------------------
def test_41_an_email_that_can_never_be_sent_is_parked_with_its_reason_and_others_go(no_demo, mail_server, caplog):
    poison = queue_one("a@b@c")
    for number in range(mail.MOST_ATTEMPTS):
        due()
        queue_one(f"reader{number}@example.org")
        tasks.send_waiting_mail()
    poison.refresh_from_db()
    assert (poison.state, poison.attempts, poison.body) == ("failed", mail.MOST_ATTEMPTS, "")
    assert poison.error.startswith("It could not be written: Invalid address")
    assert f"Email {poison.pk} could not be written: ValueError" in caplog.text
    assert "a@b@c" not in caplog.text
    assert len(mail_server.received) == mail.MOST_ATTEMPTS


def test_41_an_email_whose_worker_dies_each_time_is_parked(no_demo, mail_server):
    row = queue_one()
    for _ in range(mail.MOST_ATTEMPTS):
        due()
        assert mail._claim(row.pk).attempts  # and nothing more is heard of whoever claimed it
    due()
    tasks.send_waiting_mail()
    row.refresh_from_db()
    assert (row.state, row.error, mail_server.received) == ("failed", mail.LOST_WORKERS, [])


# --- At the same time -------------------------------------------------------------------------------
def test_32_an_email_that_two_workers_take_is_sent_once(own_database, no_demo, mail_server):
    mail_server.slow = 0.05
    rows = queue("one@example.org", "two@example.org")
    works = [lambda: [mail.deliver(row.pk) for row in rows]] * 3 + [tasks.send_waiting_mail] * 2
    assert not any(isinstance(given, Exception) for given in together(*works))
    assert sorted(to for to, _ in mail_server.received) == ["one@example.org", "two@example.org"]
    assert states() == [("sent", 1), ("sent", 1)]


def test_32_while_one_run_is_under_way_another_ends_at_once(own_database, no_demo, mail_server):
    queue_one()

    def second_run() -> int:
        tasks.send_waiting_mail()
        return len(mail_server.received)

    with only_one("waiting-mail"):
        assert together(second_run) == [0]
    assert together(second_run) == [1]
