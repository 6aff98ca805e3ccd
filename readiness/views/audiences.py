"""What each audience sees of a self-assessment, in words and as they will see it, before anything is sent or shared."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.people import audit
from commissioning.saving import NotNow

from .. import report
from ..feedback.board import board_report
from ..models import SelfAssessment
from ..queries import audiences
from ..queries.detail import pages
from ..queries.reading import reading_of
from ..queries.sharing import levels_of
from ..workflow import State
from .doors import to_lead


@require_safe
def audience_list(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = to_lead(request, pk)
    context = {
        "assessment": assessment,
        "pages": pages(assessment, request.scope, "sharing"),
        "rows": audiences.audiences_of(assessment),
        "has_preview": assessment.state != State.OPEN,
    }
    return render(request, "readiness/audiences/audience_list.html", context)


@require_safe
def audience_preview(request: HttpRequest, pk: int, audience: str) -> HttpResponse:
    """The report, the levels or the stage, as that audience sees it once it is signed as it stands."""
    assessment = _to_preview(request, pk)
    row = audiences.audience_of(assessment, audience)
    if row is None:
        raise Http404
    snapshot = audiences.as_signed(assessment)
    context = {
        "assessment": assessment,
        "row": row,
        "snapshot": snapshot,
        "report": report.feedback_report(snapshot) if row.reading.report else None,
        "levels": levels_of(snapshot) if row.reading.levels else None,
    }
    return render(request, "readiness/audiences/audience_preview.html", context)


@require_safe
def board_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The two pages that whoever reads the report may take to the board."""
    assessment = _to_preview(request, pk)
    board = board_report(report.feedback_report(audiences.as_signed(assessment)))
    return render(request, "readiness/audiences/board_preview.html", {"assessment": assessment, "board": board})


def _to_preview(request: HttpRequest, pk: int) -> SelfAssessment:
    """A report tells how far partners’ views lie apart, so it opens to the champion when the views do."""
    assessment = to_lead(request, pk)
    if assessment.state == State.OPEN:
        raise NotNow("There is something to preview once your own views are sent and levels are being agreed.")
    reading = reading_of(assessment, request.scope)
    if not (reading.views or reading.signed):
        raise PermissionDenied("You are asked for a view yourself. Send it first; then the preview opens.")
    audit.record("report-read", assessment, by=request.user, authority_id=assessment.authority_id)
    return assessment
