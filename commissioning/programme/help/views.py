"""The pages of help. They are open to everybody: who answers by a link needs them too, and they hold nobody’s data."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .topics import BY_SLUG, for_roles


@login_not_required
@require_safe
def help_list(request: HttpRequest) -> HttpResponse:
    first, others = for_roles(grant.role for grant in request.scope.grants)
    context = {"first": first, "others": others, "has_steps": bool(request.scope.grants)}
    return render(request, "programme/help/help_list.html", context)


@login_not_required
@require_safe
def help_detail(request: HttpRequest, slug: str) -> HttpResponse:
    topic = BY_SLUG.get(slug)
    if topic is None:
        raise Http404
    return render(request, topic.template, {"topic": topic})
