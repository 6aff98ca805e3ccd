"""The closing report on screen, and asking for its PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from commissioning.documents.models import UNFINISHED
from commissioning.documents.queries import status_of
from commissioning.saving import NotNow

from ..actions import closing_reports as actions
from ..models import ClosingSnapshot, SupportPackage
from ..queries import closing_reports as queries
from .doors import page_of, to_see


@require_safe
def package_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Of the newest close."""
    package = to_see(request, pk)
    snapshot = queries.snapshots(package).first()
    if snapshot is None:
        raise NotNow("There is a closing report once the package is closed.")
    return _shown(request, package, snapshot)


@require_safe
def report_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    package = to_see(request, pk)
    return _shown(request, package, get_object_or_404(queries.snapshots(package), number=number))


def _shown(request: HttpRequest, package: SupportPackage, snapshot: ClosingSnapshot) -> HttpResponse:
    document = queries.newest_document(snapshot)
    context = page_of(
        request,
        package,
        "report",
        report=queries.report_of(snapshot),
        is_whole=queries.is_whole(snapshot),
        snapshot=snapshot,
        others=queries.snapshots(package).defer("data").exclude(pk=snapshot.pk),
        status=status_of(document) if document else None,
        is_under_way=document is not None and document.state in UNFINISHED,
    )
    return render(request, "support/closing_report/report_detail.html", context)


@require_POST
def report_request(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    package = to_see(request, pk)
    snapshot = get_object_or_404(queries.snapshots(package), number=number)
    return redirect(actions.request_report(snapshot=snapshot, by=request.user))
