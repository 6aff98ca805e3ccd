"""What the area is told, its release and its PDF; and playback."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find
from commissioning.documents.models import UNFINISHED
from commissioning.documents.queries import status_of
from commissioning.govuk.forms import posted
from commissioning.people import audit

from ...actions import area_reports as actions
from ...forms.listening import PlaybackForm
from ...models import AreaReport
from ...queries import area_reports as queries
from ...queries.listening import can_lead, can_run
from .doors import to_lead, to_run, to_see


@require_POST
def report_make(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(actions.make(listening=to_run(request, pk), by=request.user))


def _to_report(request: HttpRequest, pk: int, number: int) -> AreaReport:
    to_see(request, pk)
    return find(queries.reports(), request.scope, listening=pk, number=number)


@require_safe
def report_detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    report = _to_report(request, pk, number)
    listening, document = report.listening, queries.newest_document(report)
    audit.record("area-report-read", report, by=request.user, authority_id=listening.authority_id)
    context = {
        "report": report,
        "listening": listening,
        "feedback": queries.feedback_of(report),
        "is_whole": queries.is_whole(report),
        "newer": queries.superseded_by(report),
        "may_release": can_lead(listening, request.scope) and listening.is_open and not report.released_at,
        "reads": can_run(listening, request.scope),
        "status": status_of(document) if document else None,
        "is_under_way": document is not None and document.state in UNFINISHED,
    }
    return render(request, "evaluation/listening/report_detail.html", context)


@require_POST
def report_release(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    to_lead(request, pk)
    report = _to_report(request, pk, number)
    actions.release(report=report, by=request.user)
    messages.success(request, "The champion and the director of children’s services can read it now.")
    return redirect(report)


@require_POST
def report_request(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return redirect(actions.request_pdf(report=_to_report(request, pk, number), by=request.user))


# --- Playback -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def playback_add(request: HttpRequest, pk: int) -> HttpResponse:
    listening = to_run(request, pk)
    form = PlaybackForm(posted(request), initial={"version": 0})
    if form.is_bound and form.is_valid():
        actions.add_playback(listening=listening, played=form.played, by=request.user)
        messages.success(request, "Saved. A new version of the report takes it up.")
        return redirect(listening)
    return render(request, "evaluation/listening/playback_edit.html", {"form": form, "listening": listening})


@require_http_methods(["GET", "HEAD", "POST"])
def playback_edit(request: HttpRequest, pk: int, playback: int) -> HttpResponse:
    listening = to_run(request, pk)
    row = get_object_or_404(queries.playbacks(listening), pk=playback)
    names = ("held_on", "number", "came", "disputed", "changed", "version")
    form = PlaybackForm(posted(request), initial={name: getattr(row, name) for name in names})
    save = partial(actions.save_playback, playback=row, by=request.user)
    if form.saved(lambda: save(played=form.played, version=form.on_top_of)):
        messages.success(request, "Saved.")
        return redirect(listening)
    context = {"form": form, "listening": listening, "playback": row}
    return render(request, "evaluation/listening/playback_edit.html", context)
