"""Who used which of the programme's services, and when: reach as it was counted, beside what people recall."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.services import Service

from ..posts import Employer, Level
from .kept import Kept, KeptQuerySet, kept_constraints

LONGEST_WHAT = 200


class ServiceUseFileQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Files belong to no area: whoever keeps the list sees them all."""
        return self if scope.holds(Permission.SERVICE_USE_KEEP) else self.none()

    def waiting(self):
        return self.filter(saved_at__isnull=True, discarded_at__isnull=True)


class ServiceUseFile(models.Model):
    """A file that was brought in. It holds its text only until it is saved or put aside: after that people are named
    in the list alone; the checksum tells the same file when it comes again.
    """

    name = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    rows = models.PositiveIntegerField()
    new_rows = models.PositiveIntegerField(null=True)
    brought_in_at = models.DateTimeField(auto_now_add=True)
    brought_in_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    discarded_at = models.DateTimeField(null=True)

    objects = ServiceUseFileQuerySet.as_manager()

    class Meta:
        ordering = ["-brought_in_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["checksum"], condition=Q(saved_at__isnull=False), name="service_use_file_saved_once"
            ),
            models.CheckConstraint(
                name="service_use_file_keeps_no_text",
                condition=Q(saved_at__isnull=True, discarded_at__isnull=True)
                | Q(saved_at__isnull=False, discarded_at__isnull=True, new_rows__isnull=False, text="")
                | Q(saved_at__isnull=True, discarded_at__isnull=False, text=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("profiles:service-use-file", args=[self.pk])


class ServiceUseQuerySet(KeptQuerySet):
    def visible_to(self, scope: Scope):
        """Row by row and so by name; counts are open to more (`service_use.counted_for`)."""
        return self.filter(scope.within([Permission.SERVICE_USE_SEE]))


class ServiceUse(Kept):
    """One use on one day. Nobody is named where only the area is known; employer and level are as they were then."""

    STAYS_WHEN_MERGED = True

    class Source(models.TextChoices):
        ENTERED = "entered", "Entered"
        FILE = "file", "From a file"
        EVENT = "event", "From an event"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="service_uses")
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="service_uses")
    service = models.CharField(max_length=20, choices=Service)
    used_on = models.DateField()
    what = models.CharField("in a line", max_length=LONGEST_WHAT, blank=True)
    employer = models.CharField(max_length=20, choices=Employer, blank=True)
    level = models.CharField(max_length=12, choices=Level, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    file = models.ForeignKey(ServiceUseFile, null=True, on_delete=models.PROTECT, related_name="uses")
    event = models.ForeignKey("profiles.Event", null=True, on_delete=models.PROTECT, related_name="uses")

    objects = ServiceUseQuerySet.as_manager()

    class Meta:
        ordering = ["-used_on", "-id"]
        indexes = [
            models.Index(fields=["authority", "-used_on"], name="service_use_newest_first"),
            models.Index(fields=["used_on", "service"], name="service_use_by_day"),
        ]
        constraints = [
            *kept_constraints("service_use"),
            models.UniqueConstraint(
                fields=["authority", "person", "service", "used_on", "what"],
                condition=Q(removed_at__isnull=True),
                nulls_distinct=False,
                name="service_use_once",
            ),
            models.CheckConstraint(
                name="service_use_of_an_event",
                condition=Q(source="event", event__isnull=False) | ~Q(source="event") & Q(event__isnull=True),
            ),
            models.CheckConstraint(
                name="service_use_of_a_file", condition=Q(source="file", file__isnull=False) | Q(file__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.get_service_display()

    def get_absolute_url(self) -> str:
        return reverse("profiles:service-use-list", args=[self.authority.gss_code])

    @property
    def year_label(self) -> str:
        return years.label(years.year_of(self.used_on))
