"""Mail is a row first and sent by the worker; at least once, with a fixed Message-ID (design rule 11).

In demonstration mode nothing leaves the machine: the rows are the outbox at `/demo/outbox`.
"""

import logging
from datetime import timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from commissioning.jobs import queue

from .models import OutgoingEmail

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)


class QueueingBackend(BaseEmailBackend):
    """Django's EMAIL_BACKEND: writes rows in the caller's transaction and queues their sending on commit."""

    def send_messages(self, messages: list[EmailMessage]) -> int:
        post(messages)
        return len(messages)


@transaction.atomic
def post(messages: list[EmailMessage]) -> list[OutgoingEmail]:
    """A row for every recipient of every message, in their order, sent once the transaction has committed."""
    rows = [_row(message, recipient) for message in messages for recipient in message.recipients()]
    for row in OutgoingEmail.objects.bulk_create(rows):
        queue.put("people.send_mail", row.pk)
    return rows


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


def deliver(row_id: int) -> None:
    """Send one waiting row. The row is locked while it is sent, so two workers never send it twice."""
    with transaction.atomic():
        rows = OutgoingEmail.objects.select_for_update(skip_locked=True).filter(state=OutgoingEmail.State.WAITING)
        row = rows.filter(pk=row_id, next_attempt_at__lte=timezone.now()).first()
        if row is None:
            return
        row.attempts += 1
        try:
            _transmit(row)
        except OSError as error:  # smtplib's errors are OSErrors too
            _put_off(row, error)
        else:
            row.state, row.sent_at = OutgoingEmail.State.SENT, timezone.now()
            row.body = row.body if settings.DEMO_MODE else ""
        row.save()


def _transmit(row: OutgoingEmail) -> None:
    if settings.DEMO_MODE:
        return
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    EmailMessage(row.subject, row.body, row.sender, [row.recipient], headers=headers, connection=connection).send()


def _put_off(row: OutgoingEmail, error: OSError) -> None:
    """Try again after 1, 2, 4 … minutes; after the eighth attempt the row is failed, with its reason."""
    row.error = str(error)[:300]
    row.next_attempt_at = timezone.now() + FIRST_WAIT * 2 ** (row.attempts - 1)
    if row.attempts >= MOST_ATTEMPTS:
        row.state, row.body = OutgoingEmail.State.FAILED, ""
    log.warning("Email %s was not accepted (attempt %s): %s", row.pk, row.attempts, row.error)
