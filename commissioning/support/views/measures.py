"""Pages of a package’s outcome measures."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find
from commissioning.govuk.forms import posted

from ..actions import measures as actions
from ..curve import COLUMNS, HISTORY_WANTED
from ..forms.measures import MeasureForm, PointsForm
from ..models import OutcomeMeasure, SupportPackage
from ..queries import measures as queries
from ..queries import terms as terms_queries
from ..queries.benefits import areas_written_for
from ..queries.reading import parts_of
from ..workflow import check_in
from .doors import page_of, to_see

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def package_measures(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_see(request, pk)
    may_add = package.at in actions.MEASURED and bool(areas_written_for(package, request.scope))
    context = page_of(request, package, "measures", measures=queries.listed(package), may_add=may_add)
    return render(request, "support/measures/package_measures.html", context)


@require_safe
def measure_detail(request: HttpRequest, pk: int) -> HttpResponse:
    measure = _to_see(request, pk)
    context = page_of(
        request,
        measure.package,
        "measures",
        shown=queries.shown(measure),
        advice=queries.advice(measure),
        columns=COLUMNS,
        lacks_history=sum(point.series == "history" for point in measure.standing) < HISTORY_WANTED,
        may_write=measure.package.at in actions.MEASURED and queries.may_write(measure, request.scope),
    )
    return render(request, "support/measures/measure_detail.html", context)


@require_http_methods(METHODS)
def measure_add(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_see(request, pk)
    if not areas_written_for(package, request.scope):
        raise PermissionDenied(actions.REFUSED)
    check_in(actions.MEASURED, package.at, "Outcome measures are kept")
    form = MeasureForm(posted(request), **_choices(request, package), initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        measure = actions.add(package=package, typed=form.typed, by=request.user)
        messages.success(request, "Added. Now enter how it was: three points of history or more.")
        return redirect("support:measure-points-add", measure.pk)
    return render(request, "support/measures/measure_edit.html", page_of(request, package, "measures", form=form))


@require_http_methods(METHODS)
def measure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    measure = _to_write(request, pk)
    form = MeasureForm(posted(request), **_choices(request, measure.package), initial=_words(measure))
    if form.saved(lambda: actions.save(measure=measure, typed=form.typed, version=form.on_top_of, by=request.user)):
        return _saved(request, measure, "Saved.")
    context = page_of(request, measure.package, "measures", form=form, measure=measure, theirs=form.theirs)
    return render(request, "support/measures/measure_edit.html", context)


@require_http_methods(METHODS)
def points_add(request: HttpRequest, pk: int) -> HttpResponse:
    measure = _to_write(request, pk)
    form = PointsForm(posted(request), known=measure.standing)
    if request.method == "POST" and form.is_valid():
        series = form.cleaned_data["series"]
        actions.add_points(measure=measure, series=series, points=form.points, by=request.user)
        return _saved(request, measure, "The points are added.")
    context = page_of(request, measure.package, "measures", form=form, measure=measure)
    return render(request, "support/measures/points_add.html", context)


@require_POST
def point_remove(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    measure = _to_write(request, pk)
    found = next((one for one in measure.standing if one.pk == point), None)
    if found is None:
        raise Http404
    actions.remove_point(measure=measure, point=found, by=request.user)
    return _saved(request, measure, "The point is removed.")


@require_POST
def measure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    measure = _to_write(request, pk)
    actions.remove(measure=measure, by=request.user)
    messages.success(request, "The measure is removed.")
    return redirect("support:package-measures", measure.package_id)


# --- Shared -------------------------------------------------------------------------------


def _to_see(request: HttpRequest, pk: int) -> OutcomeMeasure:
    measure = find(queries.standing(), request.scope, pk=pk)
    request.about = measure.package
    return measure


def _to_write(request: HttpRequest, pk: int) -> OutcomeMeasure:
    measure = _to_see(request, pk)
    if not queries.may_write(measure, request.scope):
        raise PermissionDenied(actions.REFUSED)
    check_in(actions.MEASURED, measure.package.at, "Outcome measures are kept")
    return measure


def _choices(request: HttpRequest, package: SupportPackage) -> dict:
    areas = areas_written_for(package, request.scope) if parts_of(package).count() > 1 else []
    return {"areas": areas, "criteria": list(terms_queries.criteria(package))}


def _words(measure: OutcomeMeasure) -> dict:
    names = ("title", "unit", "about", "hardness", "better", "target", "target_on", "source", "story", "version")
    area = measure.authority.gss_code if measure.authority else ""
    return {name: getattr(measure, name) for name in names} | {"criterion": measure.criterion_id, "area": area}


def _saved(request: HttpRequest, measure: OutcomeMeasure, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("support:measure-detail", measure.pk)
