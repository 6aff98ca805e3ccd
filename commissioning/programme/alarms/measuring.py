"""Reading what alarms are told by. Needs the worker's machine: its disk, the queue, the scanner."""

import shutil
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min

from commissioning.documents import scanning
from commissioning.documents.models import Document
from commissioning.jobs import queue
from commissioning.people.models import OutgoingEmail
from evaluation.queries.setbacks import how_many_set_aside

from . import queries
from .rules import Measured

DAY = timedelta(days=1)


def measured(now: datetime) -> Measured:
    disk = shutil.disk_usage(settings.DATA_DIR)
    return Measured(
        at=now,
        disk_free=disk.free,
        disk_total=disk.total,
        queued=_queued(),
        oldest_document=_oldest_document(),
        oldest_mail=_oldest_mail(),
        failed_documents=Document.objects.filter(state=Document.State.FAILED, finished_at__gt=now - DAY).count(),
        failed_mail=_failed_mail(now),
        set_aside=how_many_set_aside(),
        scanner_answers=scanning.answers() if scanning.has_scanner() else None,
        last_backup=queries.last_backup(),
    )


def _queued() -> dict[str, int]:
    try:
        return queue.lengths()
    except queue.UNREACHABLE:
        return {}  # `/readyz` asks for itself whether the queue can be reached


def _oldest_document() -> datetime | None:
    """A part counts by itself; a whole that waits for its parts is not waiting for a worker."""
    rows = Document.objects.filter(state=Document.State.QUEUED)
    return rows.aggregate(oldest=Min("created_at"))["oldest"]


def _oldest_mail() -> datetime | None:
    """By when it was next to be tried: what a mail server put off is not late."""
    rows = OutgoingEmail.objects.filter(state=OutgoingEmail.State.WAITING)
    return rows.aggregate(oldest=Min("next_attempt_at"))["oldest"]


def _failed_mail(now: datetime) -> int:
    """When a row failed is not kept, but its last attempt was: that moved its next one to some minutes later."""
    failed = OutgoingEmail.objects.filter(state=OutgoingEmail.State.FAILED)
    return failed.filter(next_attempt_at__gt=now - DAY).count()
