"""The first steps on a page of their own, and the two buttons that put them away and bring them back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from commissioning.access.gate import signed_in

from . import actions, queries


@signed_in
@require_safe
def guide_detail(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/welcome/guide_detail.html", {"guide": queries.guide(request.scope)})


@signed_in
@require_POST
def guide_put_away(request: HttpRequest) -> HttpResponse:
    actions.put_away(by=request.user)
    messages.success(request, "The first steps are put away. You find them again under Help.")
    return redirect("programme:home")


@signed_in
@require_POST
def guide_bring_back(request: HttpRequest) -> HttpResponse:
    actions.bring_back(by=request.user)
    return redirect("programme:home")
