"""Pages of a request: a draft to begin, its words, and which of its standards’ levels the area shows."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commissioning.access.gate import check, find
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.govuk.forms import posted

from ..actions import requests as actions
from ..actions import team
from ..amounts import alike
from ..forms.requests import RequestForm, ShareForm
from ..models import SupportPackage
from ..queries import requests as queries
from ..workflow import REQUEST_EDITABLE, Move, Stage, check_in
from .doors import page_of, to_request


def _to_ask_for(request: HttpRequest, gss_code: str) -> Authority:
    authority = find(queries.areas_seen(request.scope), request.scope, gss_code=gss_code.upper())
    check(request.scope, Permission.SUPPORT_REQUEST, authority)
    return authority


@require_http_methods(["GET", "HEAD", "POST"])
def request_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    """From scratch; from a standard (`?standard=S08`), which fills in what is known; or from a proposal for several
    areas (`?kind=joint&areas=E06000047,E08000037`), which are in it from the start.
    """
    authority = _to_ask_for(request, gss_code)
    begun = queries.beginning(authority, request.GET.get("standard", ""))
    initial = {"version": 0, "shares": bool(begun.standards), **vars(begun)}
    initial["kind"] = initial["kind"] or request.GET.get("kind", "")
    form = RequestForm(posted(request), standards=queries.standards(), initial=initial)
    if request.method == "POST" and form.is_valid():
        package = actions.draft(authority=authority, typed=form.typed, by=request.user)
        if others := queries.areas_named(request.GET.get("areas", "")):
            team.set_areas(package=package, shares=alike([authority, *others]), by=request.user)
        return _onwards(request, package)
    return render(request, "support/requests/request_edit.html", {"form": form, "authority": authority})


@require_http_methods(["GET", "HEAD", "POST"])
def request_edit(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_request(request, pk)
    form = RequestForm(posted(request), standards=queries.standards(), initial=_initial(package))
    check_in(REQUEST_EDITABLE, package.at, "A request is reworded")
    if form.saved(lambda: actions.save(package=package, typed=form.typed, by=request.user)):
        return _onwards(request, package)
    context = {"form": form, "authority": package.authority, "package": package, "theirs": form.theirs}
    return render(request, "support/requests/request_edit.html", context)


def _onwards(request: HttpRequest, package: SupportPackage) -> HttpResponse:
    """A draft is checked and sent next, unless it is to wait."""
    if package.at is Stage.DRAFT and "later" not in request.POST:
        return redirect(reverse("support:package-advance", args=[package.pk, Move.SEND.value]))
    messages.success(request, "Saved.")
    return redirect(package)


def _initial(package: SupportPackage) -> dict:
    words = {name: getattr(package, name) for name in (*actions.WORDS, "version")}
    shares = package.package_standards.filter(shared=True).exists()
    return {**words, "standards": queries.standard_codes(package), "shares": shares}


@require_http_methods(["GET", "HEAD", "POST"])
def package_share(request: HttpRequest, pk: int) -> HttpResponse:
    """At any stage: which of its standards’ signed levels the team and the programme see."""
    package = to_request(request, pk)
    rows = list(package.package_standards.select_related("standard"))
    initial = {"standards": [row.standard.code for row in rows if row.shared]}
    form = ShareForm(posted(request), standards=[row.standard for row in rows], initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.share(package=package, codes=form.cleaned_data["standards"], by=request.user)
        messages.success(request, "What you show for this package is saved.")
        return redirect(package)
    return render(request, "support/requests/package_share.html", page_of(request, package, "overview", form=form))
