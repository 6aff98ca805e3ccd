"""The people who matter in an area, as its champion sees it."""

from django.db import models

from commissioning.authorities.models import Authority


class Stakeholder(models.Model):
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="stakeholders")
    name = models.CharField(max_length=120)
