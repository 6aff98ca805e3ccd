"""Pages of pots: what the programme has to give, and to which packages it went."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning import years
from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.saving import NotNow

from .. import listings
from ..actions import pots as actions
from ..forms.pots import PotForm
from ..models import Pot
from ..queries import pots as queries


def _to_run(request: HttpRequest, pk: int) -> Pot:
    """Who sees pots runs them."""
    request.about = find(queries.pots(request.scope), request.scope, pk=pk)
    return request.about


@requires(Permission.PACKAGE_RUN)
@require_safe
def pot_list(request: HttpRequest) -> HttpResponseBase:
    by_year = queries.by_year(request.scope)
    listing = listings.pots((one.year, one.label) for one in by_year)
    context = {"noun": "pots", "years": by_year}
    rows = queries.pots(request.scope)
    return respond(request, listing, rows, "support/pots/pot_list.html", context, about=None)


@require_safe
def pot_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    pot = _to_run(request, pk)
    context = {"noun": "packages", "pot": pot, "regions": queries.by_region(pot)}
    rows = queries.packages_of(pot)
    return respond(request, listings.POT_PACKAGES, rows, "support/pots/pot_detail.html", context, about=pot)


@requires(Permission.PACKAGE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def pot_add(request: HttpRequest) -> HttpResponse:
    initial = {"version": 0, "year": years.year_of(timezone.localdate())}
    form = PotForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            pot = actions.add(typed=form.typed, by=request.user)
        except NotNow as reason:
            form.add_error("name", str(reason))
        else:
            messages.success(request, f"The pot {pot} is there.")
            return redirect(pot)
    return render(request, "support/pots/pot_edit.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def pot_edit(request: HttpRequest, pk: int) -> HttpResponse:
    pot = _to_run(request, pk)
    initial = {name: getattr(pot, name) for name in ("name", "year", "days", "pounds", "version")}
    form = PotForm(posted(request), initial=initial)
    try:
        if form.saved(lambda: actions.save(pot=pot, typed=form.typed, version=form.on_top_of, by=request.user)):
            messages.success(request, "Saved.")
            return redirect(pot)
    except NotNow as reason:
        form.add_error(None, str(reason))
    return render(request, "support/pots/pot_edit.html", {"form": form, "pot": pot, "theirs": form.theirs})


@require_POST
def pot_close(request: HttpRequest, pk: int) -> HttpResponse:
    pot = actions.close(pot=_to_run(request, pk), by=request.user)
    messages.success(request, f"The pot {pot} is closed. Nothing more can be allocated from it.")
    return redirect(pot)


@require_POST
def pot_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    pot = actions.reopen(pot=_to_run(request, pk), by=request.user)
    messages.success(request, f"The pot {pot} is open again.")
    return redirect(pot)
