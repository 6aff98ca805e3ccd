"""What has happened to an area that still matters (RR133 part 1): strengths are asked for as much as bruises."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from ..sensitivity import Sensitivity, open_to
from .kept import LONGEST_TEXT, Dated, Kept, KeptQuerySet, dated_constraints, kept_constraints


class HistoryQuerySet(KeptQuerySet):
    def visible_to(self, scope: Scope):
        return self.filter(open_to(scope))


class HistoryEntry(Kept, Dated):
    class Kind(models.TextChoices):
        TURBULENCE = "turbulence", "Organisational turbulence"
        INTERVENTION = "intervention", "Intervention"
        PARTNERSHIP = "partnership", "Partnership dynamics"
        PLACE = "place", "The local area"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="history")
    kind = models.CharField(max_length=12, choices=Kind)
    strength = models.BooleanField("a strength, or else a bruise")
    title = models.CharField(max_length=200)
    narrative = models.TextField("what happened", blank=True, max_length=LONGEST_TEXT)
    effect_today = models.TextField(blank=True, max_length=LONGEST_TEXT)
    source = models.CharField(max_length=500, blank=True)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["authority", "-starts_on"], name="history_newest_first")]
        constraints = [
            *kept_constraints("history"),
            *dated_constraints("history"),
            models.CheckConstraint(name="history_has_a_start", condition=Q(starts_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('profiles:history-list', args=[self.authority.gss_code])}#entry-{self.pk}"

    @property
    def strength_label(self) -> str:
        return "Strength" if self.strength else "Bruise"

    @property
    def when(self) -> str:
        """ "March 2019", or "March 2019 to 2021"."""
        return f"{self.starts} to {self.ends}" if self.ends else str(self.starts)
