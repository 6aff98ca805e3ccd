"""Every write about alarms, each with its entry in the audit; nobody but the site itself writes them."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.people import audit
from commissioning.people.queries.roles import holders_anywhere

from .models import Alarm
from .rules import Key, is_to_be_mailed


@transaction.atomic
def note(*, found: Mapping[Key, str], now: datetime) -> None:
    """What is measured now: alarms begin, go on with other figures, or end; administrators are told of them."""
    standing = {Key(row.key): row for row in Alarm.objects.standing().select_for_update()}
    for key, row in standing.items():
        if key not in found:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            audit.record("alarm-end", row, by=None)
    for key, about in found.items():
        row = standing.get(key) or _begin(key, about, since=now)
        Alarm.objects.filter(pk=row.pk).update(about=about)
    _tell([row for row in Alarm.objects.standing() if _is_to_be_mailed(row, now)], now)


def _begin(key: Key, about: str, *, since: datetime, ended_at: datetime | None = None) -> Alarm:
    row = Alarm.objects.create(key=key, about=about, since=since, ended_at=ended_at)
    audit.record("alarm-begin", row, by=None)
    return row


@transaction.atomic
def note_standstill(*, since: datetime, until: datetime) -> None:
    """Heartbeats come again after a while without any: an alarm that is over when it is first known of."""
    first, last = (f"{timezone.localtime(at):%-d %B, %H:%M}" for at in (since, until))
    about = f"Nothing was done in the background from {first} to {last}."
    row = _begin(Key.BEAT, about, since=since, ended_at=until)
    if _is_to_be_mailed(row, until):
        _tell([row], until)


def _is_to_be_mailed(row: Alarm, now: datetime) -> bool:
    mailed = Alarm.objects.filter(key=row.key).aggregate(last=Max("mailed_at"))["last"]
    return is_to_be_mailed(since=row.since, mailed_at=mailed, now=now)


def _tell(rows: list[Alarm], now: datetime) -> None:
    """One mail to each administrator. With nobody to tell the alarms stand on as not mailed."""
    people = {holding.person for holding in holders_anywhere(Permission.JOBS_SEE) if holding.person.email}
    if not rows or not people:
        return
    for person in people:
        context = {
            "person": person,
            "alarms": rows,
            "site": settings.SITE_ADDRESS,
            "programme": settings.PROGRAMME_NAME,
        }
        send_mail(
            subject=rows[0].get_key_display() if len(rows) == 1 else f"{len(rows)} alarms",
            message=render_to_string("programme/alarms/email.txt", context),
            from_email=None,
            recipient_list=[person.email],
        )
    Alarm.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
    for row in rows:
        audit.record("alarm-mail", row, by=None)
