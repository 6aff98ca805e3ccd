"""Files that people sent, in whichever app (`models.ScannedFile`): put on the disk, scanned, destroyed.

The row says what is waiting, so a task that comes twice does no harm and one that is lost is made up for by a sweep.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User

from .models import ScannedFile
from .scanning import ScannerAway, Verdict, has_scanner, verdict_on
from .uploads import CheckedFile

log = logging.getLogger(__name__)

Scan = ScannedFile.Scan
TO_SCAN = frozenset({Scan.WAITING, Scan.NOT_SCANNED})  # the second is made up for once there is a scanner
AT_ONE_SWEEP = 45  # seconds after which no further scan is begun
Sent = TypeVar("Sent", bound=ScannedFile)


# --- On the disk --------------------------------------------------------------------------


@contextmanager
def kept_or_gone(row: ScannedFile) -> Iterator[None]:
    """Around the transaction that stores its file: where that fails, also for a full disk, no file is left behind."""
    try:
        yield
    except BaseException:
        if row.file.name:
            row.file.storage.delete(row.file.name)
        raise


def store(row: ScannedFile, file: File, checked: CheckedFile) -> None:
    """Under a random name: nothing a person chose reaches the disk. The caller saves the row, within `kept_or_gone`."""
    row.file_name, row.content_type = checked.name, checked.content_type
    row.size, row.checksum = checked.size, checked.checksum
    row.scan = Scan.WAITING if has_scanner() else Scan.NOT_SCANNED
    row.file.name = row.file.field.generate_filename(row, uuid4().hex)
    row.file.storage.save(row.file.name, file)


def destroy_file(row: ScannedFile, by: User | None) -> None:
    """With the transaction's end, so that a row never speaks of a file that is gone. The caller saves the row."""
    storage: Storage = row.file.storage
    name = row.file.name
    row.file = ""
    audit.record(f"{row.AUDITED_AS}-file-delete", row, by=by, authority_id=row.area_id)
    transaction.on_commit(lambda: storage.delete(name), robust=True)


# --- The scanner's verdict ----------------------------------------------------------------


def to_scan(model: type[Sent]) -> QuerySet[Sent]:
    """Files without a verdict, those never tried first: one that the scanner chokes on holds up no other."""
    rows = model._default_manager.filter(scan__in=TO_SCAN, removed_at__isnull=True).exclude(file="")
    return rows.order_by(F("scanned_at").asc(nulls_first=True), "pk")


def scan_one(model: type[ScannedFile], pk: int) -> None:
    row = to_scan(model).filter(pk=pk).first()
    if row:
        _scan(row)


def sweep(model: type[ScannedFile]) -> None:
    """Files that the queue forgot, that the scanner was away for, or that came before there was one."""
    waiting = to_scan(model)
    if not has_scanner():
        waiting = waiting.exclude(scan=Scan.NOT_SCANNED)  # nothing new can be said of them
    until = time.monotonic() + AT_ONE_SWEEP
    for row in waiting[:100]:
        if time.monotonic() > until or not _scan(row):
            return


def _scan(row: ScannedFile) -> bool:
    """False when the scanner gave no verdict: it is tried again by the next sweep."""
    try:
        with row.file.open("rb") as file:
            verdict = verdict_on(file)
    except ScannerAway as away:
        log.warning("%s %s waits for its virus scan: %s", row._meta.label, row.pk, away)
        _note_attempt(row)
        return False
    except FileNotFoundError:
        log.error("%s %s has lost its file", row._meta.label, row.pk)
        _note_attempt(row)
        return True
    _note_verdict(row, verdict)
    return True


@transaction.atomic
def _note_verdict(row: ScannedFile, verdict: Verdict) -> None:
    """Once: whoever comes second changes nothing. An infected file is destroyed; its row stays and says so."""
    current = _still_to_scan(row).select_for_update(of=("self",)).first()
    if current is None:
        return
    current.scan, current.scanned_at = verdict.value, timezone.now()
    if verdict is Verdict.INFECTED:
        audit.record(f"{row.AUDITED_AS}-infected", current, by=None, authority_id=current.area_id)
        destroy_file(current, by=None)
    current.save(update_fields=["scan", "scanned_at", "file"])


def _note_attempt(row: ScannedFile) -> None:
    """No verdict this time: the others come first next time."""
    _still_to_scan(row).update(scanned_at=timezone.now())


def _still_to_scan(row: Sent) -> QuerySet[Sent]:
    return type(row)._default_manager.filter(pk=row.pk, scan__in=TO_SCAN)
