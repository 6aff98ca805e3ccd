"""The feedback report on screen in each of its versions, its two pages for the board, and asking for their files;
the reports of a whole campaign.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.documents.queries import newest_of, status_of
from commissioning.people import audit, proving
from commissioning.saving import NotNow

from .. import report
from ..actions import campaign_reports as bulk
from ..actions import reports as actions
from ..feedback.board import board_report
from ..models import SelfAssessment, Snapshot
from ..queries import campaign_reports as bulk_queries
from ..queries import reports as queries
from ..queries.campaigns import campaigns
from ..queries.comparing import may_compare
from ..queries.frozen import BOARD_REPORT
from ..queries.reading import readable_snapshot, readable_snapshots
from .doors import to_read


@require_safe
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The feedback report on screen, from the same query as its PDF: the newest version the reader may read."""
    assessment, snapshot = _readable(request, pk)
    if snapshot is None:
        raise NotNow("There is a feedback report once it has been sent to the director.")
    return _shown(request, assessment, snapshot)


@require_safe
def report_version(request: HttpRequest, pk: int, snapshot: int) -> HttpResponse:
    assessment, _ = _readable(request, pk)
    return _shown(request, assessment, _version(request, assessment, snapshot))


def _shown(request: HttpRequest, assessment: SelfAssessment, snapshot: Snapshot) -> HttpResponse:
    audit.record("report-read", assessment, by=request.user, authority_id=assessment.authority_id)
    may = may_compare(request.scope, assessment.authority)
    found = report.feedback_report(snapshot, compared=may.yes)
    context = {
        "assessment": assessment,
        "snapshot": snapshot,
        "report": found,
        "is_stopped": may.is_stopped,
        "copies": queries.copies_of(snapshot, compared=found.others is not None),
        "versions": queries.versions_of(assessment, request.scope),
    }
    return render(request, "readiness/report_detail.html", context)


@require_safe
def board_detail(request: HttpRequest, pk: int, snapshot: int) -> HttpResponse:
    """The two pages for the board, on screen."""
    assessment, _ = _readable(request, pk)
    found = _version(request, assessment, snapshot)
    audit.record("report-read", assessment, by=request.user, authority_id=assessment.authority_id)
    context = {
        "assessment": assessment,
        "snapshot": found,
        "board": board_report(report.feedback_report(found)),
        "copy": queries.copy_of(found, BOARD_REPORT),
    }
    return render(request, "readiness/board/board_detail.html", context)


@require_POST
def report_request(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of the newest version the reader may read."""
    assessment, snapshot = _readable(request, pk)
    return redirect(actions.request_feedback_report(assessment=assessment, by=request.user, snapshot=snapshot))


@require_POST
def copy_request(request: HttpRequest, pk: int, snapshot: int, kind: str) -> HttpResponse:
    """A file of one kind, of one version; with the chapter beside other areas where that is asked for."""
    assessment, _ = _readable(request, pk)
    found = _version(request, assessment, snapshot)
    compared = "compared" in request.POST
    if kind not in (queries.ABOUT_COMPARED if compared else queries.ABOUT):
        raise Http404
    if compared and not may_compare(request.scope, assessment.authority).yes:
        raise PermissionDenied("This copy is for a champion or director who can read levels of no other area.")
    wanted = {"assessment": assessment, "snapshot": found, "kind": kind, "compared": compared}
    return redirect(actions.request_copy(**wanted, by=request.user))


def _readable(request: HttpRequest, pk: int) -> tuple[SelfAssessment, Snapshot | None]:
    """The newest snapshot whose whole report the reader may read; None before there is any."""
    assessment, reading = to_read(request, pk)
    snapshot = readable_snapshot(assessment, request.scope)
    if snapshot is None and not reading.live:
        raise PermissionDenied("The area shares the levels with you, not the whole report.")
    return assessment, snapshot


def _version(request: HttpRequest, assessment: SelfAssessment, number: int) -> Snapshot:
    """That snapshot of it, if it is among those the reader may read."""
    found = assessment.snapshots.filter(readable_snapshots(request.scope), pk=number).first()
    if found is None:
        raise Http404
    return found


@requires(Permission.LEVELS_EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_reports(request: HttpRequest, year: int) -> HttpResponse:
    """A POST asks for all of them; a GET says what that means, and how far it is."""
    campaign = find(campaigns(request.scope), request.scope, year=year)
    proving.ask(request)
    if request.method == "POST":
        return redirect(bulk.request_campaign_reports(campaign=campaign, by=request.user))
    document = newest_of(bulk_queries.CAMPAIGN_REPORTS, campaign=campaign.pk)
    context = {
        "campaign": campaign,
        "areas": len(bulk_queries.signed_snapshots(campaign)),
        "status": status_of(document) if document else None,
        "is_under_way": document is not None and document.state in queries.UNFINISHED,
    }
    return render(request, "readiness/campaigns/campaign_reports.html", context)
