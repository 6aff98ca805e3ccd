"""Pages of what a package is agreed on: its terms, its criteria, its signatures."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find
from commissioning.govuk.forms import posted

from ..actions import terms as actions
from ..forms.terms import CriterionForm, SignForm, TermsForm
from ..models import Criterion, SupportPackage
from ..queries import terms as queries
from ..queries.reading import check_may_one_of, parts_of, reading_of
from ..workflow import TERMS_EDITABLE, check_in
from .doors import page_of, to_lead, to_see


@require_safe
def package_terms(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_see(request, pk)
    context = page_of(request, package, "terms")
    context["terms"] = queries.terms(package, context["reading"])
    return render(request, "support/terms/package_terms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def terms_edit(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_lead(request, pk)
    form = TermsForm(posted(request), pots=queries.open_pots(package), initial=_initial(package))
    check_in(TERMS_EDITABLE, package.at, "Terms are changed")
    if form.saved(lambda: actions.save(package=package, typed=form.typed, by=request.user)):
        messages.success(request, "Saved.")
        return redirect("support:package-terms", package.pk)
    context = page_of(request, package, "terms", form=form, theirs=form.theirs)
    return render(request, "support/terms/terms_edit.html", context)


def _initial(package: SupportPackage) -> dict:
    return {name: getattr(package, name) for name in (*actions.FIELDS, "version")} | {"pot": package.pot_id}


@require_http_methods(["GET", "HEAD", "POST"])
def criterion_add(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_lead(request, pk)
    form = CriterionForm(posted(request), **_choices(package), initial={"version": 0})
    check_in(TERMS_EDITABLE, package.at, "Terms are changed")
    if request.method == "POST" and form.is_valid():
        actions.add_criterion(package=package, told=form.told, by=request.user)
        messages.success(request, "Criterion added.")
        return redirect("support:package-terms", package.pk)
    return render(request, "support/terms/criterion_edit.html", page_of(request, package, "terms", form=form))


@require_http_methods(["GET", "HEAD", "POST"])
def criterion_edit(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = _to_change(request, pk)
    package = criterion.package
    form = CriterionForm(posted(request), **_choices(package), initial=_words(criterion))
    if form.saved(lambda: actions.save_criterion(criterion=criterion, told=form.told, by=request.user)):
        messages.success(request, "Saved.")
        return redirect("support:package-terms", package.pk)
    context = page_of(request, package, "terms", form=form, criterion=criterion, theirs=form.theirs)
    return render(request, "support/terms/criterion_edit.html", context)


@require_POST
def criterion_drop(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = _to_change(request, pk)
    actions.drop_criterion(criterion=criterion, by=request.user)
    messages.success(request, "The criterion is no longer part of the terms.")
    return redirect("support:package-terms", criterion.package_id)


def _to_change(request: HttpRequest, pk: int) -> Criterion:
    criterion = find(queries.of_criterion(), pk=pk, scope=request.scope)
    request.about = criterion.package
    check_may_one_of(request.scope, actions.LED_BY, criterion.package)
    return criterion


def _choices(package: SupportPackage) -> dict:
    return {
        "standards": [row.standard for row in package.package_standards.select_related("standard")],
        "areas": [part.authority for part in parts_of(package)],
    }


def _words(criterion: Criterion) -> dict:
    words = {name: getattr(criterion, name) for name in ("text", "measure", "baseline", "target", "due_on", "version")}
    area = criterion.authority.gss_code if criterion.authority else ""
    return {**words, "standard": criterion.standard.code if criterion.standard else "", "area": area}


@require_http_methods(["GET", "HEAD", "POST"])
def terms_sign(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """`side`: an area’s ONS code, or `programme`."""
    package = to_see(request, pk)
    line = _line(request, package, side)
    form = SignForm(posted(request), initial={"terms": package.terms})
    check_in(TERMS_EDITABLE, package.at, "Terms are signed")
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["terms"]
        if line.authority_id is None:
            actions.sign_for_programme(package=package, terms=revision, by=request.user)
        else:
            authority = next(p.authority for p in parts_of(package) if p.authority_id == line.authority_id)
            actions.sign_for_area(package=package, authority=authority, terms=revision, by=request.user)
        messages.success(request, "Signed.")
        return redirect("support:package-terms", package.pk)
    context = page_of(request, package, "terms", form=form, line=line)
    context["terms"] = queries.terms(package, context["reading"])
    return render(request, "support/terms/terms_sign.html", context)


def _line(request: HttpRequest, package: SupportPackage, side: str) -> queries.Line:
    """Who signs there; 404 for an area that is not in the package, 403 for somebody who does not sign for it."""
    reading = reading_of(package, request.scope)
    codes = {part.authority_id: part.authority.gss_code for part in parts_of(package)}
    wanted = {code: pk for pk, code in codes.items()} | {"programme": None}
    if side not in wanted:
        raise Http404
    may = reading.runs if wanted[side] is None else wanted[side] in reading.signs_for
    if not may:
        raise PermissionDenied("The area’s sponsor signs for it: its director, or whoever is named in their place.")
    return next(one for one in queries.terms(package, reading).lines if one.authority_id == wanted[side])
