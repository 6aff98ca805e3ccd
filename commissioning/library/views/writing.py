"""Writing a resource: its beginning, its words, its figures, and the moves of the table."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond

from .. import listings
from ..actions import figures as figure_actions
from ..actions import writing as actions
from ..actions.moves import GATED, advance
from ..actions.writing import Typed
from ..forms.resources import BeginForm, FigureForm, MoveForm, VersionForm, initial_of
from ..models import ResourceVersion
from ..queries import resources as queries
from ..queries import uses
from ..workflow import STEPS, Hand, Move, check_editable, step_for
from .doors import to_see_resource, to_see_version, to_write_figure, to_write_version

METHODS = ["GET", "HEAD", "POST"]


@requires(Permission.LIBRARY_WRITE)
@require_safe
def version_list(request: HttpRequest) -> HttpResponseBase:
    """What I write, and what waits for a review."""
    context = {"noun": "resources", "reviews": request.scope.holds(Permission.LIBRARY_PUBLISH)}
    rows = queries.in_hand(request.scope)
    return respond(request, listings.IN_HAND, rows, "library/version_list.html", context, about=None)


@requires(Permission.LIBRARY_WRITE)
@require_http_methods(METHODS)
def resource_begin(request: HttpRequest) -> HttpResponse:
    form = BeginForm(posted(request))
    if request.method == "POST" and form.is_valid():
        areas = list(uses.areas_that_use(request.scope)[:2])
        made = actions.begin(
            kind=form.cleaned_data["kind"],
            typed=Typed(title=form.cleaned_data["title"]),
            authority=areas[0] if len(areas) == 1 else None,
            by=request.user,
        )
        return redirect("library:version-edit", made.pk)
    return render(request, "library/resource_begin.html", {"form": form})


@require_http_methods(METHODS)
def version_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = to_write_version(request, pk)
    check_editable(row.at)
    form = VersionForm(posted(request), standards=queries.standards(), initial=initial_of(row))
    if form.saved(lambda: actions.save(draft=row, typed=form.typed, by=request.user)):
        messages.success(request, "Saved.")
        return redirect(row)
    theirs = form.theirs and queries.shown(form.theirs, request.scope)
    return render(request, "library/version_edit.html", {"form": form, "row": row, "theirs": theirs})


@require_http_methods(METHODS)
def figure_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = to_write_version(request, pk)
    check_editable(row.at)
    form = FigureForm(posted(request), initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        figure_actions.add(draft=row, typed=form.typed, by=request.user)
        messages.success(request, "The sum is added.")
        return redirect(row)
    return render(request, "library/figure_edit.html", {"form": form, "row": row})


@require_http_methods(METHODS)
def figure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    figure = to_write_figure(request, pk)
    check_editable(figure.of.at)
    initial = {**vars(actions.sum_of(figure)), "version": figure.version}
    form = FigureForm(posted(request), initial=initial)
    save = figure_actions.save
    if form.saved(lambda: save(figure=figure, typed=form.typed, version=form.on_top_of, by=request.user)):
        messages.success(request, "Saved.")
        return redirect(figure.of)
    context = {"form": form, "row": figure.of, "figure": figure, "theirs": form.theirs}
    return render(request, "library/figure_edit.html", context)


@require_POST
def figure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    figure = to_write_figure(request, pk)
    figure_actions.remove(figure=figure, by=request.user)
    messages.success(request, "The sum is taken out.")
    return redirect(figure.of)


@require_http_methods(METHODS)
def version_advance(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """One move. A page sent twice, or made before somebody else moved it on, moves nothing."""
    row = to_see_version(request, pk)
    wanted = _move(move)
    step = STEPS[wanted]
    _check_hand(request, row, step.hand)
    form = MoveForm(posted(request), step=step, initial={"state": row.state})
    if request.method == "POST" and form.is_valid():
        moved = advance(row=row, move=wanted, by=request.user, **form.told)
        messages.success(request, f"{step.label}.")
        return redirect(_after(moved, wanted))
    step_for(wanted, row.at)
    lacking = queries.desk(row, request.scope).missing if wanted in GATED else ()
    context = {"form": form, "row": row, "step": step, "missing": lacking, "publishes": wanted is Move.PUBLISH}
    return render(request, "library/version_advance.html", context)


def _move(slug: str) -> Move:
    try:
        move = Move(slug)
    except ValueError as unknown:
        raise Http404 from unknown
    if STEPS[move].hand is Hand.NOBODY:
        raise Http404
    return move


def _check_hand(request: HttpRequest, row: ResourceVersion, hand: Hand) -> None:
    desk = queries.desk(row, request.scope)
    if not {Hand.WRITER: desk.writes, Hand.REVIEWER: desk.reviews}[hand]:
        raise PermissionDenied(f"This is for {hand}.")


def _after(row: ResourceVersion, move: Move):
    if move in (Move.PUBLISH, Move.WITHDRAW):
        return row.resource
    return "library:version-list" if move is Move.DROP else row


@require_POST
def resource_correct(request: HttpRequest, code: str) -> HttpResponse:
    resource = to_see_resource(request, code)
    if not actions.may_correct(queries.current_of(resource), request.user):
        raise PermissionDenied("This is for whoever wrote it, and for those who publish.")
    made = actions.correct(resource=resource, by=request.user)
    return redirect(made)
