"""Pages of what a package cost and brought."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find
from commissioning.govuk.forms import posted

from ..actions import benefits as actions
from ..forms.benefits import FigureForm, RemoveForm, VerifyForm
from ..models import CostBenefit, SupportPackage
from ..queries import benefits as queries
from ..workflow import check_in
from .doors import page_of, to_see

METHODS = ["GET", "HEAD", "POST"]
NOT_YOURS = "Figures are entered by the champion of their area, the package’s lead and advisers, and the programme."


@require_safe
def package_benefits(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_see(request, pk)
    context = page_of(request, package, "benefits", kept=package.at in actions.COUNTED)
    context["benefits"] = queries.page(package, request.scope, context["reading"])
    return render(request, "support/benefits/package_benefits.html", context)


@require_http_methods(METHODS)
def figure_add(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_see(request, pk)
    areas = queries.areas_written_for(package, request.scope)
    if not areas:
        raise PermissionDenied(NOT_YOURS)
    check_in(actions.COUNTED, package.at, "Costs and benefits are entered")
    form = _form(request, areas, {"version": 0})
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(package=package, typed=form.typed, by=request.user)
            return _saved(request, package, "Added.")
        except actions.CountedTwice as twice:
            form.ask_why(str(twice))
    return _edit(request, package, form)


@require_http_methods(METHODS)
def figure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    figure = _figure(request, pk)
    if not queries.may_write(figure, request.scope):
        raise PermissionDenied(NOT_YOURS)
    check_in(actions.COUNTED, figure.package.at, "Costs and benefits are entered")
    areas = queries.areas_written_for(figure.package, request.scope)
    form = _form(request, areas, _initial(figure))
    try:
        if form.saved(lambda: actions.save(figure=figure, typed=form.typed, version=form.on_top_of, by=request.user)):
            return _saved(request, figure.package, "Saved.")
    except actions.CountedTwice as twice:
        form.ask_why(str(twice))
    return _edit(request, figure.package, form, figure=figure, theirs=form.theirs)


def _form(request: HttpRequest, areas: list, initial: dict) -> FigureForm:
    data = posted(request)
    overlaps = bool(initial.get("overlap") or (data and data.get("overlap")))
    return FigureForm(data, areas=areas, overlaps=overlaps, initial=initial)


def _initial(figure: CostBenefit) -> dict:
    names = ("kind", "category", "year", "pounds", "method", "includes", "overlap", "version")
    return {name: getattr(figure, name) for name in names} | {"area": figure.authority.gss_code}


@require_http_methods(METHODS)
def figure_verify(request: HttpRequest, pk: int) -> HttpResponse:
    figure = _figure(request, pk)
    if not queries.may_verify(figure, request.scope):
        raise PermissionDenied("That a figure is verified is said by the champion, the director or the package’s lead.")
    check_in(actions.COUNTED, figure.package.at, "Costs and benefits are entered")
    form = VerifyForm(posted(request), initial={"version": figure.version})
    if form.saved(lambda: actions.verify(figure=figure, found=form.found, by=request.user)):
        return _saved(request, figure.package, "It is marked as verified.")
    figure = form.theirs or figure
    context = page_of(request, figure.package, "benefits", form=form, figure=figure, theirs=form.theirs)
    return render(request, "support/benefits/figure_verify.html", context)


@require_http_methods(METHODS)
def figure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    figure = _figure(request, pk)
    if not queries.may_write(figure, request.scope):
        raise PermissionDenied(NOT_YOURS)
    check_in(actions.COUNTED, figure.package.at, "Costs and benefits are entered")
    form = RemoveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.remove(figure=figure, why=form.cleaned_data["why"], by=request.user)
        return _saved(request, figure.package, "It is removed.")
    context = page_of(request, figure.package, "benefits", form=form, figure=figure)
    return render(request, "support/benefits/figure_remove.html", context)


# --- Shared -------------------------------------------------------------------------------


def _figure(request: HttpRequest, pk: int) -> CostBenefit:
    figure = find(queries.standing(), request.scope, pk=pk)
    request.about = figure.package
    return figure


def _edit(request: HttpRequest, package: SupportPackage, form: FigureForm, **more) -> HttpResponse:
    context = page_of(request, package, "benefits", form=form, **more)
    return render(request, "support/benefits/figure_edit.html", context)


def _saved(request: HttpRequest, package: SupportPackage, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("support:package-benefits", package.pk)
