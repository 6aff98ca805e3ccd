"""What support an area says would be welcomed.

Less than a request: nobody has asked for anything yet, and nobody owes an answer.
"""

from django.db import models

from commissioning.authorities.models import Authority
from commissioning.kinds import Kind

from .said import Said, said_constraints


class WelcomedSupport(Said):
    """One kind of support."""

    NOUN = "welcomed"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="welcomed")
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        ordering = ["-year", "kind", "id"]
        indexes = [models.Index(fields=["authority", "-year"], name="welcomed_newest_first")]
        constraints = said_constraints("welcomed")
