"""Who did and read what, on screen: all of it for administrators, and an area's own for the area."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from commissioning.access.gate import check, find, requires
from commissioning.access.permissions import Permission
from commissioning.lists.respond import respond

from .. import listings_trail as listings
from ..queries import trail as queries


@requires(Permission.TRAIL_SEE)
@require_safe
def trail_list(request: HttpRequest) -> HttpResponseBase:
    since, until = listings.days_asked(request.GET)
    found = queries.searched(queries.between(queries.trail(), since, until), request.GET.get("q", ""))
    context = {"noun": "entries", "too_many": found.too_many}
    return respond(request, listings.whole(), found.rows, "people/trail/trail_list.html", context, about=None)


@require_safe
def area_trail_list(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    area = find(queries.areas(request.scope), request.scope, gss_code=gss_code)
    check(request.scope, Permission.AREA_TRAIL_SEE, area)
    since, until = listings.days_asked(request.GET)
    rows = queries.between(queries.trail_of(area), since, until)
    context = {"noun": "entries", "authority": area}
    return respond(request, listings.of_area(area), rows, "people/trail/area_trail_list.html", context, about=area)
