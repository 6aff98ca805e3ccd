"""Running a year's campaign: its dates and areas, reminding champions, closing it, publishing its comparison."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.documents.actions import request_document
from commissioning.documents.models import Document
from commissioning.people import audit
from commissioning.people.models import AuditEntry, User
from commissioning.people.queries import holders
from commissioning.saving import NotNow

from ..models import Campaign, Framework
from ..queries import campaigns as queries
from ..queries.standards import PROGRAMME_SET

REMIND_AGAIN_AFTER = timedelta(days=3)


@transaction.atomic
def create_campaign(
    *, year: int, opens_on: date, closes_on: date, areas: Iterable[Authority], by: User | None
) -> Campaign:
    """Raises NotNow where the year has one already."""
    framework = Framework.objects.get(code=PROGRAMME_SET)
    campaign = Campaign(framework=framework, year=year, opens_on=opens_on, closes_on=closes_on, created_by=by)
    try:
        with transaction.atomic():
            campaign.save(force_insert=True)
    except IntegrityError:
        raise NotNow(f"{campaign} exists already; change its dates or areas instead.") from None
    campaign.areas.set(areas)
    audit.record("campaign-create", campaign, by=by)
    return campaign


@transaction.atomic
def change_campaign(
    *, campaign: Campaign, opens_on: date, closes_on: date, areas: Iterable[Authority], by: User
) -> None:
    current, areas = _lock_open(campaign), set(areas)
    if (current.opens_on, current.closes_on, set(current.areas.all())) == (opens_on, closes_on, areas):
        return
    current.opens_on, current.closes_on = opens_on, closes_on
    current.save(update_fields=["opens_on", "closes_on"])
    current.areas.set(areas)
    audit.record("campaign-change", current, by=by)


def _lock_open(campaign: Campaign) -> Campaign:
    current = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if current.closed_at:
        raise NotNow(f"{current} is closed, so its dates and areas can no longer be changed.")
    return current


@transaction.atomic
def remind_champions(*, campaign: Campaign, by: User) -> tuple[int, int]:
    """One mail to each champion whose area has not signed: how many were written to, and how many areas have none.

    Raises NotNow within three days of the last: reminders that come daily are not read.
    """
    current = _lock_open(campaign)
    since = timezone.now() - REMIND_AGAIN_AFTER
    if AuditEntry.objects.filter(verb="campaign-remind", object_id=current.pk, at__gt=since).exists():
        raise NotNow("Champions were reminded less than three days ago. Give them time to read it.")
    written, vacant = 0, 0
    for area in queries.areas_of(current).exclude(stage="signed"):
        champions = [held.person for held in holders(Permission.ASSESSMENT_LEAD, area) if held.person.email]
        vacant += not champions
        for champion in champions:
            _mail_reminder(current, area, champion)
            written += 1
    audit.record("campaign-remind", current, by=by)
    return written, vacant


def _mail_reminder(campaign: Campaign, area: Authority, champion: User) -> None:
    context = {
        "campaign": campaign,
        "area": area,
        "champion": champion,
        "address": settings.SITE_ADDRESS + reverse("readiness:assessment-list"),
        "programme": settings.PROGRAMME_NAME,
    }
    send_mail(
        subject=f"{campaign}: {area.short_name}",
        message=render_to_string("readiness/email/campaign_reminder.txt", context),
        from_email=None,
        recipient_list=[champion.email],
    )


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User) -> Document:
    """Nobody's level signed after this moment is in the comparison, which a worker now computes, once."""
    current = _lock_open(campaign)
    current.closed_at, current.closed_by = timezone.now(), by
    current.save(update_fields=["closed_at", "closed_by"])
    audit.record("campaign-close", current, by=by)
    return _ask_for_publication(current, number=1, at=current.closed_at.isoformat(), reason="", by=by)


@transaction.atomic
def republish_comparison(*, campaign: Campaign, reason: str, by: User) -> Document:
    """A further numbered publication, with what is signed now."""
    current = Campaign.objects.select_for_update().get(pk=campaign.pk)
    newest = current.publications.first()
    if newest is None:
        raise NotNow("The first comparison is published when the campaign closes.")
    if not reason.strip():
        raise NotNow("Say why it is published again; the reason is printed beside the figures.")
    number = newest.number + 1
    waiting = Document.objects.filter(
        kind=queries.COMPARISON_TABLES, params__contains={"campaign": current.pk, "number": number}
    ).exclude(state=Document.State.FAILED)
    if waiting.exists():
        raise NotNow("A republication is being made already.")
    return _ask_for_publication(current, number=number, at=timezone.now().isoformat(), reason=reason, by=by)


def _ask_for_publication(campaign: Campaign, *, number: int, at: str, reason: str, by: User) -> Document:
    return request_document(
        kind=queries.COMPARISON_TABLES,
        title=f"Comparison of {campaign.year_label}, publication {number}",
        authority=None,
        params={"campaign": campaign.pk, "number": number, "at": at, "reason": reason},
        by=by,
    )
