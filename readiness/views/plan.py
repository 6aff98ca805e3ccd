"""Pages of an area's action plan: the plan, its spreadsheet, and one action."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check, find
from commissioning.access.permissions import Permission
from commissioning.access.registry import panels_for
from commissioning.authorities.models import Authority
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit

from .. import listings, plan_workbook
from ..actions import plan as actions
from ..forms.plan import ActionForm, UpdateForm
from ..models import Action, Standard
from ..queries import plan as queries
from ..queries.standards import standards_of


def _to_see_plan(request: HttpRequest, gss_code: str) -> Authority:
    return find(queries.plan_areas(request.scope), request.scope, gss_code=gss_code.upper())


def _to_write_plan(request: HttpRequest, gss_code: str) -> Authority:
    authority = _to_see_plan(request, gss_code)
    check(request.scope, Permission.ASSESSMENT_LEAD, authority)
    return authority


def _to_see_action(request: HttpRequest, pk: int) -> Action:
    request.about = find(queries.actions(request.scope), request.scope, pk=pk)
    return request.about


def _to_write_action(request: HttpRequest, pk: int) -> Action:
    action = _to_see_action(request, pk)
    check(request.scope, Permission.ASSESSMENT_LEAD, action.authority)
    return action


@require_safe
def plan_detail(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    """The plan as a list, and as its CSV."""
    authority = _to_see_plan(request, gss_code)
    plan = queries.plan(authority, request.scope)
    listing = listings.plan(plan.standards)
    context = {"plan": plan, "noun": "actions"}
    rows = queries.listed(authority, request.scope)
    return respond(request, listing, rows, "readiness/plan/plan_detail.html", context, about=authority)


@require_safe
def plan_spreadsheet(request: HttpRequest, gss_code: str) -> HttpResponse:
    """The whole plan with everything said of it, whatever the list is narrowed to."""
    authority = _to_see_plan(request, gss_code)
    audit.record("plan-export", authority, by=request.user, authority_id=authority.pk)
    content = plan_workbook.write(authority, request.scope)
    return HttpResponse(
        content,
        content_type=plan_workbook.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="action-plan-{authority.gss_code}.xlsx"'},
    )


@require_POST
def plan_draft(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = _to_write_plan(request, gss_code)
    drafted = actions.draft_from_gaps(authority=authority, by=request.user)
    messages.success(request, _what_was_drafted(len(drafted)))
    return redirect("readiness:plan-detail", authority.gss_code)


def _what_was_drafted(number: int) -> str:
    if number:
        return f"{number} draft{'s' * (number != 1)} added. Each becomes an action when you say who answers for it."
    return "Nothing to add: every gap among the agreed levels has an action or a draft already."


@require_http_methods(["GET", "HEAD", "POST"])
def action_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = _to_write_plan(request, gss_code)
    plan = queries.plan(authority, request.scope)
    form = ActionForm(posted(request), standards=plan.standards, initial={"version": 0, **_preselected(request)})
    if request.method == "POST" and form.is_valid():
        action = actions.add(authority=authority, typed=form.typed, by=request.user)
        messages.success(request, "Added to the plan.")
        return redirect(action)
    if plan.assessment is None or not plan.may_write:
        return redirect("readiness:plan-detail", authority.gss_code)
    return render(request, "readiness/plan/action_edit.html", {"form": form, "authority": authority, "plan": plan})


def _preselected(request: HttpRequest) -> dict:
    """From a standard's page: the standard it begins with."""
    return {"standards": request.GET.getlist("standard")}


@require_safe
def action_detail(request: HttpRequest, pk: int) -> HttpResponse:
    action = _to_see_action(request, pk)
    context = {
        "detail": queries.detail(action, request.scope),
        "panels": panels_for("action", action, area=action.authority, scope=request.scope),
    }
    return render(request, "readiness/plan/action_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def action_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Every word of an action; a draft is taken up by saving it."""
    action = _to_write_action(request, pk)
    form = ActionForm(posted(request), standards=_choices(action), initial=_initial(action))
    if form.saved(lambda: actions.save(action=action, typed=form.typed, by=request.user)):
        messages.success(request, "Saved.")
        return redirect(action)
    theirs = form.theirs and queries.detail(form.theirs, request.scope)
    context = {"form": form, "action": action, "authority": action.authority, "theirs": theirs}
    return render(request, "readiness/plan/action_edit.html", context)


def _choices(action: Action) -> Iterable[Standard]:
    return standards_of(action.assessment.version)


def _initial(action: Action) -> dict:
    fields = ("title", "owner", "owner_email", "due_on", "measure", "version")
    return {name: getattr(action, name) for name in fields} | {"standards": queries.standard_codes(action)}


@require_http_methods(["GET", "HEAD", "POST"])
def action_update(request: HttpRequest, pk: int) -> HttpResponse:
    """How it goes: one line of its history."""
    action = _to_write_action(request, pk)
    initial = {"status": action.status, "version": action.version}
    form = UpdateForm(posted(request), action=action, initial=initial)
    if form.saved(lambda: actions.update(action=action, said=form.said, by=request.user)):
        messages.success(request, "Added to its history.")
        return redirect(action)
    theirs = form.theirs and queries.detail(form.theirs, request.scope)
    return render(request, "readiness/plan/action_update.html", {"form": form, "action": action, "theirs": theirs})


@require_POST
def action_drop(request: HttpRequest, pk: int) -> HttpResponse:
    action = _to_write_action(request, pk)
    actions.drop(action=action, by=request.user)
    messages.success(request, f"“{action}” is no longer in the plan.")
    return redirect("readiness:plan-detail", action.authority.gss_code)
