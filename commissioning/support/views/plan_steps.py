"""A package’s plan, risks and decisions on one page; and the pages of one milestone or action."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.govuk.forms import posted
from commissioning.lists.files import csv_response
from commissioning.people import audit

from .. import listings
from ..actions import plan_steps as actions
from ..forms.plan_steps import DoneForm, DropForm, StepForm
from ..models import PlanStep
from ..queries import plan_steps as queries
from ..queries import risks
from ..workflow import KEPT
from .doors import page_of, to_read, to_work

EXPORTS = {
    "milestones-and-actions": (listings.STEP_COLUMNS, queries.steps_of),
    "risks-and-concerns": (listings.RISK_COLUMNS, risks.risks_of),
    "decisions": (listings.DECISION_COLUMNS, risks.decisions_of),
}


@require_safe
def package_plan(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_read(request, pk)
    context = page_of(
        request,
        package,
        "plan",
        steps=queries.to_do(package),
        ended=queries.ended(package),
        risks=risks.open_risks(package),
        closed=risks.closed_risks(package),
        decisions=risks.decisions_of(package),
        kept=package.at in KEPT,
    )
    return render(request, "support/plan/package_plan.html", context)


@require_safe
def plan_export(request: HttpRequest, pk: int, what: str) -> HttpResponseBase:
    package = to_read(request, pk)
    if what not in EXPORTS:
        raise Http404
    audit.record("plan-export", package, by=request.user, authority_id=package.authority_id)
    columns, rows = EXPORTS[what]
    return csv_response(columns, rows(package), name=what)


@require_http_methods(["GET", "HEAD", "POST"])
def step_add(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_work(request, pk)
    form = StepForm(posted(request), package=package, initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        actions.add(package=package, typed=form.typed, by=request.user)
        messages.success(request, "Added to the plan.")
        return redirect("support:package-plan", pk)
    return render(request, "support/plan/step_edit.html", page_of(request, package, "plan", form=form))


def _to_keep(request: HttpRequest, pk: int, step: int) -> PlanStep:
    found = queries.step_in(to_work(request, pk), step)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def step_edit(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    found = _to_keep(request, pk, step)
    initial = {name: getattr(found, name) for name in ("kind", "title", "owner", "due_on", "version")}
    form = StepForm(posted(request), package=found.package, initial=initial)
    if form.saved(lambda: actions.save(step=found, typed=form.typed, version=form.on_top_of, by=request.user)):
        messages.success(request, "Saved.")
        return redirect("support:package-plan", pk)
    context = page_of(request, found.package, "plan", form=form, step=found, theirs=form.theirs)
    return render(request, "support/plan/step_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def step_finish(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    found = _to_keep(request, pk, step)
    initial = {"version": found.version, "done_on": timezone.localdate()}
    form = DoneForm(posted(request), package=found.package, initial=initial)
    if form.saved(lambda: actions.finish(step=found, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Done: {found}.")
        return redirect("support:package-plan", pk)
    context = page_of(request, found.package, "plan", form=form, step=found, theirs=form.theirs)
    return render(request, "support/plan/step_finish.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def step_drop(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    found = _to_keep(request, pk, step)
    form = DropForm(posted(request), initial={"version": found.version})
    if form.saved(lambda: actions.drop(step=found, why=form.why, version=form.on_top_of, by=request.user)):
        messages.success(request, f"Dropped: {found}.")
        return redirect("support:package-plan", pk)
    context = page_of(request, found.package, "plan", form=form, step=found, theirs=form.theirs)
    return render(request, "support/plan/step_drop.html", context)


@require_POST
def step_take_up(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Done or dropped too soon."""
    found = actions.take_up_again(step=_to_keep(request, pk, step), by=request.user)
    messages.success(request, f"Taken up again: {found}.")
    return redirect("support:package-plan", pk)
