"""What somebody leaves to whoever holds their role in the area next."""

from django.db import models

from commissioning.access.roles import CHOICES
from commissioning.authorities.models import Authority

from .accounts import User

LONGEST_NOTE = 10_000


class HandoverNote(models.Model):
    """Each save is a row, so that nothing written for a successor is lost; the writer's newest is the note."""

    APPEND_ONLY = True

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="handover_notes")
    role = models.CharField(max_length=20, choices=CHOICES)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=LONGEST_NOTE)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["authority", "role", "-at"], name="handover_by_role")]
