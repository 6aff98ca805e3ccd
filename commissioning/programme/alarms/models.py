"""An alarm from when it was first seen until it was no longer. Rows, so that every web process shows the same."""

from django.db import models
from django.db.models import Q

from .rules import TITLES, Key


class AlarmQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at__isnull=True)


class Alarm(models.Model):
    key = models.CharField(max_length=10, choices=[(key.value, TITLES[key]) for key in Key])
    about = models.CharField("the figures, when last looked", max_length=500)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField("when administrators were last told", null=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="alarm_stands_once", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(
                name="alarm_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("since")),
            ),
        ]
