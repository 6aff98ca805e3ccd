"""Pages of rounds: setting one up, its page, and what evaluators do with it."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import proving

from .. import attributes as cuts
from .. import listings
from ..actions import closing
from ..actions import rounds as actions
from ..forms.rounds import ChangeDaysForm, InstrumentForm, RoundForm
from ..models import Round
from ..queries import rounds as queries
from .doors import PAGES, to_run, to_run_group, to_see

WINDOW = timedelta(days=28)


@requires(Permission.RATES_SEE)
@require_safe
def round_list(request: HttpRequest) -> HttpResponseBase:
    context = {"noun": "rounds", "may_run": request.scope.holds(Permission.ROUNDS_RUN)}
    return respond(request, listings.ROUNDS, queries.listed(), "evaluation/rounds/round_list.html", context, about=None)


@requires(Permission.ROUNDS_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def round_add(request: HttpRequest) -> HttpResponse:
    """Makes the round and draws its frame; one that would tell who somebody is, is not made."""
    form = RoundForm(posted(request), initial=_proposal())
    if form.is_valid():
        try:
            made = actions.create(**form.values, by=request.user)
        except (actions.NameTaken, actions.TooFewAlike) as reason:
            form.refuse(reason)
        else:
            messages.success(request, f"{made} is made, and its frame is drawn. Nobody is invited until you open it.")
            return redirect(made)
    return render(request, "evaluation/rounds/round_add.html", {"form": form})


def _proposal() -> dict:
    today = timezone.localdate()
    return {
        "frame_on": today,
        "opens_on": today,
        "closes_on": today + WINDOW,
        "partial_percent": 50,
        "attributes": ["type"],
    }


@require_safe
def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    round_ = to_see(request, pk)
    context = {
        "round": round_,
        "shown": queries.shown(round_),
        "pages": PAGES,
        "may_run": request.scope.holds(Permission.ROUNDS_RUN),
        "kept": [cuts.attribute_label(key) for key in round_.attributes],
        "open_links": _open_links(round_),
    }
    return render(request, "evaluation/rounds/round_detail.html", context)


def _open_links(round_: Round) -> list[tuple[str, str]]:
    """By group's title, the address that is passed on."""
    keys = queries.groups().filter(round=round_, open_key__isnull=False).values_list("title", "open_key")
    return [(title, settings.SITE_ADDRESS + reverse("respond:link-open", args=[key])) for title, key in keys]


@require_http_methods(["GET", "HEAD", "POST"])
def round_days(request: HttpRequest, pk: int) -> HttpResponse:
    round_ = to_run(request, pk)
    initial = {"opens_on": round_.opens_on, "closes_on": round_.closes_on, "seen": round_.days_mark}
    form, theirs = ChangeDaysForm(posted(request), initial=initial), None
    if form.is_valid():
        saved = actions.change_days(round_=round_, **form.cleaned_data, by=request.user)
        if not saved.conflict:
            messages.success(request, "The days are changed.")
            return redirect(round_)
        theirs = saved.row
        form.put_on_top_of(seen=theirs.days_mark)
    return render(request, "evaluation/rounds/round_days.html", {"form": form, "round": round_, "theirs": theirs})


@require_POST
def round_draw(request: HttpRequest, pk: int) -> HttpResponse:
    round_ = to_run(request, pk)
    actions.redraw(round_=round_, by=request.user)
    messages.success(request, "The frame is drawn again, as appointments and lists now stand.")
    return redirect(round_)


@require_http_methods(["GET", "HEAD", "POST"])
def round_open(request: HttpRequest, pk: int) -> HttpResponse:
    """A POST opens it; a GET says what that means."""
    round_ = to_run(request, pk)
    if request.method == "POST":
        actions.open_round(round_=round_, by=request.user)
        messages.success(request, f"{round_} is open.")
        return redirect(round_)
    if round_.state != Round.State.DRAFT or round_.imported:
        return redirect(round_)
    return render(request, "evaluation/rounds/round_open.html", {"round": round_, "shown": queries.shown(round_)})


@require_http_methods(["GET", "HEAD", "POST"])
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """A POST closes it for good; a GET says what that means."""
    round_ = to_run(request, pk)
    proving.ask(request)
    if request.method == "POST":
        closing.close(round_=round_, by=request.user)
        messages.success(request, f"{round_} is closed.")
        return redirect(round_)
    if round_.state != Round.State.OPEN:
        return redirect(round_)
    return render(request, "evaluation/rounds/round_close.html", {"round": round_, "shown": queries.shown(round_)})


@require_http_methods(["GET", "HEAD", "POST"])
def group_instrument(request: HttpRequest, pk: int) -> HttpResponse:
    group = to_run_group(request, pk)
    form = InstrumentForm(posted(request), initial={"version": group.instrument_version_id})
    if form.is_valid():
        version = form.cleaned_data["version"]
        actions.set_instrument(group=group, version=version, by=request.user)
        messages.success(request, f"{group.title} are asked {version}.")
        return redirect(group.round)
    return render(request, "evaluation/rounds/group_instrument.html", {"form": form, "group": group})
