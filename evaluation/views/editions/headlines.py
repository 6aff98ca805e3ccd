"""Headline measures of a group: which were named, when, by whom; and naming one as long as that is honest."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted

from ...actions import headlines as actions
from ...forms.editions import HeadlineForm
from ...queries import editions as queries
from ..doors import to_run_group


@require_http_methods(["GET", "HEAD", "POST"])
def headline_list(request: HttpRequest, pk: int) -> HttpResponse:
    group = to_run_group(request, pk)
    form = HeadlineForm(posted(request), group=group)
    if form.is_valid():
        actions.name_headline(group=group, **form.named, by=request.user)
        messages.success(request, "Named. It will be tested against another round.")
        return redirect("evaluation:headline-list", group.pk)
    context = {
        "group": group,
        "round": group.round,
        "form": form,
        "named": queries.named(group),
        "is_blind": actions.is_blind(group),
    }
    return render(request, "evaluation/editions/headline_list.html", context)


@require_POST
def headline_drop(request: HttpRequest, pk: int) -> HttpResponse:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    headline = get_object_or_404(queries.headlines(), pk=pk)
    request.about = headline.group.round
    actions.drop_headline(headline=headline, by=request.user)
    messages.success(request, "It is no longer a headline measure.")
    return redirect("evaluation:headline-list", headline.group_id)
