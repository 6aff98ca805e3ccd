"""What everybody reads: the list with its search, and one resource; and what one person keeps for later."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from commissioning.access.gate import signed_in
from commissioning.access.permissions import Permission
from commissioning.access.registry import panels_for
from commissioning.lists.asked import clean_search
from commissioning.lists.respond import respond

from .. import listings
from ..actions import uses as actions
from ..actions.writing import may_correct
from ..kinds import TIERS_MEAN, Tier
from ..queries import resources as queries
from ..queries import searching, uses
from .doors import to_see_resource, to_see_version


@signed_in
@require_safe
def resource_list(request: HttpRequest) -> HttpResponseBase:
    found = searching.search(queries.published(request.scope), clean_search(request.GET.get("q", "")))
    context = {
        "how": found.how,
        "noun": "resources",
        "may_write": request.scope.holds(Permission.LIBRARY_WRITE),
        "waiting": queries.waiting(request.scope),
        "areas": list(uses.areas_that_use(request.scope)),
    }
    listing = listings.resources(queries.standards())
    return respond(request, listing, found.rows, "library/resource_list.html", context, about=None)


@require_safe
def resource_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The published version; of one that was withdrawn, why."""
    resource = to_see_resource(request, code)
    row = queries.current_of(resource)
    shown = queries.shown(row, request.scope)
    if not shown.is_current:
        context = {"row": row, "reason": queries.why_withdrawn(row), "desk": queries.desk(row, request.scope)}
        return render(request, "library/resource_withdrawn.html", context)
    context = {
        "shown": shown,
        "row": row,
        "desk": queries.desk(row, request.scope),
        "tier_means": TIERS_MEAN[Tier(row.tier)],
        "is_kept": queries.published(request.scope).filter(pk=row.pk, is_kept=True).exists(),
        "may_correct": may_correct(row, request.user),
        "used": uses.uses_by(resource, request.scope),
        "may_use": uses.areas_that_use(request.scope).exists(),
        "reach": uses.reach(resource),
        "movements": uses.movements(resource, request.scope),
        "panels": panels_for("resource", resource, area=None, scope=request.scope),
    }
    return render(request, "library/resource_detail.html", context)


@require_safe
def version_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft, one that is reviewed, or an older one."""
    row = to_see_version(request, pk)
    context = {
        "shown": queries.shown(row, request.scope),
        "row": row,
        "desk": queries.desk(row, request.scope),
        "tier_means": TIERS_MEAN[Tier(row.tier)],
    }
    return render(request, "library/version_detail.html", context)


@require_POST
def resource_keep(request: HttpRequest, code: str) -> HttpResponse:
    resource = to_see_resource(request, code)
    actions.keep(resource=resource, by=request.user)
    messages.success(request, "Kept for later. You find it in the list with the filter “Kept by me”.")
    return redirect(resource)


@require_POST
def resource_let_go(request: HttpRequest, code: str) -> HttpResponse:
    resource = to_see_resource(request, code)
    actions.let_go(resource=resource, by=request.user)
    messages.success(request, "It is no longer kept for later.")
    return redirect(resource)
