"""Background work: scanning what areas show for viruses; reminding partners and owners of actions, and thanking.

The row says what is waiting; a task that comes twice does no harm.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from commissioning.documents.scanning import ScannerAway, has_scanner, verdict_on
from commissioning.jobs.locks import only_one

from .actions import evidence as actions
from .actions import reminders
from .models import Evidence
from .queries import evidence as queries
from .queries import reminders as waiting_mail

log = logging.getLogger(__name__)

AT_ONE_SWEEP = 45  # seconds after which no further scan is begun


@shared_task(name="readiness.scan_evidence")
def scan_evidence(evidence_id: int) -> None:
    evidence = queries.to_scan().filter(pk=evidence_id).first()
    if evidence:
        _scan(evidence)


@shared_task(name="readiness.scan_waiting_evidence")
def scan_waiting_evidence() -> None:
    """Beat: files that the queue forgot, that the scanner was away for, or that came before there was one."""
    with only_one("evidence-scan") as free:
        if not free:
            return
        waiting = queries.to_scan()
        if not has_scanner():
            waiting = waiting.exclude(scan=Evidence.Scan.NOT_SCANNED)  # nothing new can be said of them
        until = time.monotonic() + AT_ONE_SWEEP
        for evidence in waiting[:100]:
            if time.monotonic() > until or not _scan(evidence):
                return


def _scan(evidence: Evidence) -> bool:
    """False when the scanner gave no verdict: it is tried again by the next sweep."""
    try:
        with evidence.file.open("rb") as file:
            verdict = verdict_on(file)
    except ScannerAway as away:
        log.warning("Evidence %s waits for its virus scan: %s", evidence.pk, away)
        actions.note_attempt(evidence_id=evidence.pk)
        return False
    except FileNotFoundError:
        log.error("Evidence %s has lost its file", evidence.pk)
        actions.note_attempt(evidence_id=evidence.pk)
        return True
    actions.note_verdict(evidence_id=evidence.pk, verdict=verdict)
    return True


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
