"""Shares for tests, made through the real action."""

from datetime import timedelta

from django.utils import timezone

from readiness.actions import sharing
from readiness.models import SelfAssessment, Share
from tests.support.assessments import champion_of

PURPOSE = "Planning joint support"


def shared(
    assessment: SelfAssessment, audience: str = "region", what: str = "levels", purpose: str = PURPOSE, days: int = 30
) -> Share:
    until = timezone.localdate() + timedelta(days=days)
    wanted = sharing.Wanted(audience, what, purpose, until)
    return sharing.share(assessment=assessment, wanted=wanted, by=champion_of(assessment))


def asked(what: str = "levels", purpose: str = PURPOSE, days: int = 30, **more: str) -> dict:
    """The share's form as a browser sends it; `share="1"` is the button that shares."""
    until = timezone.localdate() + timedelta(days=days)
    parts = {"until-day": until.day, "until-month": until.month, "until-year": until.year}
    return {"what": what, "purpose": purpose, **parts, **more}
