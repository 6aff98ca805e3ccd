"""The programme keeps almost nothing of its own: it looks across what others keep."""

from django.db import models


class Heartbeat(models.Model):
    """When a background part last showed itself. Rows, so that every web process sees the same."""

    part = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
