"""The programme keeps little of its own: it looks across what others keep."""

from django.db import models

from .alarms.models import Alarm
from .contact.models import ContactMail, OfferEvent, OfferOfContact
from .protection.models import RetentionRun
from .refresh.models import RegisterFile, RegisterRefresh
from .reorganisation.models import Reassignment, Reorganisation, ReorganisationDecision, SuccessorCouncil
from .welcome.models import GuidePutAway

__all__ = [
    "Alarm",
    "ContactMail",
    "GuidePutAway",
    "Heartbeat",
    "OfferEvent",
    "OfferOfContact",
    "Reassignment",
    "RegisterFile",
    "RegisterRefresh",
    "Reorganisation",
    "ReorganisationDecision",
    "RetentionRun",
    "SuccessorCouncil",
]


class Heartbeat(models.Model):
    """When a background part last showed itself. Rows, so that every web process sees the same."""

    part = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
