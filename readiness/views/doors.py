"""How the pages of a self-assessment begin: find it within the reader's scope, and ask whether they may."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commissioning.access.gate import check, find
from commissioning.access.permissions import Permission
from commissioning.people.held import typed_fields
from commissioning.saving import NotNow

from ..models import Scorer, SelfAssessment
from ..queries import assessments as queries
from ..queries.giving import answerable
from ..queries.partners import may_convene
from ..queries.reading import Reading, reading_of


def to_see(request: HttpRequest, pk: int) -> SelfAssessment:
    """How far it has got. Where an action is not possible now, the page that says so leads back to it."""
    request.about = find(queries.assessments(), request.scope, pk=pk)
    return request.about


def to_lead(request: HttpRequest, pk: int) -> SelfAssessment:
    return to_do(request, pk, Permission.ASSESSMENT_LEAD)


def to_do(request: HttpRequest, pk: int, permission: Permission) -> SelfAssessment:
    assessment = to_see(request, pk)
    check(request.scope, permission, assessment.authority)
    return assessment


def to_read(request: HttpRequest, pk: int) -> tuple[SelfAssessment, Reading]:
    """For levels in some form: as they stand, signed, or shared."""
    assessment = to_see(request, pk)
    reading = reading_of(assessment, request.scope)
    if not reading.levels:
        raise PermissionDenied("You can see how far this self-assessment has got, but not its levels or text.")
    return assessment, reading


def to_read_views(request: HttpRequest, pk: int) -> SelfAssessment:
    """For what each partner thinks: who leads it and whom they named, once it is revealed."""
    assessment = to_see(request, pk)
    if not reading_of(assessment, request.scope).views:
        raise PermissionDenied(
            "What each partner thinks opens to the commissioning champion, and to people the champion names, once "
            "their own views are in or the time for giving views is over."
        )
    return assessment


def to_convene(request: HttpRequest, pk: int) -> SelfAssessment:
    """For the partners' side of it: who leads it, and whom they named, such as the facilitator of a workshop."""
    assessment = to_see(request, pk)
    if not may_convene(assessment, request.scope):
        raise PermissionDenied("This is for the commissioning champion and the people the champion has named.")
    return assessment


LINKS_OPENED = "view-links"  # in the session: the one-use links it opened


def links_opened(session: SessionBase) -> list[int]:
    return session.get(LINKS_OPENED, [])


def to_answer(request: HttpRequest, pk: int) -> Scorer:
    """For giving a view: whoever it is asked of, by their account or by the link this session opened. 404 to all
    others, the champion and administrators among them.
    """
    scorer = answerable(pk, request.scope, links_opened(request.session))
    if scorer is None:
        raise Http404
    return scorer


def answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of whoever gives one: it gets the scorer, by `to_answer`. Nobody need be signed in; where there is no
    scorer for them, or it is too late, what they had typed is shown again.
    """

    @login_not_required
    @wraps(view)
    def found(request: HttpRequest, pk: int, **parts: str) -> HttpResponse:
        try:
            scorer = to_answer(request, pk)
        except Http404:
            context = {"fields": typed_fields(request), "action": request.path}
            return render(request, "readiness/giving/not_here.html", context, status=404)
        try:
            if scorer.withdrawn_at:
                raise NotNow(f"{scorer.assessment.authority} no longer asks for your view.")
            return view(request, scorer, **parts)
        except NotNow as reason:
            return _too_late(request, scorer, reason)

    return found


def _too_late(request: HttpRequest, scorer: Scorer, reason: NotNow) -> HttpResponse:
    fields = [(name, text) for name, text in typed_fields(request) if name not in ("version", "later") and text]
    context = {"scorer": scorer, "reason": str(reason), "fields": fields}
    return render(request, "readiness/giving/not_now.html", context, status=409)
