"""What areas say they need, by region: the numbers, and the entries behind each. The addresses say which of the two,
priorities or support that would be welcomed (`what`).
"""

from dataclasses import asdict

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access.gate import requires
from commissioning.access.permissions import Permission
from commissioning.lists.declare import Column
from commissioning.lists.files import lines
from commissioning.lists.respond import respond
from commissioning.people import audit

from .. import listings_demand
from ..forms.demand import CutForm
from ..kinds import Kind
from ..queries import demand as queries
from ..queries.demand import PRIORITIES, WELCOMED, What

_HEADINGS = ("kind", "region", "year", "said_by", "areas")


def _tabs(here: What) -> list[dict]:
    return [{"label": one.title, "url": one.url, "active": one is here} for one in (WELCOMED, PRIORITIES)]


@requires(Permission.REGION_NEEDS_SEE)
@require_safe
def demand_detail(request: HttpRequest, what: What) -> HttpResponse:
    form = CutForm(request.GET, said_in=queries.years_of(what, request.scope))
    if not form.is_valid():
        raise BadRequest("This cannot be counted by what the address asks for.")
    if request.GET.get("format") == "csv":
        return _file(request, what, form.cut)
    found = queries.demand(what, request.scope, form.cut)
    context = {"what": what, "form": form, "demand": found, "tabs": _tabs(what)}
    return render(request, "support/demand/demand_detail.html", context)


def _file(request: HttpRequest, what: What, cut: queries.Cut) -> HttpResponse:
    audit.record("demand-export", None, by=request.user)
    rows = [tuple(asdict(row).values()) for row in queries.counted(what, request.scope, cut)]
    content = b"".join(lines([Column(name, name) for name in _HEADINGS], rows))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="demand-{what.key}.csv"'
    return answer


@requires(Permission.REGION_NEEDS_SEE)
@require_safe
def demand_entries(request: HttpRequest, what: What) -> HttpResponseBase:
    """Packages are shown beside one kind of support."""
    kind = request.GET.get("kind", "")
    shown = what.has_packages and kind in Kind.values
    context = {
        "what": what,
        "noun": "entries",
        "kind": kind if shown else "",
        "packages": queries.packages_of(request.scope).filter(kind=kind) if shown else (),
    }
    listing = listings_demand.entries(what, queries.years_of(what, request.scope))
    rows = queries.entries(what, request.scope)
    return respond(request, listing, rows, "support/demand/demand_entries.html", context, about=None)
