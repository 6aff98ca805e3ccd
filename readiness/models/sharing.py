"""What an area shows to others of its own accord: for a named purpose, and until a day it chooses."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from commissioning.people.models import User
from commissioning.people.models.appointments import DateRange

from .assessments import SelfAssessment

_DAYS = DateRange("shared_on", "until", RangeBoundary(inclusive_lower=True, inclusive_upper=True))


class Share(models.Model):
    """Signed levels, or the whole feedback report, for one audience. It ends on its last day or when it is ended."""

    class Audience(models.TextChoices):
        LEADERS = "leaders", "Senior leaders of the area"
        REGION = "region", "The regional lead"
        PROGRAMME = "programme", "Programme leads"

    class What(models.TextChoices):
        LEVELS = "levels", "The levels alone"
        REPORT = "report", "The whole feedback report"

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="shares")
    audience = models.CharField(max_length=20, choices=Audience)
    what = models.CharField(max_length=10, choices=What)
    purpose = models.CharField(max_length=300)
    shared_on = models.DateField()
    until = models.DateField("last day")
    shared_at = models.DateTimeField(auto_now_add=True)
    shared_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-shared_at", "-id"]
        constraints = [
            models.CheckConstraint(name="share_days_in_order", condition=Q(until__gte=F("shared_on"))),
            models.CheckConstraint(name="share_has_purpose", condition=~Q(purpose="")),
            ExclusionConstraint(
                name="share_once_at_a_time",
                expressions=[
                    ("assessment", RangeOperators.EQUAL),
                    ("audience", RangeOperators.EQUAL),
                    ("what", RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]


class Playback(models.Model):
    """How the report was played back to the people who were asked."""

    assessment = models.OneToOneField(SelfAssessment, on_delete=models.PROTECT, related_name="playback")
    held_on = models.DateField("day of the playback")
    who_came = models.TextField(blank=True, max_length=10_000)
    disputed = models.TextField("what was disputed", blank=True, max_length=10_000)
    changed = models.TextField("what changed because of it", blank=True, max_length=10_000)
    version = models.PositiveIntegerField(default=1)  # counts its saves
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
