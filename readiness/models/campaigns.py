"""A year's round of annual self-assessments across the areas invited, and the comparison published at its close."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from .standards import Framework


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Campaigns are the programme's: whoever may see taking part anywhere sees that there is one."""
        return self if scope.holds(Permission.PARTICIPATION_SEE) else self.none()


class Campaign(models.Model):
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="campaigns")
    year = models.PositiveSmallIntegerField("year, April to March")
    opens_on = models.DateField()
    closes_on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    areas = models.ManyToManyField(Authority, related_name="campaigns")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "year"], name="campaign_once_a_year"),
            models.CheckConstraint(name="campaign_days_in_order", condition=Q(closes_on__gte=F("opens_on"))),
        ]

    def __str__(self) -> str:
        return f"Self-assessment campaign {self.year_label}"

    def get_absolute_url(self) -> str:
        return reverse("readiness:campaign-detail", args=[self.year])

    @property
    def year_label(self) -> str:
        return years.label(self.year)


class ComparisonPublication(models.Model):
    """A campaign's comparison, computed once with its suppression; again only as a numbered republication.

    Figures that grew with each signature would give levels away by subtraction.
    """

    APPEND_ONLY = True

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    format = models.PositiveSmallIntegerField()
    data = models.JSONField()
    checksum = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="comparison_number_once")]
