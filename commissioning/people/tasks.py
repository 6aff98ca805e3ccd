"""Background work about people: mail, and clearing away what has run out."""

from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from commissioning.jobs.locks import only_one

from . import mail
from .models import HeldPost

KEEP = timedelta(hours=24)


@shared_task(name="people.send_mail")
def send_mail(row_id: int) -> None:
    mail.deliver(row_id)


@shared_task(name="people.send_waiting_mail")
def send_waiting_mail() -> None:
    """Beat: whatever the queue forgot or a mail server put off. One at a time: a slow server holds one worker."""
    with only_one("waiting-mail") as free:
        if free:
            mail.deliver_waiting()


@shared_task(name="people.tidy")
def tidy() -> None:
    """Beat: held text and sessions are kept for a day after they run out; then they go."""
    before = timezone.now() - KEEP
    HeldPost.objects.filter(created_at__lt=before).delete()
    Session.objects.filter(expire_date__lt=before).delete()
