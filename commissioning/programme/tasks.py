"""Background work that belongs to no one app. A task that comes twice does no harm."""

import http.client
import json
import logging
import urllib.request
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from commissioning.jobs.locks import only_one

from .alarms import actions as alarms
from .alarms.measuring import measured
from .alarms.rules import alarms as alarms_of
from .alarms.rules import stood_still
from .contact import actions as contact
from .contact import queries
from .models import Heartbeat
from .protection import retaining

log = logging.getLogger(__name__)

HOOK_PATIENCE = 5  # seconds


@shared_task(name="programme.heartbeat")
def heartbeat(part: str = "worker") -> None:
    now = timezone.now()
    row, is_new = Heartbeat.objects.get_or_create(part=part, defaults={"at": now})
    # Several may have waited for a worker: one of them is the first.
    is_first = not is_new and Heartbeat.objects.filter(part=part, at=row.at).update(at=now) == 1
    if is_first and stood_still(row.at, now):
        alarms.note_standstill(since=row.at, until=now)


@shared_task(name="programme.watch")
def watch() -> None:
    """Beat, each five minutes: disk, queue, failed work, scanner."""
    with only_one("watch") as free:
        if free:
            now = timezone.now()
            alarms.note(found=alarms_of(measured(now)), now=now)


@shared_task(name="programme.report_error")
def report_error(report: dict[str, Any]) -> None:
    """To ERROR_HOOK, once: a hook that is away must cost the queue nothing."""
    if not settings.ERROR_HOOK:
        return
    body = json.dumps({"site": settings.SITE_ADDRESS, **report}).encode()
    asked = urllib.request.Request(settings.ERROR_HOOK, data=body, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=HOOK_PATIENCE):
            pass
    except (OSError, ValueError, http.client.HTTPException) as error:  # an answer of 400 and more is an OSError
        log.warning("The report of an error was not taken: %s", type(error).__name__)


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


@shared_task(name="programme.retain", soft_time_limit=900, time_limit=960)
def retain() -> None:
    """Beat, each night: what has been kept as long as the retention schedule says goes."""
    with only_one("retention") as free:
        if free:
            retaining.run(timezone.now())
