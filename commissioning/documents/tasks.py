"""Making documents. The row is the truth: a task that comes twice, late or not at all does no harm."""

import errno
import logging

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

from commissioning.jobs.locks import only_one
from commissioning.people.queries import scope_of

from . import actions, kinds
from .models import Document

log = logging.getLogger(__name__)

LOCK = "document"
DISK_FULL = "The disk is full, so the file was not made. Tell whoever runs this site; when there is space, try again."


@shared_task(name="documents.make")
def make(document_id: int) -> None:
    # The lock dies with the process or its connection, so a held one means that somebody is at work.
    with only_one(LOCK, document_id) as free:
        document = actions.claim(document_id) if free else None
        if document is None:
            return
        _make(document)
    if document.parent_id:
        actions.follow(document.parent_id)


def _make(document: Document) -> None:
    try:
        kind = _allowed(document)
        if kind.parts is None or actions.follow(document.pk):
            actions.finish(document, _build(document, kind))
    except kinds.Refused as refusal:
        actions.fail(document, str(refusal))
    except SoftTimeLimitExceeded:
        actions.fail(
            document, "Making this took longer than it should, so it was stopped. Tell us if it happens again."
        )
    except (OperationalError, InterfaceError):
        raise  # the database is away: nothing can be noted now, and the sweep takes it up again
    except MemoryError:
        actions.fail(document, "This is too large to be made.")
    except Exception as error:
        if disk_is_full(error):
            log.error("Document %s could not be made: the disk is full", document.pk)
            actions.fail(document, DISK_FULL)
            return
        log.exception("Document %s could not be made", document.pk)
        actions.fail(document, "Something went wrong while this was being made. Try again; if it fails again, tell us.")


def disk_is_full(error: BaseException | None) -> bool:
    """Whether that is what is at the bottom of it: libraries wrap what the system told them."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        error = error.__cause__ or error.__context__
    return False


def _allowed(document: Document) -> kinds.Kind:
    kind = kinds.kind_of(document.kind)
    if document.requested_by is not None and not kind.may(scope_of(document.requested_by), document):
        raise kinds.Refused("The person who asked for this is no longer allowed to have it.")
    return kind


def _build(document: Document, kind: kinds.Kind) -> kinds.BuiltFile:
    return kind.build(document, lambda percent, step: actions.note_progress(document, percent, step))


@shared_task(name="documents.requeue_stranded")
def requeue_stranded() -> None:
    """Beat: rows nobody took up, rows whose worker is gone, rows whose parts ended unnoticed."""
    with only_one("documents-sweep") as free:
        if not free:
            return
        actions.requeue_waiting()
        for document in Document.objects.filter(state=Document.State.RUNNING).order_by("pk"):
            with only_one(LOCK, document.pk) as abandoned:
                if abandoned:
                    actions.release(document)
        for document_id in Document.objects.filter(state=Document.State.WAITING).values_list("pk", flat=True):
            actions.follow(document_id)
