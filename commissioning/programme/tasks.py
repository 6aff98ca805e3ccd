"""Background work that belongs to no one app."""

from celery import shared_task
from django.utils import timezone

from .models import Heartbeat


@shared_task(name="programme.heartbeat")
def heartbeat(part: str = "worker") -> None:
    Heartbeat.objects.update_or_create(part=part, defaults={"at": timezone.now()})
