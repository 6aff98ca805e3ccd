"""Reads about documents that need thought."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from commissioning.access.scope import Scope

from .models import Document

SLOW = timedelta(seconds=15)
WAITING = "It is waiting for its turn. If the queue is away, it starts by itself when the queue is back"


def documents(scope: Scope) -> QuerySet[Document]:
    return Document.objects.visible_to(scope).select_related("authority")


@dataclass(frozen=True)
class Status:
    """A document as the component `document_status.html` shows it; size in bytes, progress in per cent."""

    title: str
    state: str
    status_url: str
    progress: int
    step: str
    reason: str
    download_url: str
    retry_url: str
    file_type: str
    size: int | None
    note: str


def status_of(document: Document) -> Status:
    queued = document.state == Document.State.QUEUED
    waiting = queued and timezone.now() - document.queued_at > SLOW
    return Status(
        title=document.title,
        state=Document.State.RUNNING if document.state == Document.State.WAITING else document.state,
        status_url=reverse("documents:document-status", args=[document.pk]),
        progress=document.progress,
        step=WAITING if waiting else document.step,
        reason=document.reason,
        download_url=reverse("documents:document-download", args=[document.pk]),
        retry_url=reverse("documents:document-retry", args=[document.pk]),
        file_type=document.file_name.rpartition(".")[2].upper(),
        size=document.size,
        note=document.note,
    )


def newest_of(kind: str, **params: int) -> Document | None:
    """The latest document of that kind made with those parameters."""
    return Document.objects.filter(kind=kind, params__contains=params).order_by("-created_at", "-id").first()
