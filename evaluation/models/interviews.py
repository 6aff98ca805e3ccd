"""Interviews: a member of staff records the answers, the person interviewed checks them by a link of their own."""

from django.db import models
from django.db.models import Q

from commissioning.people.models import User

from .rounds import Invitation


class Interview(models.Model):
    """Always of a confidential round. The answers are the invitation's draft until they count."""

    class Consent(models.TextChoices):
        YES = "yes", "Yes, without naming them or their area"
        ASK = "ask", "Only after seeing the passage"
        NO = "no", "No"

    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="interview")
    interviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    present = models.CharField("who was there, by role", max_length=300, blank=True)
    consent = models.CharField("may passages be quoted", max_length=3, choices=Consent)
    sent_on = models.DateField("sent to be checked", null=True)
    checked_on = models.DateField("checked and sent in by the person interviewed", null=True)
    unchecked_because = models.CharField("why it counts without that", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["invitation"]
        constraints = [
            models.CheckConstraint(
                name="interview_checked_or_why_not", condition=Q(checked_on__isnull=True) | Q(unchecked_because="")
            ),
        ]


class Passage(models.Model):
    """Words worth quoting, as they were said; what may be printed of them is decided in the quote bank."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="passages")
    question = models.CharField(max_length=64)
    text = models.TextField()
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["interview", "id"]
        constraints = [models.UniqueConstraint(fields=["interview", "question", "text"], name="passage_once")]
