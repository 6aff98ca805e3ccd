"""What a region’s areas need in common, what they share of their levels, and proposals to ask together."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Region
from commissioning.govuk.forms import posted
from commissioning.people import audit
from readiness.queries.shared_with import shared_by_areas

from ..actions import proposals
from ..forms.desk import ProposalForm
from ..queries import needs as queries


def _region(request: HttpRequest, regions: list[Region]) -> Region:
    """The one the address names, of those this person oversees; else the first."""
    asked = request.GET.get("region", "")
    found = [region for region in regions if region.slug == asked] if asked else regions
    if not found:
        raise Http404
    return found[0]


@requires(Permission.REGION_NEEDS_SEE)
@require_safe
def need_list(request: HttpRequest) -> HttpResponse:
    regions = queries.regions(request.scope)
    region = _region(request, regions)
    context = {"regions": regions, "region": region, "needs": queries.needs(request.scope, region)}
    return render(request, "support/needs/need_list.html", context)


@requires(Permission.REGION_NEEDS_SEE)
@require_safe
def need_levels(request: HttpRequest) -> HttpResponse:
    """What areas share with this reader; each of them sees that it was looked at."""
    regions = queries.regions(request.scope)
    region = _region(request, regions)
    shared = shared_by_areas(request.scope, queries.areas(request.scope).filter(region=region))
    for assessment in shared.assessments:
        audit.record("share-read", assessment, by=request.user, authority_id=assessment.authority_id)
    context = {"regions": regions, "region": region, "shared": shared}
    return render(request, "support/needs/need_levels.html", context)


@requires(Permission.REGION_NEEDS_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_add(request: HttpRequest) -> HttpResponse:
    """Kind and areas filled in where the address names them."""
    begun = {
        "key": uuid4(),
        "kind": request.GET.get("kind", ""),
        "areas": request.GET.get("areas", "").split(","),
    }
    form = ProposalForm(posted(request), areas=queries.areas(request.scope), initial=begun)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        proposal = proposals.propose(
            kind=said["kind"], areas=form.chosen, words=said["words"], key=said["key"], by=request.user
        )
        messages.success(request, proposal.told)
        return redirect(proposal)
    return render(request, "support/needs/proposal_add.html", {"form": form})


@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = find(queries.proposals(request.scope), request.scope, pk=pk)
    context = {
        "proposal": proposal,
        "asking": queries.may_ask(proposal, request.scope),
        "oversees": request.scope.holds(Permission.REGION_NEEDS_SEE),
    }
    return render(request, "support/needs/proposal_detail.html", context)
