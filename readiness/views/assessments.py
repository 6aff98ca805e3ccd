"""Pages of the self-assessment: its list, its start, its task list, one standard, and the check of it all."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import check, requires
from commissioning.access.permissions import Permission
from commissioning.access.registry import panels_for
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond

from .. import listings, visibility
from ..actions import assessments as actions
from ..forms.assessments import StandardForm, StartForm
from ..models import SelfAssessment
from ..queries import assessments as queries
from ..queries import starting, todo
from ..queries.agreement import agreed_answer
from ..queries.detail import beside, detail
from ..queries.standards import PROGRAMME_SET
from ..workflow import State, check_editable
from .doors import to_lead, to_see


@requires(Permission.STAGE_SEE)
@require_safe
def assessment_list(request: HttpRequest) -> HttpResponse:
    rows = queries.assessments().visible_to(request.scope)
    to_start = todo.to_start(request.scope)
    begun = queries.champion_authorities(request.scope).exclude(pk__in=[area.authority.pk for area in to_start])
    context = {"to_start": to_start, "leads": begun, "noun": "self-assessments"}
    return respond(request, listings.ASSESSMENTS, rows, "readiness/assessment_list.html", context, about=None)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_start(request: HttpRequest, gss_code: str) -> HttpResponse:
    """What it is and how long it takes, for which occasion and on which standards; a POST opens it."""
    authority = get_object_or_404(queries.authorities_with_stage(request.scope), gss_code=gss_code)
    check(request.scope, Permission.ASSESSMENT_LEAD, authority)
    start = starting.start(authority)
    request.about = start.carries
    form = StartForm(
        posted(request),
        occasions=start.occasions,
        sets=start.sets,
        initial={"occasion": SelfAssessment.Occasion.ANNUAL, "set_code": PROGRAMME_SET},
    )
    if form.is_valid():
        assessment = actions.open_assessment(authority=authority, year=start.year, by=request.user, **form.cleaned_data)
        return redirect(assessment)
    context = {
        "authority": authority,
        "start": start,
        "form": form,
        "who_sees": [f"{line.who}: {line.sees}" for line in visibility.TABLE],
    }
    return render(request, "readiness/assessment_start.html", context)


@require_safe
def assessment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The champion's task list; for others how far it is, and the levels where they may see them."""
    assessment = to_see(request, pk)
    panels = panels_for("assessment", assessment, area=assessment.authority, scope=request.scope)
    context = {**detail(assessment, request.scope), "panels": panels}
    return render(request, "readiness/assessment_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One standard. Every POST saves what can be saved, then says what is missing."""
    assessment = to_lead(request, pk)
    task = get_task_or_404(assessment, code)
    check_editable(State(assessment.state))
    form, conflict = _save(request, assessment, task)
    if request.method == "POST" and form.is_valid() and conflict is None:
        return _onward(request, assessment, task)
    context = {"assessment": assessment, "task": task, "form": form, "conflict": conflict, **beside(assessment, task)}
    return render(request, "readiness/entry_edit.html", context)


def get_task_or_404(assessment: SelfAssessment, code: str) -> queries.Task:
    task = queries.task(assessment, code)
    if task is None:
        raise Http404
    return task


def _save(
    request: HttpRequest, assessment: SelfAssessment, task: queries.Task
) -> tuple[StandardForm, queries.Task | None]:
    """The form to show again, on top of what is now saved; and what somebody else saved that kept it from being so."""
    settled = None if assessment.state == State.OPEN else agreed_answer(assessment, task.standard)
    form = StandardForm(posted(request), standard=task.standard, settled=settled, initial=queries.initial(task))
    if request.method != "POST" or not form.may_be_saved():
        return form, None
    saved = actions.save_standard(assessment=assessment, standard=task.standard, typed=form.typed, by=request.user)
    form.put_on_top_of(version=saved.row.version)
    return form, queries.task(assessment, task.standard.code) if saved.conflict else None


def _onward(request: HttpRequest, assessment: SelfAssessment, task: queries.Task) -> HttpResponse:
    if assessment.state != State.OPEN and request.POST.get("level", task.answer.value) != task.answer.value:
        messages.warning(request, "Your words are saved. Your own level was sent before, so it stays as it was.")
    if "later" in request.POST:
        messages.success(request, "Saved. You can come back to it whenever you like.")
        return redirect(assessment)
    following = queries.progress(assessment).after(task.standard)
    if following is None:
        check_page = "assessment-check" if assessment.state == State.OPEN else "agreement-check"
        return redirect(f"readiness:{check_page}", pk=assessment.pk)
    return redirect("readiness:entry-edit", pk=assessment.pk, code=following.standard.code)


@require_safe
def assessment_check(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = to_lead(request, pk)
    if State(assessment.state) is not State.OPEN:
        return redirect(assessment)
    return render(
        request, "readiness/assessment_check.html", {"assessment": assessment, "progress": queries.progress(assessment)}
    )
