"""Who has put the first steps away. Whether a step is done is never kept: it is seen from what is there."""

from django.db import models

from commissioning.people.models import User


class GuidePutAway(models.Model):
    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
