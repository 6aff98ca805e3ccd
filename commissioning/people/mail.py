"""Mail is a row first and sent by the worker; at least once, with a fixed Message-ID (design rule 11).

A row is claimed, and its attempt counted, before a word is said to the mail server; no transaction is open meanwhile.
So whatever becomes of the worker, an attempt that was begun is known of, and tries are bounded.

In demonstration mode nothing leaves the machine: the rows are the outbox at `/demo/outbox`.
"""

import contextlib
import logging
import time
from collections.abc import Collection
from datetime import timedelta
from email.utils import make_msgid

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from commissioning.jobs import queue

from . import letters
from .models import OutgoingEmail

log = logging.getLogger(__name__)

State = OutgoingEmail.State
MOST_RECIPIENTS = 100  # of one message
MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
CLAIMED_FOR = timedelta(minutes=5)  # longer than a task may run: whoever claimed the row is gone by then
KEPT_FOR = timedelta(days=2)  # while no mail server can be reached
LONGEST_RUN = 60  # seconds; what is left waits for the next
SLOW = 5  # seconds for one message
SWEEP_ALONE, FOR_A_WHILE = "mail-by-sweep-alone", 100  # seconds: a server that is slow or away may hold one worker
TOO_SLOW = "The mail server took too long."
LOST_WORKERS = f"The worker stopped {MOST_ATTEMPTS} times while sending this."


class ServerAway(Exception):
    """No connection to the mail server, so nothing was said about the message."""


class QueueingBackend(BaseEmailBackend):
    """Django's EMAIL_BACKEND: writes rows in the caller's transaction and queues their sending on commit."""

    def send_messages(self, messages: list[EmailMessage]) -> int:
        post(messages)
        return len(messages)


@transaction.atomic
def post(messages: list[EmailMessage]) -> list[OutgoingEmail]:
    """A row for every recipient of every message, in their order, sent once the transaction has committed.

    Raises ValueError when one message goes to more than a page of the site ever writes to at once.
    """
    rows = [_row(message, recipient) for message in messages for recipient in _recipients(message)]
    for row in OutgoingEmail.objects.bulk_create(rows):
        queue.put("people.send_mail", row.pk)
    return rows


def _recipients(message: EmailMessage) -> Collection[str]:
    found = message.recipients()
    if len(found) > MOST_RECIPIENTS:
        raise ValueError(f"One message goes to {MOST_RECIPIENTS} people at most, not to {len(found):,}.")
    return found


def _row(message: EmailMessage, recipient: str) -> OutgoingEmail:
    message.message()  # refuses line breaks in a header before anything is stored
    return OutgoingEmail(
        recipient=recipient,
        sender=message.from_email,
        subject=message.subject[:200],
        body=message.body,
        message_id=make_msgid(domain="programme"),
        next_attempt_at=timezone.now(),
    )


def deliver_waiting() -> None:
    """Whatever the queue forgot or a mail server put off, the longest due first, for a minute.

    A mail server that is away ends the run: all the others would wait as long for nothing.
    """
    give_up = time.monotonic() + LONGEST_RUN
    due = OutgoingEmail.objects.filter(state=State.WAITING, next_attempt_at__lte=timezone.now())
    for row_id in list(due.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:500]):
        if time.monotonic() > give_up or not _deliver(row_id):
            return


def deliver(row_id: int) -> None:
    """Send one waiting row, unless the mail server was found slow or away just now: then the sweep does."""
    if not cache.get(SWEEP_ALONE):
        _deliver(row_id)


def _deliver(row_id: int) -> bool:
    """False when the mail server is away. A row that somebody else has claimed is theirs."""
    row = _claim(row_id)
    if row is None:
        return True
    begun, is_away = time.monotonic(), False
    try:
        _transmit(row)
    except ServerAway as reason:
        is_away = True
        _wait_for_server(row, reason)
    except SoftTimeLimitExceeded:
        _put_off(row, TOO_SLOW)
        raise
    except OSError as error:  # smtplib's errors are OSErrors too
        _put_off(row, str(error))
    except Exception as error:  # nothing that can be sent, such as to an address that is none
        log.error("Email %s could not be written: %s", row.pk, type(error).__name__)
        _put_off(row, f"It could not be written: {error}")
    else:
        _end(row, state=State.SENT, sent_at=timezone.now(), body=row.body if settings.DEMO_MODE else "")
    finally:
        if is_away or time.monotonic() - begun > SLOW:
            cache.set(SWEEP_ALONE, True, FOR_A_WHILE)
    return not is_away


def _claim(row_id: int) -> OutgoingEmail | None:
    """Whoever's UPDATE counts the attempt sends the row. Should they be killed, others may once CLAIMED_FOR is over."""
    now = timezone.now()
    due = OutgoingEmail.objects.filter(pk=row_id, state=State.WAITING, next_attempt_at__lte=now)
    if not due.update(attempts=F("attempts") + 1, next_attempt_at=now + CLAIMED_FOR):
        return None
    row = OutgoingEmail.objects.get(pk=row_id)
    if row.attempts > MOST_ATTEMPTS:
        _give_up(row, LOST_WORKERS)
        return None
    return row


def _transmit(row: OutgoingEmail) -> None:
    """Raises ServerAway; OSError when the server is reached and does not take it; anything else for what is no mail."""
    if settings.DEMO_MODE:
        return
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(
        row.subject, row.body, row.sender, [row.recipient], headers=headers, connection=connection
    )
    message.attach_alternative(letters.as_html(row.subject, row.body), "text/html")
    try:
        connection.open()
    except OSError as error:
        raise ServerAway(str(error)) from error
    try:
        message.send()
    finally:
        with contextlib.suppress(OSError):  # what it says to our goodbye takes nothing back
            connection.close()


def _put_off(row: OutgoingEmail, reason: str) -> None:
    """Try again after 1, 2, 4 … minutes; after the eighth attempt the row is failed, with its reason."""
    # Why stands in the row alone: a mail server's answer names the address.
    log.warning("Email %s was not accepted (attempt %s)", row.pk, row.attempts)
    if row.attempts >= MOST_ATTEMPTS:
        _give_up(row, reason)
    else:
        _end(row, error=reason[:300], next_attempt_at=timezone.now() + FIRST_WAIT * 2 ** (row.attempts - 1))


def _wait_for_server(row: OutgoingEmail, reason: ServerAway) -> None:
    """That is not the row's doing: the attempt does not count, for two days, as mail servers do among themselves."""
    log.warning("The mail server cannot be reached: %s", reason)
    now = timezone.now()
    if now - row.created_at > KEPT_FOR:
        _give_up(row, str(reason))
    else:
        _end(row, error=str(reason)[:300], attempts=row.attempts - 1, next_attempt_at=now + FIRST_WAIT)


def _give_up(row: OutgoingEmail, reason: str) -> None:
    _end(row, state=State.FAILED, error=reason[:300], body="")


def _end(row: OutgoingEmail, **became) -> None:
    """As long as the row is still this attempt's."""
    OutgoingEmail.objects.filter(pk=row.pk, state=State.WAITING, attempts=row.attempts).update(**became)
