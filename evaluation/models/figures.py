"""What was decided once about a round's figures: which are withheld."""

from django.db import models

from .rounds import RoundGroup


class Withholding(models.Model):
    """The pattern of a group's tables. A new number after answers were added; the newest is read."""

    APPEND_ONLY = True

    group = models.ForeignKey(RoundGroup, on_delete=models.PROTECT, related_name="withholdings")
    number = models.PositiveSmallIntegerField()
    minimum_base = models.PositiveSmallIntegerField()
    pattern = models.JSONField()
    respondents = models.PositiveIntegerField("whose answers it was decided on")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["group", "-number"]
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="withholding_number_once")]


class Tabulation(models.Model):
    """A group's tables by one breakdown ("" for the whole alone), as pages read them: worked out in the worker.

    With another round's group, `rows` are changes. Unsuppressed ones are for those who may see everything.
    """

    group = models.ForeignKey(RoundGroup, on_delete=models.CASCADE, related_name="tabulations")
    against = models.ForeignKey(RoundGroup, null=True, on_delete=models.CASCADE, related_name="+")
    breakdown = models.CharField(max_length=64, blank=True)
    suppressed = models.BooleanField(default=True)
    respondents = models.PositiveIntegerField("whose answers it was made of", default=0)
    rows = models.JSONField(null=True)  # empty until it is made
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["group", "breakdown"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "against", "breakdown", "suppressed"],
                name="tabulation_once",
                nulls_distinct=False,
            )
        ]
