"""Mail is a row first; it is sent once, put off when refused, and given up with its reason (quality 21, 37)."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import send_mail
from django.core.mail.message import BadHeaderError
from django.utils import timezone

from commissioning.people import mail
from commissioning.people.models import OutgoingEmail

pytestmark = pytest.mark.django_db


def queue_one() -> OutgoingEmail:
    send_mail("A subject", "The words", None, ["reader@example.org"])
    return OutgoingEmail.objects.get()


@pytest.fixture
def no_demo(settings):
    settings.DEMO_MODE = False


def test_one_row_for_each_recipient():
    send_mail("A subject", "The words", None, ["one@example.org", "two@example.org"])
    assert set(OutgoingEmail.objects.values_list("recipient", flat=True)) == {"one@example.org", "two@example.org"}


def test_a_line_break_in_a_subject_stores_nothing():
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


def test_a_refusal_is_put_off_and_at_last_given_up(no_demo, mail_server):
    mail_server.refusing = True
    row = queue_one()
    for _ in range(mail.MOST_ATTEMPTS):
        OutgoingEmail.objects.update(next_attempt_at=timezone.now())
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
