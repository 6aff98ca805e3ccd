"""The front page of evaluation: for evaluators what needs them, for everybody else what was published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access.gate import signed_in
from commissioning.access.permissions import Permission

from ..queries import editions, instruments, rounds

SHOWN = 5


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context: dict = {
        "may_run": request.scope.holds(Permission.ROUNDS_RUN),
        "may_join": request.scope.holds(Permission.LISTENING_JOIN),
        "editions": editions.published_editions()[:SHOWN],
    }
    if request.scope.holds(Permission.RATES_SEE):
        context["rounds"] = rounds.current()
    if context["may_run"]:
        context["instruments"] = instruments.instruments()
    return render(request, "evaluation/home.html", context)
