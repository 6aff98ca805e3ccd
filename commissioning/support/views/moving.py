"""The page of one move: what keeps it from being made, what it asks for, and the move itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commissioning.govuk.forms import posted

from ..actions.moves import advance
from ..forms.moving import MoveForm
from ..gates import missing
from ..models import SupportPackage
from ..queries.detail import ASKED_FOR_THERE
from ..queries.duplicates import likely_duplicates
from ..queries.facts import facts
from ..queries.reading import check_may_one_of
from ..workflow import ABOUT, STEPS, Move, step_for
from .doors import page_of, to_see


@require_http_methods(["GET", "HEAD", "POST"])
def package_advance(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """The stage the page was made for is sent with it: a page sent twice, or made before somebody else moved the
    package, moves nothing.
    """
    package = to_see(request, pk)
    wanted = _move(move)
    step = STEPS[wanted]
    check_may_one_of(request.scope, step.permissions, package)
    form = MoveForm(posted(request), move=wanted, initial={"stage": package.stage})
    if request.method == "POST" and form.is_valid():
        moved = advance(package=package, move=wanted, by=request.user, told=form.told)
        messages.success(request, _said(moved, wanted))
        return redirect(moved if wanted is not Move.DISCARD else "support:package-list")
    step_for(wanted, package.at)
    lacking = [] if wanted in ASKED_FOR_THERE else missing(wanted, facts(package))
    context = {"step": step, "form": form, "missing": lacking, "to": ABOUT[step.to_stage] if step.to_stage else None}
    if wanted is Move.SEND:
        context["duplicates"] = list(likely_duplicates(package))
    return render(request, "support/packages/package_advance.html", page_of(request, package, "overview", **context))


def _move(slug: str) -> Move:
    try:
        return Move(slug)
    except ValueError as unknown:
        raise Http404 from unknown


def _said(package: SupportPackage, move: Move) -> str:
    if move is Move.SEND:
        return f"Sent. Its reference is {package.reference}; you have an e-mail that says so."
    return f"{STEPS[move].label}."
