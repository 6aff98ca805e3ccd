"""Everything that happened in a package, and who looked."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from commissioning.lists.respond import respond

from .. import listings
from ..queries import looks as looks_queries
from ..queries.detail import timeline
from .doors import page_of, to_read

LATEST_LOOKS = 10


@require_safe
def package_timeline(request: HttpRequest, pk: int) -> HttpResponseBase:
    package = to_read(request, pk)
    looks = looks_queries.package_history(package).order_by("-at", "-pk")[:LATEST_LOOKS]
    context = page_of(request, package, "timeline", noun="entries", looks=looks)
    rows = timeline(package)
    return respond(request, listings.timeline(), rows, "support/timeline/package_timeline.html", context, about=package)


@require_safe
def package_looks(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every look, as a list."""
    package = to_read(request, pk)
    context = page_of(request, package, "timeline", noun="looks")
    rows = looks_queries.package_history(package)
    return respond(request, looks_queries.LISTING, rows, "support/timeline/package_looks.html", context, about=package)
