"""Files of the register that an administrator uploaded, what became of them, and what they changed."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.register_files import Kind
from commissioning.people.models import User
from commissioning.saving import NotNow


class RegisterRefreshQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        return self if scope.holds(Permission.REGISTER_REFRESH) else self.none()

    def applied(self):
        return self.filter(state=RegisterRefresh.State.APPLIED)


class RegisterRefresh(models.Model):
    """Files that are looked over and applied together.

    Once applied: `fingerprint` of the register as it was when they were looked over, `groups` with every line of what
    was done (`preview.Group.as_data`), and `shipped`, the checksums of the site's own files on that day.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Not applied yet"
        APPLIED = "applied", "Applied"
        SET_ASIDE = "set-aside", "Set aside"

    class Source(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded"
        SHIPPED = "shipped", "Came with the site"

    source = models.CharField(max_length=10, choices=Source, default=Source.UPLOADED)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField("applied or set aside at", null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64, blank=True)
    groups = models.JSONField(default=list)
    shipped = models.JSONField(default=dict)

    objects = RegisterRefreshQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="refresh_settled_at_a_time",
                condition=Q(state="waiting", settled_at__isnull=True)
                | Q(~Q(state="waiting"), settled_at__isnull=False),
            ),
            models.CheckConstraint(name="refresh_applied_as_seen", condition=~Q(state="applied") | ~Q(fingerprint="")),
        ]

    def __str__(self) -> str:
        return ", ".join(dict.fromkeys(Kind(file.kind).label for file in self.files.all()))

    def get_absolute_url(self) -> str:
        return reverse("programme:refresh-detail", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    def check_waiting(self) -> None:
        if not self.is_waiting:
            raise NotNow(f"These files are {self.get_state_display().lower()} already; nothing was changed.")


class RegisterFile(models.Model):
    """One of its files, as it came."""

    refresh = models.ForeignKey(RegisterRefresh, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind)
    model_year = models.PositiveSmallIntegerField(null=True)  # of statistical neighbours
    rows = models.PositiveIntegerField()
    file = models.FileField(upload_to="register/%Y/%m/")
    file_name = models.CharField("name when downloaded", max_length=200)
    size = models.PositiveBigIntegerField("bytes")
    checksum = models.CharField("SHA-256", max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["refresh", "kind", "model_year"], name="refresh_file_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="refresh_neighbours_have_a_year",
                condition=Q(kind="neighbours", model_year__isnull=False)
                | Q(~Q(kind="neighbours"), model_year__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def label(self) -> str:
        year = f", model of {self.model_year}" if self.model_year else ""
        return f"{Kind(self.kind).label}{year}"
