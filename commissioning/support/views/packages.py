"""The list of support packages, and the first page of one."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access.gate import signed_in
from commissioning.access.registry import panels_for
from commissioning.lists.respond import respond
from commissioning.people import audit

from .. import listings
from ..queries import detail as queries
from ..queries import levels
from ..queries.case_studies import that_may_help
from ..queries.packages import listed
from ..queries.requests import areas_that_ask
from .doors import page_of, to_see


@signed_in
@require_safe
def package_list(request: HttpRequest) -> HttpResponseBase:
    """Those this person may see, and the way to ask for one."""
    context = {"noun": "support packages", "areas": list(areas_that_ask(request.scope))}
    rows = listed(request.scope)
    return respond(request, listings.PACKAGES, rows, "support/packages/package_list.html", context, about=None)


@require_safe
def package_detail(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_see(request, pk)
    context = page_of(
        request,
        package,
        "overview",
        detail=queries.detail(package, request.scope),
        panels=panels_for("package", package, area=package.authority, scope=request.scope),
        resources=that_may_help(package),
    )
    context["levels"] = levels.levels_of(package, request.scope, context["reading"])
    for one in context["levels"]:
        if one.from_outside and one.has_levels:
            audit.record("package-levels-read", one.authority, by=request.user, authority_id=one.authority.pk)
    return render(request, "support/packages/package_detail.html", context)
