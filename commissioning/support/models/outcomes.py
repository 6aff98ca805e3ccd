"""An area’s outcomes while they are built: words, a measure, how it goes, where to."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from readiness.models import Standard

from ..forecast import Method
from .measures import OutcomeMeasure
from .terms import Criterion

LONGEST_PART = 4_000  # why, and why the forecast, become one story when it is taken


class OutcomeQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Whoever works with an area on its packages; nobody else before it is part of one’s terms."""
        return self.filter(scope.within([Permission.PACKAGE_WRITE]))

    def standing(self):
        return self.filter(removed_at__isnull=True)

    def removed(self):
        return self.filter(removed_at__isnull=False)


class Outcome(models.Model):
    """A draft of the area’s. Once taken into a package its criterion and its measure hold it, and it rests as it was.

    Points are kept as lines of words (`point_lines`): they are one answer of one form, and become rows when taken.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="outcomes")
    example = models.CharField("the example it began with", max_length=40, blank=True)
    standard = models.ForeignKey(Standard, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField("what will be different", max_length=500)
    why = models.TextField("why it matters", blank=True, max_length=LONGEST_PART)
    title = models.CharField("what is measured", max_length=200, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=10, choices=OutcomeMeasure.About, blank=True)
    hardness = models.CharField(max_length=10, choices=OutcomeMeasure.Hardness, blank=True)
    better = models.CharField(max_length=10, choices=OutcomeMeasure.Better, default=OutcomeMeasure.Better.UP)
    source = models.CharField("where the figures come from", max_length=300, blank=True)
    history = models.TextField("how it was", blank=True, max_length=LONGEST_PART)
    method = models.CharField("how it goes if nothing changes", max_length=10, choices=Method, blank=True)
    own_forecast = models.TextField("what is expected instead", blank=True, max_length=LONGEST_PART)
    forecast_why = models.TextField("why it is expected", blank=True, max_length=LONGEST_PART)
    target = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    target_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(auto_now_add=True)
    begun_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    criterion = models.OneToOneField(Criterion, null=True, on_delete=models.PROTECT, related_name="outcome")
    measure = models.OneToOneField(OutcomeMeasure, null=True, on_delete=models.PROTECT, related_name="outcome")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="outcome_taken_whole",
                condition=Q(criterion__isnull=True, measure__isnull=True, taken_at__isnull=True)
                | Q(criterion__isnull=False, measure__isnull=False, taken_at__isnull=False, removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("support:outcome-detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.taken_at is None and self.removed_at is None
