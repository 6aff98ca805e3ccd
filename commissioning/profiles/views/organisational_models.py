"""The menu of organisational models, and the draft that one of them leaves on the map."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from commissioning.access.permissions import Permission

from ..actions import keeping
from ..actions import organisational_models as actions
from ..organisational_models import BY_CODE, MODELS
from .doors import to_do


@require_safe
def model_list(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    keeping.check_current(authority)
    return render(request, "profiles/structure_map/model_list.html", {"authority": authority, "models": MODELS})


@require_POST
def model_copy(request: HttpRequest, gss_code: str, code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    model = BY_CODE.get(code)
    if model is None:
        raise Http404("There is no such model.")
    added = actions.copy(authority=authority, model=model, by=request.user)
    if added:
        messages.success(request, f"“{model.name}” is copied as a draft. Change it until it fits, then keep it.")
    else:
        messages.info(request, f"“{model.name}” was copied before. Nothing was added.")
    return redirect("profiles:structure-map", authority.gss_code)


@require_POST
def draft_confirm(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    actions.confirm(authority=authority, by=request.user)
    messages.success(request, "The draft is part of the map now.")
    return redirect("profiles:structure-map", authority.gss_code)


@require_POST
def draft_discard(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    actions.discard(authority=authority, by=request.user)
    messages.success(request, "The draft is off the map. What was removed is kept on record.")
    return redirect("profiles:structure-map", authority.gss_code)
