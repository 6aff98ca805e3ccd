"""Work of the worker's that did not come to an end."""

from django.db import models
from django.utils import timezone

MOST_ATTEMPTS = 5


class Setback(models.Model):
    """How often the work was begun, and why it failed last. Nothing is left of it once the work succeeds; after
    MOST_ATTEMPTS it is set aside, until somebody has it tried again.

    `reason` names the error and where it came up, never its message: that could hold what somebody answered.
    """

    class Work(models.TextChoices):
        STORE = "store", "Storing finished anonymous answers of"
        CLOSE = "close", "Closing"
        WITHHOLD = "withhold", "Deciding which figures are withheld of"
        TABULATE = "tabulate", "Making tables of"

    work = models.CharField(max_length=10, choices=Work)
    subject = models.PositiveBigIntegerField("id of the group, round or tabulation")
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    try_again_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["work", "subject"]
        constraints = [models.UniqueConstraint(fields=["work", "subject"], name="setback_once")]

    @property
    def is_set_aside(self) -> bool:
        return self.attempts >= MOST_ATTEMPTS
