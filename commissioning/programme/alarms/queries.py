"""Alarms as pages and `/readyz` show them."""

from datetime import datetime

from django.utils import timezone

from ..models import Heartbeat
from .models import Alarm
from .rules import Key, is_late


def standing() -> list[Alarm]:
    """The longest first. That the clock or the worker is late nobody but the asking process can say: it is worked out
    here and now.
    """
    now = timezone.now()
    found = list(Alarm.objects.standing().order_by("since", "pk"))
    seen = heartbeat()
    if seen is not None and is_late(seen, now):
        found.insert(0, Alarm(key=Key.BEAT, since=seen, about="No sign of the worker or of the clock (beat)."))
    return found


def keys() -> set[Key]:
    """Of those standing, but for BEAT."""
    return {Key(key) for key in Alarm.objects.standing().values_list("key", flat=True)}


def heartbeat() -> datetime | None:
    return _last("worker")


def last_backup() -> datetime | None:
    """None before the first."""
    return _last("backup")


def _last(part: str) -> datetime | None:
    return Heartbeat.objects.filter(part=part).values_list("at", flat=True).first()
