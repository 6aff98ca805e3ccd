"""Pages of how a package came out: ratings, facts, the words of its close, follow-ups."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find
from commissioning.govuk.forms import posted

from ..actions import case_studies as case_study_actions
from ..actions import closing as actions
from ..actions import follow_ups
from ..forms.closing import ClosingForm, FactsForm, FollowUpForm, RateForm
from ..gates import missing
from ..models import Closing, Criterion, SupportPackage
from ..queries import case_studies
from ..queries import ratings as queries
from ..queries.facts import facts
from ..queries.reading import check_works, reading_of
from ..queries.terms import of_criterion
from ..workflow import Move, Stage, check_in
from .doors import page_of, to_see

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def package_close(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_see(request, pk)
    lacking = missing(Move.CLOSE, facts(package)) if package.at is Stage.REVIEW else []
    context = page_of(
        request,
        package,
        "close",
        rated=queries.rated(package, request.scope),
        closing=queries.closing_of(package),
        follow_ups=list(queries.follow_ups(package)),
        missing=lacking,
        may_rate=package.at in actions.RATED,
        may_write=package.at in actions.CLOSING,
    )
    context["case_study"] = case_studies.case_study_of(package, request.scope, context["reading"])
    return render(request, "support/closing/package_close.html", context)


@require_http_methods(METHODS)
def criterion_rate(request: HttpRequest, pk: int) -> HttpResponse:
    """For the side the reader is on."""
    criterion = _to_see(request, pk)
    side = queries.side_of(criterion, request.scope)
    if side is None:
        raise PermissionDenied("A criterion is rated by the area, its champion or director, and by the local lead.")
    last = criterion.ratings.filter(side=side).first()
    initial = {"rating": last.rating, "words": last.words, "look_again_on": last.look_again_on} if last else {}
    form = RateForm(posted(request), initial=initial)
    check_in(actions.RATED, criterion.package.at, "Criteria are rated")
    if request.method == "POST" and form.is_valid():
        actions.rate(criterion=criterion, judged=form.judged, by=request.user)
        return _saved(request, criterion.package, "Rated.")
    return _edit(request, criterion.package, form, "How did it come out?", criterion=criterion)


@require_http_methods(METHODS)
def criterion_facts(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = _to_see(request, pk)
    check_works(request.scope, criterion.package)
    form = FactsForm(posted(request), initial={"text": criterion.facts, "version": criterion.version})
    check_in(actions.RATED, criterion.package.at, "Facts are stated")
    if form.saved(lambda: actions.state_facts(criterion=criterion, facts=form.facts, by=request.user)):
        return _saved(request, criterion.package)
    theirs = form.theirs and (form.theirs.facts or "Nothing")
    return _edit(request, criterion.package, form, "What can be shown?", criterion=criterion, theirs=theirs)


@require_http_methods(METHODS)
def closing_edit(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_see(request, pk)
    reading = reading_of(package, request.scope)
    if not (reading.asks or reading.leads):
        raise PermissionDenied("The words of a close are written by the champion, the local lead and the programme.")
    closing = queries.closing_of(package)
    form = ClosingForm(posted(request), initial=_words(closing))
    check_in(actions.CLOSING, package.at, "The words of a close are written")
    if form.saved(lambda: actions.save_words(package=package, typed=form.typed, by=request.user)):
        return _saved(request, package)
    return _edit(request, package, form, "The close in words", closing=form.theirs)


def _words(closing: Closing) -> dict:
    return {name: getattr(closing, name) for name in (*actions.WORDS, "version")}


@require_POST
def case_study_write(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft in the resource bank, begun from the close."""
    draft = case_study_actions.write(package=to_see(request, pk), by=request.user)
    messages.success(request, "Begun. Read it through, take out names, and say what the areas agree to.")
    return redirect(draft)


@require_http_methods(METHODS)
def follow_up_finish(request: HttpRequest, pk: int) -> HttpResponse:
    follow_up = find(queries.of_follow_up(), request.scope, pk=pk)
    request.about = follow_up.package
    check_works(request.scope, follow_up.package)
    form = FollowUpForm(posted(request))
    if request.method == "POST" and form.is_valid():
        follow_ups.finish(follow_up=follow_up, words=form.cleaned_data["text"], by=request.user)
        return _saved(request, follow_up.package, "The follow-up is done.")
    heading = f"Follow-up: {follow_up.get_why_display().lower()}"
    return _edit(request, follow_up.package, form, heading, criterion=follow_up.criterion)


# --- Shared -------------------------------------------------------------------------------


def _to_see(request: HttpRequest, pk: int) -> Criterion:
    criterion = find(of_criterion(), request.scope, pk=pk)
    request.about = criterion.package
    return criterion


def _edit(request: HttpRequest, package: SupportPackage, form, heading: str, **more) -> HttpResponse:
    context = page_of(request, package, "close", form=form, heading=heading, **more)
    return render(request, "support/closing/closing_edit.html", context)


def _saved(request: HttpRequest, package: SupportPackage, said: str = "Saved.") -> HttpResponse:
    messages.success(request, said)
    return redirect("support:package-close", package.pk)
