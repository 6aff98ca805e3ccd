"""Answers that are not in yet: drafts, and finished anonymous ones that wait for company."""

from django.db import models
from django.db.models import Q

from .rounds import Invitation, RoundGroup


class Draft(models.Model):
    """What a respondent has answered so far.

    Confidential: plain, by its invitation. Anonymous: by a key made from the link and sealed under another, so that
    nobody without the link can read it or tell whose it is. Once finished it stays, emptied, until the round closes:
    so the link sends one answer only.
    """

    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.CASCADE, related_name="draft")
    key = models.CharField(max_length=64, unique=True, null=True)
    group = models.ForeignKey(RoundGroup, on_delete=models.CASCADE, related_name="drafts")
    body = models.BinaryField()
    finished = models.BooleanField(default=False)

    class Meta:
        ordering = ["group", "id"]
        constraints = [
            models.CheckConstraint(
                name="draft_by_invitation_or_key",
                condition=Q(invitation__isnull=False, key__isnull=True) | Q(invitation__isnull=True, key__isnull=False),
            )
        ]


class PooledAnswer(models.Model):
    """A finished anonymous answer until it is moved with at least nine others: sealed under the site's own key."""

    id = models.BigIntegerField(primary_key=True)
    group = models.ForeignKey(RoundGroup, on_delete=models.CASCADE, related_name="pool")
    body = models.BinaryField()

    class Meta:
        ordering = ["group", "id"]
