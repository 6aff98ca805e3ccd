"""Background work: scanning what areas show for viruses; reminding partners and owners of actions, and thanking.

The row says what is waiting; a task that comes twice does no harm.
"""

import logging
from collections.abc import Callable
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from commissioning.documents import scanned
from commissioning.jobs.locks import only_one

from .actions import reminders
from .models import Evidence
from .queries import reminders as waiting_mail

log = logging.getLogger(__name__)


@shared_task(name="readiness.scan_evidence")
def scan_evidence(evidence_id: int) -> None:
    scanned.scan_one(Evidence, evidence_id)


@shared_task(name="readiness.scan_waiting_evidence")
def scan_waiting_evidence() -> None:
    """Beat: files without a verdict yet."""
    with only_one("evidence-scan") as free:
        if free:
            scanned.sweep(Evidence)


@shared_task(name="readiness.remind", soft_time_limit=900, time_limit=960)
def remind() -> None:
    """Beat, each morning: the day's one mail to each address; and thanks that the queue forgot."""
    with only_one("readiness-remind") as free:
        if free:
            today = timezone.localdate()
            for due in waiting_mail.due(today):
                _try(reminders.remind, due=due, today=today)
            thank()


@shared_task(name="readiness.thank", soft_time_limit=900, time_limit=960)
def thank(assessment_id: int | None = None) -> None:
    """Everybody whose view went into what was signed; of one self-assessment when it says which."""
    rows = waiting_mail.to_thank()
    for scorer in rows.filter(assessment=assessment_id) if assessment_id else rows:
        _try(reminders.thank, scorer=scorer)


def _try(send: Callable[..., bool], **about: Any) -> None:
    """One address that cannot be written to keeps no other waiting."""
    try:
        send(**about)
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise  # the database is away, or time is up: whoever is left waits for the next run
    except Exception:
        log.exception("A reminder or thanks could not be written")
