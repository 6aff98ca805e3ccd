"""The brief before a visit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..queries.brief import brief
from ..workflow import WORKING
from .doors import page_of, to_read


@require_safe
def package_brief(request: HttpRequest, pk: int) -> HttpResponse:
    """On one page, to print or to read on a phone."""
    package = to_read(request, pk)
    context = page_of(request, package, "overview")
    context["working"] = package.at in WORKING
    context["brief"] = brief(package, request.scope, context["reading"])
    return render(request, "support/packages/package_brief.html", context)
