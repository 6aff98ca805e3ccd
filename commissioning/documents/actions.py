"""Every write about documents. Work is queued by the task's name once the row is committed."""

import hashlib
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.jobs import queue
from commissioning.people import audit
from commissioning.people.models import User

from .kinds import BuiltFile
from .models import MOST_ATTEMPTS, Document

State = Document.State
LEFT_WAITING = timedelta(minutes=1)


@transaction.atomic
def request_document(*, kind: str, title: str, authority: Authority | None, params: dict, by: User | None) -> Document:
    document = Document.objects.create(
        kind=kind, title=title, authority=authority, params=params, requested_by=by, queued_at=timezone.now()
    )
    audit.record("document-request", document, by=by, authority_id=document.authority_id)
    _put(document.pk)
    return document


@transaction.atomic
def retry(*, document: Document, by: User) -> bool:
    """Back on the queue with its attempts counted afresh. False when it has not failed (any more)."""
    changed = Document.objects.filter(pk=document.pk, state=State.FAILED).update(
        state=State.QUEUED, attempts=0, progress=0, step="", reason="", finished_at=None, queued_at=timezone.now()
    )
    if changed:
        audit.record("document-retry", document, by=by, authority_id=document.authority_id)
        _put(document.pk)
    return bool(changed)


def claim(document_id: int) -> Document | None:
    """Whoever's UPDATE changes the row makes the document; everyone else gets None."""
    claimed = Document.objects.filter(pk=document_id, state=State.QUEUED, attempts__lt=MOST_ATTEMPTS).update(
        state=State.RUNNING, attempts=F("attempts") + 1, progress=0, step=""
    )
    return Document.objects.select_related("authority", "requested_by").get(pk=document_id) if claimed else None


def note_progress(document: Document, percent: int, step: str) -> None:
    _mine(document).update(progress=percent, step=step)


def finish(document: Document, built: BuiltFile) -> None:
    """The file first, then the row that speaks of it; an attempt that was overtaken changes nothing."""
    document.file.save(built.name, ContentFile(built.content), save=False)
    done = _mine(document).update(
        state=State.DONE,
        progress=100,
        step="",
        finished_at=timezone.now(),
        file=document.file.name,
        file_name=built.name,
        content_type=built.content_type,
        size=len(built.content),
        checksum=hashlib.sha256(built.content).hexdigest(),
    )
    if not done:
        document.file.delete(save=False)


def fail(document: Document, reason: str) -> None:
    _mine(document).update(state=State.FAILED, reason=reason[:500], finished_at=timezone.now(), step="")


def release(document: Document) -> None:
    """Its worker is gone: on the queue again, or failed after the third attempt."""
    if document.attempts >= MOST_ATTEMPTS:
        fail(document, f"The worker stopped {document.attempts} times while making this. Try again later.")
    elif _mine(document).update(state=State.QUEUED, queued_at=timezone.now(), step="", progress=0):
        _put(document.pk)


def requeue_waiting() -> int:
    """Queued rows that no task has claimed within a minute: the queue forgot them, or was away."""
    now = timezone.now()
    waiting = Document.objects.filter(state=State.QUEUED, queued_at__lt=now - LEFT_WAITING)
    ids = list(waiting.order_by("queued_at").values_list("pk", flat=True)[:500])
    for document_id in ids:
        # The time moves on, so that a slow queue is not filled with the same ids again and again.
        if Document.objects.filter(pk=document_id, state=State.QUEUED).update(queued_at=now):
            _put(document_id)
    return len(ids)


def _mine(document: Document):
    """The row, as long as it is still this attempt's."""
    return Document.objects.filter(pk=document.pk, state=State.RUNNING, attempts=document.attempts)


def _put(document_id: int) -> None:
    queue.put("documents.make", document_id)
