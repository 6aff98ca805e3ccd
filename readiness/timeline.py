"""Self-assessments on an area's timeline: how far each got and when, and nothing of what it says."""

from collections.abc import Collection, Iterator
from typing import Any

from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.access.timeline import Happened, Source, register

from .models import AssessmentMove, SelfAssessment
from .workflow import STEPS, Move

TOLD = (Move.SUBMIT, Move.SIGN, Move.REOPEN)


def assessments(authority: Any, line: Collection[int], scope: Scope) -> Iterator[Happened]:
    rows = SelfAssessment.objects.visible_to(scope).filter(authority__in=line)
    for assessment in rows.select_related("authority", "version"):
        yield _happened(authority, assessment, assessment.opened_at, "Opened")
    moves = AssessmentMove.objects.filter(move__in=TOLD, assessment__in=rows.order_by())
    for move in moves.select_related("assessment__authority", "assessment__version"):
        yield _happened(authority, move.assessment, move.at, STEPS[Move(move.move)].label)


def _happened(authority: Any, assessment: SelfAssessment, at: Any, what: str) -> Happened:
    told_of = "" if assessment.authority_id == authority.pk else f", {assessment.authority}"
    return Happened(
        on=timezone.localdate(at),
        title=f"{assessment.title}: {what[0].lower()}{what[1:]}",
        tag=f"{assessment.version.title}{told_of}",
        url=assessment.get_absolute_url(),
    )


def register_source() -> None:
    register(Source("assessment", "Self-assessments", 50, (Permission.STAGE_SEE,), assessments))
