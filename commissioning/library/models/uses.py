"""What people did with a resource: kept it for later; used it in their area, and whether it helped."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from ..kinds import Helped
from .resources import Resource

LONGEST_LINE = 500


class SavedResource(models.Model):
    """Kept by one person for later; nobody else sees it."""

    STAYS_WHEN_MERGED = True

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="saves")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "resource"], name="resource_saved_once")]


class ResourceUseQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed_at__isnull=True)

    def visible_to(self, scope: Scope):
        return self.filter(scope.within([Permission.LIBRARY_USE]))


class ResourceUse(models.Model):
    """An area says that it used a resource, from which day on. A use taken back stays, with who and when."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="uses")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="resource_uses")
    used_on = models.DateField("from which day")
    how = models.CharField("how it was used", max_length=LONGEST_LINE, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    helped = models.CharField("did it help?", max_length=10, choices=Helped, blank=True)
    helped_words = models.CharField(max_length=LONGEST_LINE, blank=True)
    helped_at = models.DateTimeField(null=True)
    helped_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ResourceUseQuerySet.as_manager()

    class Meta:
        ordering = ["-used_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "authority"], condition=Q(removed_at__isnull=True), name="resource_used_once"
            ),
            models.CheckConstraint(
                name="resource_helped_is_dated", condition=Q(helped="") | Q(helped_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["authority", "-used_on"], name="resource_use_by_area")]

    def get_absolute_url(self) -> str:
        return reverse("library:use-list", args=[self.authority.gss_code])
