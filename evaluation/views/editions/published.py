"""What was published, for everybody who can sign in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commissioning.access.gate import signed_in
from commissioning.access.permissions import Permission

from ...queries import editions as queries


@signed_in
@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    context = {"editions": queries.published_editions(), "may_run": request.scope.holds(Permission.ROUNDS_RUN)}
    return render(request, "evaluation/editions/edition_list.html", context)


@signed_in
@require_safe
def edition_detail(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(queries.published_editions(), slug=slug)
    context = {"shown": queries.published(edition), "may_run": request.scope.holds(Permission.ROUNDS_RUN)}
    return render(request, "evaluation/editions/edition_detail.html", context)
