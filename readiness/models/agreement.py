"""What the partnership settled on, what the local lead said to it, how the area answered, and who signed."""

from django.db import models
from django.db.models import Q

from commissioning.people.models import User

from ..levels import HIGHEST, LOWEST
from .answers import WithAnswer
from .assessments import LONGEST_NARRATIVE, SelfAssessment
from .standards import Standard


class AgreedLevel(WithAnswer):
    """What the partnership settled on. `moderated` where more than one view was agreed into it."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="agreed_levels")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    target = models.PositiveSmallIntegerField("level aimed for", null=True)
    rationale = models.TextField(blank=True, max_length=LONGEST_NARRATIVE)
    dissent = models.TextField("who saw it differently, and why", blank=True, max_length=LONGEST_NARRATIVE)
    moderated = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)  # counts its saves
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(WithAnswer.Meta):
        ordering = ["standard__order"]
        constraints = [
            *WithAnswer.Meta.constraints,
            models.UniqueConstraint(fields=["assessment", "standard"], name="agreed_level_once"),
            models.CheckConstraint(
                name="agreed_target_on_scale",
                condition=Q(target__isnull=True) | Q(target__range=(LOWEST, HIGHEST)),
            ),
        ]


class Challenge(WithAnswer):
    """The local lead's view of one agreed level in one round, and the area's response.

    `level` and `no_level` are what it was said about, so that it stays true when the area then changes the level.
    """

    class Finding(models.TextChoices):
        AGREE = "agree", "Agree"
        LOWER = "lower", "It looks lower to me"
        HIGHER = "higher", "It looks higher to me"

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="challenges")
    round = models.PositiveSmallIntegerField()
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=10, choices=Finding)
    reason = models.TextField(blank=True, max_length=LONGEST_NARRATIVE)
    response = models.TextField(blank=True, max_length=LONGEST_NARRATIVE)
    version = models.PositiveIntegerField(default=0)  # counts its saves, the response's too
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    responded_at = models.DateTimeField(null=True)
    responded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(WithAnswer.Meta):
        ordering = ["standard__order"]
        constraints = [
            *WithAnswer.Meta.constraints,
            models.UniqueConstraint(fields=["assessment", "round", "standard"], name="challenge_once_a_round"),
            models.CheckConstraint(
                name="challenge_difference_has_reason", condition=Q(finding="agree") | ~Q(reason="")
            ),
        ]


class Signature(models.Model):
    """A signature on behalf of the partnership, by the director in role that day."""

    APPEND_ONLY = True

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="signatures")
    revision = models.PositiveSmallIntegerField()
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    as_role = models.CharField("the role signed in, in words", max_length=80)
    board_discussed_on = models.DateField("when the children’s partnership board discussed it", null=True)
    comment = models.TextField(blank=True, max_length=LONGEST_NARRATIVE)
    also_led = models.BooleanField("the same person led the self-assessment", default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["assessment", "revision"], name="signature_once_a_revision")]
