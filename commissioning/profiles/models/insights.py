"""What the history comes to for whoever works with the area (RR133 part 4.1): pitfalls, opportunities, mindset, and
what to do about each.
"""

from django.db import models
from django.urls import reverse

from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from ..sensitivity import Sensitivity, open_to
from .kept import LONGEST_TEXT, Kept, KeptQuerySet, kept_constraints


class InsightQuerySet(KeptQuerySet):
    def visible_to(self, scope: Scope):
        return self.filter(open_to(scope))


class Insight(Kept):
    class Kind(models.TextChoices):
        PITFALL = "pitfall", "Pitfall"
        OPPORTUNITY = "opportunity", "Opportunity"
        MINDSET = "mindset", "Mindset"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="insights")
    kind = models.CharField(max_length=11, choices=Kind)
    words = models.TextField("what it is", max_length=LONGEST_TEXT)
    what_to_do = models.TextField("what to do about it", blank=True, max_length=LONGEST_TEXT)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity)

    objects = InsightQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["authority", "-recorded_at"], name="insight_newest_first")]
        constraints = kept_constraints("insight")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words[:60]}"

    def get_absolute_url(self) -> str:
        return f"{reverse('profiles:insight-list', args=[self.authority.gss_code])}#insight-{self.pk}"
