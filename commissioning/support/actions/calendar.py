"""The secret address of a person’s calendar: made, made anew, ended. The database holds its hash alone."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from commissioning.people import audit, tokens
from commissioning.people.models import User

from ..models import CalendarLink


@transaction.atomic
def renew(*, by: User) -> str:
    """The address; shown this once. The one before stops working."""
    _end(by)
    token = tokens.new()
    link = CalendarLink.objects.create(person=by, token_hash=tokens.digest(token))
    audit.record("calendar-renew", link, by=by)
    return settings.SITE_ADDRESS + reverse("support:calendar-feed", args=[token])


@transaction.atomic
def end(*, by: User) -> None:
    """Programs that fetch it find nothing any more."""
    for link in _end(by):
        audit.record("calendar-end", link, by=by)


def _end(person: User) -> list[CalendarLink]:
    """Whoever is asked twice at once takes turns at the person’s own row."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    links = list(CalendarLink.objects.filter(person=person, ended_at__isnull=True))
    CalendarLink.objects.filter(pk__in=[link.pk for link in links]).update(ended_at=timezone.now())
    return links
