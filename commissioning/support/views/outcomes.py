"""Pages of the outcomes builder: an area’s outcomes, examples to begin from, each part of one, and where it goes."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check, find
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.govuk.forms import posted
from commissioning.saving import NotNow

from ..actions import outcomes as actions
from ..curve import COLUMNS
from ..forms.outcomes import AimForm, DifferenceForm, ExamplesForm, GoingForm, KnowingForm, PartForm, TakeForm
from ..models import Outcome
from ..outcome_examples import OF_KEY
from ..queries import outcomes as queries
from ..queries.reading import packages
from ..queries.requests import areas_seen, standards

METHODS = ["GET", "HEAD", "POST"]
# The parts of an outcome in the order they are asked for: heading and form.
PARTS: Mapping[str, tuple[str, type[PartForm]]] = {
    "difference": ("What will be different", DifferenceForm),
    "knowing": ("How you would know", KnowingForm),
    "going": ("How it goes", GoingForm),
    "aim": ("Where to, and by when", AimForm),
}


@require_safe
def outcome_list(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = _area(request, gss_code)
    may_write = _writes(request, authority)
    removed = queries.removed().visible_to(request.scope).filter(authority=authority) if may_write else ()
    context = {"authority": authority, "lines": queries.listed(authority), "may_write": may_write, "removed": removed}
    return render(request, "support/outcomes/outcome_list.html", context)


@require_safe
def outcome_examples(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = _area_to_write(request, gss_code)
    form = ExamplesForm(request.GET, standards=standards())
    wanted = form.wanted
    context = {
        "authority": authority,
        "form": form,
        "examples": queries.examples(**wanted),
        "standard": urlencode({"standard": wanted["standard"]}) if wanted["standard"] else "",
    }
    return render(request, "support/outcomes/outcome_examples.html", context)


@require_http_methods(METHODS)
def outcome_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    """From nothing, or from an example (`?example=ask-once`) and a standard (`?standard=S08`)."""
    authority = _area_to_write(request, gss_code)
    example = OF_KEY.get(request.GET.get("example", ""))
    code = request.GET.get("standard", "") or (example.standards[0] if example else "")
    initial = {"version": 0, "text": example.text if example else "", "standard": code}
    form = DifferenceForm(posted(request), standards=standards(), initial=initial)
    if request.method == "POST" and form.is_valid():
        outcome = actions.begin(authority=authority, words=form.words, example=example, by=request.user)
        return redirect("support:outcome-edit", outcome.pk, "knowing")
    context = {"authority": authority, "form": form, "heading": PARTS["difference"][0], "place": 1, "of": len(PARTS)}
    return render(request, "support/outcomes/outcome_edit.html", context | {"example": example})


@require_safe
def outcome_detail(request: HttpRequest, pk: int) -> HttpResponse:
    outcome = _to_see(request, pk)
    context = {
        "shown": queries.shown(outcome, request.scope),
        "columns": COLUMNS,
        "parts": [(key, heading) for key, (heading, _) in PARTS.items()],
        "may_write": outcome.is_draft and _writes(request, outcome.authority),
    }
    return render(request, "support/outcomes/outcome_detail.html", context)


@require_http_methods(METHODS)
def outcome_edit(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One part; the next follows, and after the last the whole with what it still lacks."""
    outcome = _to_write(request, pk)
    if part not in PARTS:
        raise Http404
    heading, kind = PARTS[part]
    more: dict[str, Any] = {"standards": standards()} if kind is DifferenceForm else {}
    form = kind(posted(request), initial=kind.initial_of(outcome), **more)
    if not outcome.is_draft:
        raise NotNow("This outcome is part of a package now. Change its criterion and its measure there.")
    if form.saved(lambda: actions.save(outcome=outcome, words=form.words, version=form.on_top_of, by=request.user)):
        return redirect(_next(request, outcome, part))
    place = list(PARTS).index(part) + 1
    context = {"form": form, "outcome": outcome, "authority": outcome.authority, "theirs": form.theirs}
    context |= {"heading": heading, "place": place, "of": len(PARTS), "example": OF_KEY.get(outcome.example)}
    return render(request, "support/outcomes/outcome_edit.html", context)


def _next(request: HttpRequest, outcome: Outcome, part: str) -> str:
    """Whoever came to change one part goes back to the whole."""
    later = list(PARTS)[list(PARTS).index(part) + 1 :]
    if "check" in request.POST or not later:
        messages.success(request, "Saved.")
        return outcome.get_absolute_url()
    return reverse("support:outcome-edit", args=[outcome.pk, later[0]])


@require_POST
def outcome_take(request: HttpRequest, pk: int) -> HttpResponse:
    outcome = _to_see(request, pk)
    form = TakeForm(request.POST)
    if not form.is_valid():
        raise BadRequest("That button had lost its place. Go back to the outcome and press it again.")
    package = find(packages(), request.scope, pk=form.cleaned_data["package"])
    version = form.cleaned_data["version"]
    taken = actions.take(outcome=outcome, package=package, version=version, by=request.user)
    messages.success(request, "Taken into the package: a criterion of its terms, and a measure with its curve.")
    return redirect("support:measure-detail", taken.measure_id)


@require_POST
def outcome_remove(request: HttpRequest, pk: int) -> HttpResponse:
    outcome = _to_write(request, pk)
    actions.remove(outcome=outcome, by=request.user)
    messages.success(request, "The outcome is removed.")
    return redirect("support:outcome-list", outcome.authority.gss_code)


@require_POST
def outcome_return(request: HttpRequest, pk: int) -> HttpResponse:
    outcome = find(queries.removed(), request.scope, pk=pk)
    actions.check_writes(request.scope, outcome.authority)
    actions.put_back(outcome=outcome, by=request.user)
    messages.success(request, "The outcome is on the list again.")
    return redirect(outcome)


# --- Shared -------------------------------------------------------------------------------


def _area(request: HttpRequest, gss_code: str) -> Authority:
    authority = find(areas_seen(request.scope), request.scope, gss_code=gss_code.upper())
    check(request.scope, Permission.PACKAGE_WRITE, authority)
    return authority


def _area_to_write(request: HttpRequest, gss_code: str) -> Authority:
    authority = _area(request, gss_code)
    actions.check_writes(request.scope, authority)
    return authority


def _writes(request: HttpRequest, authority: Authority) -> bool:
    return bool(request.scope.permissions_in(authority) & actions.WRITERS) and authority.is_current


def _to_see(request: HttpRequest, pk: int) -> Outcome:
    request.about = find(queries.standing(), request.scope, pk=pk)
    return request.about


def _to_write(request: HttpRequest, pk: int) -> Outcome:
    outcome = _to_see(request, pk)
    actions.check_writes(request.scope, outcome.authority)
    return outcome
