"""One-use links into a partner's own pages: made, opened once, asked for afresh.

The token is in the mail alone; the database holds its hash. Nothing here names an area in the audit, for before the
reveal nobody may learn from the area's history that a partner has begun.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from commissioning.people import audit, tokens
from commissioning.saving import NotNow

from .. import window
from ..models import Scorer, ScorerLink, SelfAssessment
from ..queries.giving import usable_link
from ..queries.partners import standards_asked, window_of

SHORTEST = timedelta(days=14)
MOST_AN_HOUR = 3


def issue(scorer: Scorer) -> str:
    """The address of a new link. One that was not used yet stops working; an open session goes on."""
    now = timezone.now()
    scorer.links.filter(opened_at__isnull=True, replaced_at__isnull=True).update(replaced_at=now)
    token = tokens.new()
    ScorerLink.objects.create(scorer=scorer, token_hash=tokens.digest(token), expires_at=expiry(scorer.assessment, now))
    return settings.SITE_ADDRESS + reverse("readiness:view-open", args=[token])


def expiry(assessment: SelfAssessment, now: datetime) -> datetime:
    """The end of the time for giving views; a fortnight at least, for what comes after it can be read too."""
    closes = assessment.views_close_on
    return max(now + SHORTEST, window.end_of(closes)) if closes else now + SHORTEST


def prolong(assessment: SelfAssessment) -> None:
    """Links that were not used yet stay good for the extended time."""
    unused = ScorerLink.objects.filter(scorer__assessment=assessment, opened_at__isnull=True, replaced_at__isnull=True)
    ends = expiry(assessment, timezone.now())
    unused.filter(expires_at__lt=ends).update(expires_at=ends)


@transaction.atomic
def open_link(*, digest: str) -> ScorerLink | None:
    """Uses the link up. None for one that is used, has run out, was replaced or never was."""
    link = usable_link(digest, lock=True)
    if link is None:
        return None
    scorer = link.scorer
    if window_of(scorer.assessment).is_ahead(timezone.localdate()):
        raise NotNow(window_of(scorer.assessment).why_closed(timezone.localdate()))
    link.opened_at = timezone.now()
    link.save(update_fields=["opened_at"])
    audit.record("view-link-open", scorer, by=scorer.person)
    return link


@transaction.atomic
def renew(*, digest: str) -> None:
    """A fresh link to the address the old one went to. Says nothing of whether it did: a guess learns nothing."""
    link = ScorerLink.objects.filter(token_hash=digest).first()
    scorer = Scorer.objects.select_for_update(of=("self",)).filter(pk=link.scorer_id).first() if link else None
    if scorer is not None and may_have_link(scorer):
        mail(scorer, "fresh_link", "Your fresh link")
        audit.record("view-link-renew", scorer, by=scorer.person)


def may_have_link(scorer: Scorer) -> bool:
    """A few an hour: nobody's mail is filled by somebody else."""
    recent = scorer.links.filter(created_at__gt=timezone.now() - timedelta(hours=1)).count()
    return scorer.withdrawn_at is None and bool(scorer.person and scorer.person.email) and recent < MOST_AN_HOUR


def mail(scorer: Scorer, template: str, subject: str, **more: object) -> None:
    """One mail to the partner with a new link of theirs in it."""
    assessment = scorer.assessment
    context = {
        "scorer": scorer,
        "assessment": assessment,
        "address": issue(scorer),
        "standards": standards_asked(assessment, scorer.partner_kind).count(),
        "programme": settings.PROGRAMME_NAME,
        **more,
    }
    send(scorer.person.email, template, f"{subject}: {assessment.authority}", context)


def send(email: str, template: str, subject: str, context: dict) -> None:
    send_mail(
        subject=subject,
        message=render_to_string(f"readiness/email/{template}.txt", context),
        from_email=None,
        recipient_list=[email],
    )
