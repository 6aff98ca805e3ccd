"""Background work that belongs to no one app. A task that comes twice does no harm."""

from celery import shared_task
from django.utils import timezone

from commissioning.jobs.locks import only_one

from .contact import actions as contact
from .contact import queries
from .models import Heartbeat


@shared_task(name="programme.heartbeat")
def heartbeat(part: str = "worker") -> None:
    Heartbeat.objects.update_or_create(part=part, defaults={"at": timezone.now()})


@shared_task(name="programme.offer_contact", soft_time_limit=900, time_limit=960)
def offer_contact() -> None:
    """Beat, each morning: offers what there is a reason for, ends what has run out, and tells people in one mail."""
    with only_one("offers-of-contact") as free:
        if not free:
            return
        today = timezone.localdate()
        contact.renew(today=today)
        for person in queries.to_tell(today):
            contact.tell(person=person, offers=queries.news_for(person, today), today=today)
