"""Which form of support? Answered by the director and the local lead, each for themselves; decided by a person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from commissioning.authorities.models import Authority
from commissioning.people.models import User

from ..support_forms import SIDE_LABELS, SPREADS


class SupportFormAnswer(models.Model):
    """One side's answers for an area in a year (EI, part 3): yes, no, or not sure yet, which is neither."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("year, April to March")
    side = models.CharField(max_length=20, choices=[(side.value, label) for side, label in SIDE_LABELS.items()])
    can_assess = models.BooleanField("can judge itself accurately", null=True)
    can_plan = models.BooleanField("can set its strategy", null=True)
    can_implement = models.BooleanField("can carry it out", null=True)
    spread = models.CharField("problems are", max_length=20, choices=SPREADS, blank=True)
    reasons = models.TextField(blank=True, max_length=10_000)
    version = models.PositiveIntegerField(default=1)  # counts its saves
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "year", "side"], name="support_form_answer_once"),
        ]


class SupportFormDecision(models.Model):
    """What was decided, by whom and why; a later decision is a further row."""

    APPEND_ONLY = True

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("year, April to March")
    forms = ArrayField(models.CharField(max_length=40), verbose_name="forms of support, combined")
    reasons = models.TextField(max_length=10_000)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.CheckConstraint(name="support_form_decision_has_reasons", condition=~Q(reasons="")),
            models.CheckConstraint(name="support_form_decision_names_a_form", condition=~Q(forms=[])),
        ]
