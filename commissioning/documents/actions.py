"""Every write about documents. Work is queued by the task's name once the row is committed."""

import hashlib
import os
from datetime import timedelta

from django.core.files.base import ContentFile, File
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.jobs import queue
from commissioning.jobs.locks import key_of
from commissioning.people import audit
from commissioning.people.models import User

from .kinds import BuiltFile, kind_of
from .models import MOST_ATTEMPTS, UNFINISHED, Document

State = Document.State
MAKE = "documents.make"
LEFT_WAITING = timedelta(minutes=1)
JUST_PUT = timedelta(seconds=5)  # a message may be on its way to a worker that long


@transaction.atomic
def request_document(
    *,
    kind: str,
    title: str,
    authority: Authority | None,
    params: dict,
    by: User | None,
    parent: Document | None = None,
) -> Document:
    """A part of another document (`parent`) is asked for by nobody: who asked for the whole is asked about there."""
    document = Document.objects.create(
        kind=kind,
        title=title,
        authority=authority,
        params=params,
        requested_by=by,
        parent=parent,
        queued_at=timezone.now(),
    )
    audit.record("document-request", document, by=by, authority_id=document.authority_id)
    _put(document)
    return document


@transaction.atomic
def request_once(
    *, kind: str, title: str, authority: Authority | None, params: dict, by: User | None, own: bool = False
) -> Document:
    """While the same is on its way, that one: who presses twice, or at once with somebody else, gets one file.

    `own`: what others have asked for is theirs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of(f"{kind} {sorted(params.items())}")])
    same = Document.objects.filter(kind=kind, authority=authority, params=params, state__in=UNFINISHED)
    same = same.filter(requested_by=by) if own else same
    return same.order_by("pk").first() or request_document(
        kind=kind, title=title, authority=authority, params=params, by=by
    )


@transaction.atomic
def retry(*, document: Document, by: User) -> bool:
    """Back on the queue with its attempts counted afresh. False when it has not failed (any more)."""
    changed = Document.objects.filter(pk=document.pk, state=State.FAILED).update(
        state=State.QUEUED,
        attempts=0,
        progress=0,
        step="",
        reason="",
        note="",
        finished_at=None,
        queued_at=timezone.now(),
    )
    if changed:
        audit.record("document-retry", document, by=by, authority_id=document.authority_id)
        _put(document)
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
    content: File = ContentFile(built.content) if isinstance(built.content, bytes) else File(built.content)
    with content:
        size, checksum = content.size, _checksum(content)
        document.file.name = _kept(document, built.name, content)
    done = _mine(document).update(
        state=State.DONE,
        progress=100,
        step="",
        note=built.note[:500],
        finished_at=timezone.now(),
        file=document.file.name,
        file_name=built.name,
        content_type=built.content_type,
        size=size,
        checksum=checksum,
    )
    if not done:
        document.file.delete(save=False)


def _kept(document: Document, name: str, content: File) -> str:
    """Under a name that nobody else can have taken, so that what a full disk let through of it is surely one's own."""
    storage, field = document.file.storage, document._meta.get_field("file")
    own = storage.get_alternative_name(*os.path.splitext(name))
    at = storage.get_available_name(field.generate_filename(document, own), max_length=field.max_length)
    try:
        return storage.save(at, content, max_length=field.max_length)
    except OSError:
        storage.delete(at)
        raise


def _checksum(content: File) -> str:
    digest = hashlib.sha256()
    for piece in content.chunks():  # from the beginning
        digest.update(piece)
    return digest.hexdigest()


def fail(document: Document, reason: str) -> None:
    _mine(document).update(state=State.FAILED, reason=reason[:500], finished_at=timezone.now(), step="")


# --- Parts --------------------------------------------------------------------------------


@transaction.atomic
def follow(document_id: int) -> bool:
    """Puts on the queue what parts it still needs and notes how far they are; True when all have come to an end.

    While its own task asks, it then goes on. When one of its parts or the sweep asks, it goes on the queue again, to
    be joined. Whoever asks waits their turn, so no part's end goes unnoticed.
    """
    rows = Document.objects.select_for_update().filter(state__in=(State.RUNNING, State.WAITING))
    document = rows.filter(pk=document_id).first()
    parts_of = kind_of(document.kind).parts if document else None
    if document is None or parts_of is None:
        return False
    parts, own = parts_of(document), document.state == State.RUNNING
    if parts.are_there and own:
        return True
    Document.objects.filter(pk=document.pk).update(
        state=State.QUEUED if parts.are_there else State.WAITING,
        attempts=0,  # none of them was for nothing
        progress=parts.percent,
        step=parts.step,
        queued_at=timezone.now(),
    )
    if parts.are_there:
        _put(document)
    return False


def release(document: Document) -> None:
    """Its worker is gone: on the queue again, or failed after the third attempt."""
    if document.attempts >= MOST_ATTEMPTS:
        fail(document, f"The worker stopped {document.attempts} times while making this. Try again later.")
    elif _mine(document).update(state=State.QUEUED, queued_at=timezone.now(), step="", progress=0):
        _put(document)


def requeue_waiting() -> int:
    """Queued rows that no task has claimed within a minute: the queue forgot them, or was away. When it is empty, it
    is plain that it forgot, and nobody waits for the minute to pass.
    """
    now = timezone.now()
    left = JUST_PUT if queue.is_empty(MAKE) else LEFT_WAITING
    waiting = Document.objects.filter(state=State.QUEUED, queued_at__lt=now - left)
    rows = list(waiting.order_by("queued_at")[:500])
    for document in rows:
        # The time moves on, so that a slow queue is not filled with the same ids again and again.
        if Document.objects.filter(pk=document.pk, state=State.QUEUED).update(queued_at=now):
            _put(document)
    return len(rows)


def _mine(document: Document):
    """The row, as long as it is still this attempt's."""
    return Document.objects.filter(pk=document.pk, state=State.RUNNING, attempts=document.attempts)


def _put(document: Document) -> None:
    queue.put(MAKE, document.pk, seconds=kind_of(document.kind).seconds)
