"""Pages of the adviser pool: the list, one adviser, who fits a package, checks for conflicts of interest."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check_anywhere, find, requires, signed_in
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit
from commissioning.saving import Saved

from .. import listings
from ..actions import advisers as actions
from ..actions.team import add_adviser
from ..forms.advisers import AdviserForm, AwayForm, CheckForm, ConflictForm, NewAdviserForm, OwnForm
from ..models import Adviser
from ..queries import advisers as queries
from ..queries import conflict_checks
from ..queries.candidates import candidates
from .doors import page_of, to_run


def _to_see(request: HttpRequest, pk: int) -> Adviser:
    request.about = find(queries.advisers(), request.scope, pk=pk)
    return request.about


def _to_run(request: HttpRequest, pk: int) -> Adviser:
    adviser = _to_see(request, pk)
    check_anywhere(request.scope, Permission.PACKAGE_RUN)
    return adviser


@signed_in
@require_safe
def adviser_list(request: HttpRequest) -> HttpResponseBase:
    """The pool; an adviser is led to their own page."""
    if not request.scope.holds(Permission.ADVISERS_SEE):
        own = queries.advisers().visible_to(request.scope).first()
        if own:
            return redirect(own)
        check_anywhere(request.scope, Permission.ADVISERS_SEE)
    today = timezone.localdate()
    listing = listings.advisers(queries.standards(), today)
    context = {
        "noun": "advisers",
        "today": today,
        "may_run": request.scope.holds(Permission.PACKAGE_RUN),
        "without_page": queries.people_without_page(),
    }
    rows = queries.listed(request.scope, today)
    return respond(request, listing, rows, "support/advisers/adviser_list.html", context, about=None)


@require_safe
def adviser_detail(request: HttpRequest, pk: int) -> HttpResponse:
    adviser = _to_see(request, pk)
    if adviser.person_id != request.user.pk:
        audit.record("adviser-read", adviser, by=request.user)
    context = {
        "adviser": adviser,
        "page": queries.page(adviser, timezone.localdate()),
        "is_own": adviser.person_id == request.user.pk,
        "may_run": request.scope.holds(Permission.PACKAGE_RUN),
    }
    return render(request, "support/advisers/adviser_detail.html", context)


@requires(Permission.PACKAGE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def adviser_new(request: HttpRequest) -> HttpResponse:
    people = queries.people_without_page()
    form = NewAdviserForm(posted(request), people=people, **_choices(), initial={"version": 0, "days_a_month": 0})
    if request.method == "POST" and form.is_valid():
        adviser = actions.add(person=form.chosen, typed=form.typed, by=request.user)
        messages.success(request, f"{adviser} is in the pool.")
        return redirect(adviser)
    return render(request, "support/advisers/adviser_edit.html", {"form": form, "people": people})


def _choices() -> dict[str, Any]:
    return {
        "areas": queries.employers(),
        "regions": queries.regions(),
        "standards": queries.standards(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def adviser_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """All of it, for the programme; for the adviser, what is theirs to say."""
    adviser = _to_see(request, pk)
    if not request.scope.holds(Permission.PACKAGE_RUN):
        return _edit_own(request, adviser)
    form = AdviserForm(posted(request), **_choices(), initial=_initial(adviser))
    return _edit(
        request,
        adviser,
        form,
        lambda: actions.save(adviser=adviser, typed=form.typed, version=form.on_top_of, by=request.user),
    )


def _edit_own(request: HttpRequest, adviser: Adviser) -> HttpResponse:
    form = OwnForm(posted(request), initial=_initial(adviser))
    return _edit(
        request,
        adviser,
        form,
        lambda: actions.save_own(adviser=adviser, own=form.own, version=form.on_top_of, by=request.user),
    )


def _edit(
    request: HttpRequest, adviser: Adviser, form: AdviserForm | OwnForm, save: Callable[[], Saved]
) -> HttpResponse:
    if form.saved(save):
        messages.success(request, "Saved.")
        return redirect(adviser)
    theirs = form.theirs and queries.page(form.theirs, timezone.localdate())
    context = {"form": form, "adviser": adviser, "theirs": theirs}
    return render(request, "support/advisers/adviser_edit.html", context)


def _initial(adviser: Adviser) -> dict[str, Any]:
    fields = ("employer_name", "accredited_on", "accredited_until", "kinds", "standards", "days_a_month", "about")
    return {name: getattr(adviser, name) for name in (*fields, "version")} | {
        "employer": adviser.employer.gss_code if adviser.employer else "",
        "regions": [region.slug for region in adviser.regions.all()],
    }


# --- Days away and conflicts --------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def away_add(request: HttpRequest, pk: int) -> HttpResponse:
    adviser = _to_see(request, pk)
    form = AwayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.add_away(adviser=adviser, by=request.user, **form.cleaned_data)
        messages.success(request, "The days away are noted.")
        return redirect(adviser)
    context = {"form": form, "adviser": adviser, "title": "Add days away", "save": "Add these days"}
    return render(request, "support/advisers/of_adviser_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_add(request: HttpRequest, pk: int) -> HttpResponse:
    adviser = _to_see(request, pk)
    form = ConflictForm(posted(request), areas=queries.employers())
    if request.method == "POST" and form.is_valid():
        why, until = form.cleaned_data["why"], form.cleaned_data["until"]
        actions.add_conflict(adviser=adviser, authority=form.chosen, why=why, until=until, by=request.user)
        messages.success(request, f"The conflict with {form.chosen} is noted.")
        return redirect(adviser)
    context = {"form": form, "adviser": adviser, "title": "Add a conflict with an area", "save": "Add this conflict"}
    return render(request, "support/advisers/of_adviser_add.html", context)


@require_POST
def away_end(request: HttpRequest, pk: int) -> HttpResponse:
    away = find(queries.away(), request.scope, pk=pk)
    request.about = away.adviser
    actions.end_away(away=away, by=request.user)
    messages.success(request, "Those days are taken back.")
    return redirect(away.adviser)


@require_POST
def conflict_end(request: HttpRequest, pk: int) -> HttpResponse:
    conflict = find(queries.conflicts(), request.scope, pk=pk)
    request.about = conflict.adviser
    actions.end_conflict(conflict=conflict, by=request.user)
    messages.success(request, f"The conflict with {conflict.authority} is ended.")
    return redirect(conflict.adviser)


# --- For one package ----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def package_matches(request: HttpRequest, pk: int) -> HttpResponse:
    """Who fits, in order, with reasons; a person decides, and adds one to the team."""
    package = to_run(request, pk)
    if request.method == "POST":
        adviser = _to_run(request, _number(request.POST.get("adviser", "")))
        request.about = package
        add_adviser(package=package, person=adviser.person, by=request.user)
        messages.success(request, f"{adviser} is on the team. Next: record a check for conflicts of interest.")
        return redirect("support:package-matches", package.pk)
    pool = candidates(package, timezone.localdate())
    context = page_of(
        request,
        package,
        "team",
        can=[one for one in pool if one.match.can],
        cannot=[one for one in pool if not one.match.can],
    )
    return render(request, "support/advisers/package_matches.html", context)


def _number(text: str) -> int:
    """0, which no adviser has, for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_http_methods(["GET", "HEAD", "POST"])
def check_record(request: HttpRequest, pk: int, adviser_pk: int) -> HttpResponse:
    """What an adviser declared about a package, and what follows from it."""
    package = to_run(request, pk)
    adviser = _to_run(request, adviser_pk)
    request.about = package
    form = CheckForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.record_check(package=package, adviser=adviser, found=form.found, by=request.user)
        messages.success(request, f"The check of {adviser} is recorded.")
        return redirect("support:package-team", package.pk)
    context = page_of(
        request,
        package,
        "team",
        form=form,
        adviser=adviser,
        bars=conflict_checks.bars(adviser, package),
        checks=list(conflict_checks.history_of_checks(package, adviser)),
    )
    return render(request, "support/advisers/check_record.html", context)
