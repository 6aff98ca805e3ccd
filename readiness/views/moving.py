"""One move of the workflow, made from a page: the same form sent twice is one move, and lands where the first did."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from ..models import SelfAssessment
from ..queries.agreement import was_made
from ..workflow import Move, NotNow
from .doors import not_now


def make(
    move: Move, act: Callable[..., Any], assessment: SelfAssessment, request: HttpRequest, **given: Any
) -> HttpResponse | None:
    """None once it is made; the 409 page, with what was typed, where it cannot be."""
    try:
        act(assessment=assessment, by=request.user, **given)
    except NotNow as refused:
        if not was_made(assessment, move, request.user, reason=given.get("reason")):
            return not_now(request, refused, assessment)
    return None
