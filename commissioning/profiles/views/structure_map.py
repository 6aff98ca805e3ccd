"""The structure map of an area as at a day, and two days side by side."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.govuk.days import BetweenForm, OnForm

from .. import queries
from .. import structure_map as maps
from ..pages import pages
from .doors import to_do


@require_safe
def structure_map(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_SEE_PROGRAMME)
    keeps = queries.may_keep(authority, request.scope)
    form = OnForm(request.GET, on=queries.usual_day(authority))
    day = form.day("on") or queries.usual_day(authority)
    context = {
        "authority": authority,
        "pages": pages(authority, request.scope, "map"),
        "form": form,
        "map": maps.structure_map(authority, day, request.scope, drafts=True),
        "keeps": keeps and authority.is_current,
        "empty": not queries.has_structures(authority),
        "a_year_before": _year_before(day),
        "notes_open": request.scope.may(Permission.RELATIONSHIP_SEE, authority),
    }
    return render(request, "profiles/structure_map/structure_map.html", context)


@require_safe
def structure_map_compare(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_SEE_PROGRAMME)
    earlier, later = _usual_days(authority)
    form = BetweenForm(request.GET, earlier=earlier, later=later)
    if form.is_valid():
        earlier, later = form.day("earlier") or earlier, form.day("later") or later
    context = {
        "authority": authority,
        "pages": pages(authority, request.scope, "map"),
        "form": form,
        "compared": maps.compare(authority, earlier, later, request.scope),
    }
    return render(request, "profiles/structure_map/structure_map_compare.html", context)


def _usual_days(authority: Authority) -> tuple[date, date]:
    later = queries.usual_day(authority)
    return _year_before(later), later


def _year_before(day: date) -> date:
    """Of 29 February, the 28th; of the first year there is, that day itself."""
    if day.year == date.min.year:
        return day
    last_year = (day.year - 1, day.month)
    return date(*last_year, 28) if (day.month, day.day) == (2, 29) else date(*last_year, day.day)
