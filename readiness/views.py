"""Pages of the self-assessment: its list, its task list, one standard, check, sent, report."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check, find, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit
from commissioning.people.held import typed_fields

from . import actions, listings, queries, report, visibility, years
from .forms import StandardForm
from .models import SelfAssessment
from .workflow import EDITABLE, NotNow, State, check_editable


@requires(Permission.STANDARDS_SEE)
@require_safe
def standard_list(request: HttpRequest) -> HttpResponse:
    version = queries.current_standards()
    return render(
        request, "readiness/standard_list.html", {"version": version, "sections": queries.sections_of(version)}
    )


@requires(Permission.STANDARDS_SEE)
@require_safe
def standard_detail(request: HttpRequest, code: str) -> HttpResponse:
    standard = get_object_or_404(queries.standards_of(queries.current_standards()), code=code)
    return render(request, "readiness/standard_detail.html", {"standard": standard})


@requires(Permission.STAGE_SEE)
@require_safe
def assessment_list(request: HttpRequest) -> HttpResponse:
    rows = queries.assessments().visible_to(request.scope)
    context = {"next_steps": queries.next_steps(request.scope), "noun": "self-assessments"}
    return respond(request, listings.ASSESSMENTS, rows, "readiness/assessment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_start(request: HttpRequest, gss_code: str) -> HttpResponse:
    """What it is and how long it takes; a POST opens this year's."""
    authority = get_object_or_404(queries.authorities_with_stage(request.scope), gss_code=gss_code)
    check(request.scope, Permission.ASSESSMENT_LEAD, authority)
    year = years.year_of(timezone.localdate())
    if request.method == "POST":
        try:
            assessment = actions.open_assessment(authority=authority, year=year, by=request.user)
        except NotNow as reason:
            return _not_now(request, reason)
        return redirect(assessment)
    context = {
        "authority": authority,
        "year_label": years.label(year),
        "version": queries.current_standards(),
        "who_sees": [f"{line.who}: {line.sees}" for line in visibility.TABLE],
    }
    return render(request, "readiness/assessment_start.html", context)


@require_safe
def assessment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The champion's task list; for others how far it is, and the levels where they may see them."""
    assessment = find(queries.assessments(), request.scope, pk=pk)
    return render(request, "readiness/assessment_detail.html", queries.detail(assessment, request.scope))


@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One standard. Every POST saves what can be saved, then says what is missing."""
    assessment = _to_lead(request, pk)
    task = get_task_or_404(assessment, code)
    try:
        check_editable(State(assessment.state))
        form, conflict = _save(request, assessment, task)
    except NotNow as reason:
        return _not_now(request, reason, assessment)
    if request.method == "POST" and form.is_valid() and conflict is None:
        return _onward(request, assessment, task)
    context = {"assessment": assessment, "task": task, "form": form, "conflict": conflict}
    return render(request, "readiness/entry_edit.html", context)


def get_task_or_404(assessment: SelfAssessment, code: str) -> queries.Task:
    task = queries.task(assessment, code)
    if task is None:
        raise Http404
    return task


def _save(
    request: HttpRequest, assessment: SelfAssessment, task: queries.Task
) -> tuple[StandardForm, actions.Conflict | None]:
    """The form to show again, on top of what is now saved, and the conflict that kept it from being saved."""
    form = StandardForm(posted(request), standard=task.standard, initial=queries.initial(task))
    if request.method != "POST" or not form.may_be_saved():
        return form, None
    saved = actions.save_standard(assessment=assessment, standard=task.standard, typed=form.typed, by=request.user)
    return form.on_top_of(saved.version), saved.conflict


def _onward(request: HttpRequest, assessment: SelfAssessment, task: queries.Task) -> HttpResponse:
    if "later" in request.POST:
        messages.success(request, "Saved. You can come back to it whenever you like.")
        return redirect(assessment)
    following = queries.progress(assessment).after(task.standard)
    if following is None:
        return redirect("readiness:assessment-check", pk=assessment.pk)
    return redirect("readiness:entry-edit", pk=assessment.pk, code=following.standard.code)


@require_safe
def assessment_check(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _to_lead(request, pk)
    if State(assessment.state) not in EDITABLE:
        return redirect("readiness:assessment-sent", pk=pk)
    return render(
        request, "readiness/assessment_check.html", {"assessment": assessment, "progress": queries.progress(assessment)}
    )


@require_POST
def assessment_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends it to the director. With something missing the check page says what, and nothing is sent."""
    assessment = _to_lead(request, pk)
    progress = queries.progress(assessment)
    if State(assessment.state) in EDITABLE and not progress.is_complete:
        context = {"assessment": assessment, "progress": progress, "incomplete": True}
        return render(request, "readiness/assessment_check.html", context, status=422)
    try:
        actions.submit(assessment=assessment, by=request.user)
    except NotNow as reason:
        return _not_now(request, reason, assessment)
    return redirect("readiness:assessment-sent", pk=pk)


@require_safe
def assessment_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """The confirmation; it can be bookmarked and stays true."""
    assessment = _to_lead(request, pk)
    if queries.newest_snapshot(assessment) is None:
        return redirect(assessment)
    return render(request, "readiness/assessment_sent.html", queries.sent(assessment))


@require_safe
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The feedback report on screen, from the same query as its PDF."""
    assessment = _to_read(request, pk)
    snapshot = queries.newest_snapshot(assessment)
    if snapshot is None:
        return _not_now(
            request, NotNow("There is a feedback report once it has been sent to the director."), assessment
        )
    audit.record("report-read", assessment, by=request.user, authority_id=assessment.authority_id)
    context = {"assessment": assessment, "report": report.feedback_report(snapshot), **queries.sent(assessment)}
    return render(request, "readiness/report_detail.html", context)


@require_POST
def report_request(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _to_read(request, pk)
    try:
        document = actions.request_feedback_report(assessment=assessment, by=request.user)
    except NotNow as reason:
        return _not_now(request, reason, assessment)
    return redirect(document)


def _to_lead(request: HttpRequest, pk: int) -> SelfAssessment:
    assessment = find(queries.assessments(), request.scope, pk=pk)
    check(request.scope, Permission.ASSESSMENT_LEAD, assessment.authority)
    return assessment


def _to_read(request: HttpRequest, pk: int) -> SelfAssessment:
    assessment = find(queries.assessments(), request.scope, pk=pk)
    visibility.check_levels(request.scope, assessment.authority, State(assessment.state))
    return assessment


def _not_now(request: HttpRequest, reason: NotNow, assessment: SelfAssessment | None = None) -> HttpResponse:
    """409: what was typed is shown again, and what happened is said."""
    context = {"reason": str(reason), "assessment": assessment, "fields": typed_fields(request), "action": ""}
    return render(request, "readiness/not_now.html", context, status=409)
