"""What the retention schedule has removed. Append-only."""

from django.db import models


class RetentionRun(models.Model):
    """One batch of one rule, written with what it did: a run that is killed has recorded what it removed and no more.

    `rule` is END in the last row of a run that came to its end; `removed` is then all of it.
    """

    APPEND_ONLY = True
    END = "end"

    began_at = models.DateTimeField()  # the run's; its rows have it in common
    at = models.DateTimeField(auto_now_add=True)
    rule = models.CharField(max_length=40)
    removed = models.PositiveIntegerField()
    oldest = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
