"""Pages that compare: an area with its own earlier years, and with groups of areas."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from commissioning.access.gate import check, check_anywhere, find, requires
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.documents.actions import retry
from commissioning.people import audit

from .. import comparison, report, visibility
from ..models import ComparisonPublication
from ..queries import comparing
from ..queries import comparison as queries
from ..queries.assessments import authorities_with_stage
from ..queries.campaigns import campaigns
from ..queries.over_time import over_time


@require_safe
def over_time_detail(request: HttpRequest, gss_code: str) -> HttpResponse:
    """An area's signed levels over the years, its predecessors' beside them."""
    authority = _area(request, gss_code)
    if not request.scope.permissions_in(authority) & visibility.SIGNED_OPEN:
        raise PermissionDenied("An area’s levels are for the area itself and its local lead.")
    audit.record("over-time-read", authority, by=request.user, authority_id=authority.pk)
    context = {"authority": authority, "over_time": over_time(authority), "who_sees": report.who_sees()}
    return render(request, "readiness/comparison/over_time.html", context)


@require_safe
def comparison_detail(request: HttpRequest, gss_code: str) -> HttpResponse:
    """An area that has signed beside its type, its region, England and its statistical neighbours; never named ones.
    No figure for an account that can read another area's levels: then the page says what stops it.
    """
    authority = _area(request, gss_code)
    check(request.scope, Permission.COMPARISON_SEE, authority)
    may = comparing.may_compare(request.scope, authority)
    published = list(queries.publications().annotate(counts_it=queries.counts(authority)))
    open_to_it = [one for one in published if one.counts_it]
    context = {"authority": authority, "published": published, "publications": open_to_it, "stops": may.stops}
    if open_to_it and may.yes:
        told = queries.told_by(published, reader=authority)
        wanted = request.GET.get("group", comparison.of_type(authority.type))
        view = queries.view_of(_chosen(request, open_to_it), told, authority, wanted)
        context |= {"view": view, "over_time": queries.group_over_time(published, told, view.wanted.key)}
    return render(request, "readiness/comparison/comparison_detail.html", context)


@requires(Permission.GROUP_LEVELS_SEE)
@require_safe
def group_levels(request: HttpRequest) -> HttpResponse:
    """Levels by group of areas for evaluators: the same publication, read by somebody who is none of the areas."""
    may = comparing.may_compare_groups(request.scope)
    published = list(queries.publications())
    context: dict = {"publications": published, "stops": may.stops}
    if published and may.yes:
        told = queries.told_by(published)
        wanted = request.GET.get("group", comparison.ENGLAND)
        view = queries.view_of(_chosen(request, published), told, None, wanted)
        context |= {"view": view, "over_time": queries.group_over_time(published, told, view.wanted.key)}
        audit.record("group-levels-read", view.publication, by=request.user)
    return render(request, "readiness/comparison/group_levels.html", context)


@requires(Permission.CAMPAIGN_RUN)
@require_POST
def comparison_retry(request: HttpRequest, year: int) -> HttpResponse:
    """Asks again for the one that was not made. Whoever runs the campaign cannot open it, so not among documents."""
    campaign = find(campaigns(request.scope), request.scope, year=year)
    document = queries.asked_of(campaign)
    if document is not None:
        retry(document=document, by=request.user)
    return redirect(campaign)


def _chosen(request: HttpRequest, published: list[ComparisonPublication]) -> ComparisonPublication:
    year = request.GET.get("year", "")
    return next((row for row in published if str(row.campaign.year) == year), published[0])


def _area(request: HttpRequest, gss_code: str) -> Authority:
    check_anywhere(request.scope, Permission.STANDARDS_SEE)
    return get_object_or_404(authorities_with_stage(request.scope).select_related("region"), gss_code=gss_code)
