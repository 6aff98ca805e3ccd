"""A document: asked for, queued, made by a worker, and kept with its checksum (design rule 11); and what is common to
the models of other apps that keep files people send.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from . import kinds

MOST_ATTEMPTS = 3


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Each kind says which of its documents a scope may see."""
        alike: dict[kinds.Visible, list[str]] = {}
        for kind in kinds.registered():
            alike.setdefault(kind.visible_to, []).append(kind.key)
        seen = Q(pk__in=[])
        for visible_to, keys in alike.items():  # each rule asked once: some ask the database who the reader is
            seen |= Q(kind__in=keys) & visible_to(scope)
        return self.filter(seen)


class Document(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Being made"
        WAITING = "waiting", "Waiting for its parts"
        DONE = "done", "Ready"
        FAILED = "failed", "Not made"

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="documents")
    requested_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # none: the shell
    params = models.JSONField(default=dict)  # ids only; the kind's builder checks them
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField("per cent done", default=0)
    step = models.CharField(max_length=80, blank=True)
    reason = models.CharField("why it was not made", max_length=500, blank=True)
    note = models.CharField("what to know of the file", max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    file = models.FileField(upload_to="documents/%Y/%m/", blank=True)
    file_name = models.CharField("name when downloaded", max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField("bytes", null=True)
    checksum = models.CharField("SHA-256", max_length=64, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="document_progress_is_percent", condition=Q(progress__lte=100)),
            models.CheckConstraint(
                name="document_done_has_file",
                condition=~Q(state="done") | (~Q(file="") & ~Q(checksum="") & Q(size__isnull=False)),
            ),
            models.CheckConstraint(name="document_failed_has_reason", condition=~Q(state="failed") | ~Q(reason="")),
        ]
        indexes = [
            models.Index(
                fields=["queued_at"],
                name="document_unfinished",
                condition=Q(state__in=["queued", "running", "waiting"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:document-detail", args=[self.pk])


UNFINISHED = (Document.State.QUEUED, Document.State.RUNNING, Document.State.WAITING)


class ScannedFile(models.Model):
    """A file that somebody sent: handed out only once the virus scan lets it through. Its row stays when it is removed.

    A model that keeps such files says where in a `file` of its own, to which area one belongs (`area_id`), and how
    entries of the audit about it begin.
    """

    AUDITED_AS = ""
    area_id: int

    class Scan(models.TextChoices):
        NOT_NEEDED = "not_needed", "No file"
        WAITING = "waiting", "Waiting for the virus scan"
        CLEAN = "clean", "No virus found"
        INFECTED = "infected", "A virus was found"
        NOT_SCANNED = "not_scanned", "Not scanned"

    file = models.FileField(upload_to="files/%Y/%m/", blank=True)
    file_name = models.CharField("name when downloaded", max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField("bytes", null=True)
    checksum = models.CharField("SHA-256", max_length=64, blank=True)
    scan = models.CharField(max_length=20, choices=Scan, default=Scan.NOT_NEEDED)
    scanned_at = models.DateTimeField("when the scan was last tried", null=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_because = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether its file is there and the scanner, where there is one, has let it through."""
        return bool(self.file) and self.scan in (self.Scan.CLEAN, self.Scan.NOT_SCANNED)
