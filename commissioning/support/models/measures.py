"""Outcome measures: turning the curve, drawn from readings (domain C)."""

from django.db import models

from commissioning.authorities.models import Authority
from commissioning.people.models import User

from .packages import LONGEST_TEXT, OfPackageQuerySet, SupportPackage
from .terms import Criterion


class OutcomeMeasure(models.Model):
    class About(models.TextChoices):
        SERVICE = "service", "How well a service works"
        OUTCOME = "outcome", "How children and families are"

    class Hardness(models.TextChoices):
        HARD = "hard", "Hard: counted or recorded"
        SOFT = "soft", "Soft: what people say or show"

    class Better(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="measures")
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, null=True, on_delete=models.PROTECT, related_name="measures")
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    about = models.CharField(max_length=10, choices=About)
    hardness = models.CharField(max_length=10, choices=Hardness)
    better = models.CharField(max_length=10, choices=Better)
    target = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    target_on = models.DateField(null=True)
    source = models.CharField("where the figures come from", max_length=300, blank=True)
    story = models.TextField("the story behind the curve", blank=True, max_length=LONGEST_TEXT)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfPackageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class MeasurePoint(models.Model):
    """One point: how it was, how it was expected to go if nothing changed, or how it went."""

    class Series(models.TextChoices):
        HISTORY = "history", "History"
        FORECAST = "forecast", "If nothing changes"
        READING = "reading", "Reading"

    measure = models.ForeignKey(OutcomeMeasure, on_delete=models.PROTECT, related_name="points")
    series = models.CharField(max_length=10, choices=Series)
    on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=3)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "series", "on"],
                condition=models.Q(removed_at__isnull=True),
                name="measure_point_once",
            ),
        ]
