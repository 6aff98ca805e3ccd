"""One move of the workflow, made from a page: the same form sent twice is one move, and lands where the first did."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commissioning.saving import NotNow

from ..forms.agreement import ReasonForm
from ..models import SelfAssessment
from ..queries.agreement import was_made
from ..workflow import STEPS, Move


def make(move: Move, act: Callable[..., Any], assessment: SelfAssessment, request: HttpRequest, **given: Any) -> None:
    """Raises NotNow where it cannot be made."""
    try:
        act(assessment=assessment, by=request.user, **given)
    except NotNow:
        if not was_made(assessment, move, request.user, reason=given.get("reason")):
            raise


def make_with_reason(
    move: Move,
    act: Callable[..., Any],
    assessment: SelfAssessment,
    request: HttpRequest,
    form: ReasonForm,
    page: str,
    said: str = "",
) -> HttpResponse:
    """A step back that somebody has to say why of: the page that asks, where it can be made, and then the move."""
    if form.is_valid():
        make(move, act, assessment, request, reason=form.cleaned_data["reason"])
        if said:
            messages.success(request, said)
        return redirect(assessment)
    if request.method != "POST" and assessment.state not in STEPS[move].from_states:
        return redirect(assessment)
    return render(request, page, {"assessment": assessment, "form": form})
