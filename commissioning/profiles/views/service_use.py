"""Pages of the services used: an area's list, row by row for those who may see names, and how far each reached."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit
from commissioning.services import Service
from commissioning.years import label

from .. import listings, service_use, words
from ..actions import keeping
from ..actions import service_use as actions
from ..actions.persons import same_name
from ..forms.service_use import CorrectForm, ServiceUseForm, initial_of
from ..models import ServiceUse
from ..pages import pages
from .doors import to_do
from .keeping import remove_page

KEEP = Permission.SERVICE_USE_KEEP


def _to_keep_use(request: HttpRequest, gss_code: str, pk: int) -> ServiceUse:
    authority = to_do(request, gss_code, KEEP)
    request.about = find(service_use.uses(authority), request.scope, pk=pk)
    audit.record("service-use-read", request.about, by=request.user, authority_id=authority.pk)
    return request.about


@require_safe
def service_use_list(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    """By name for those who may see them, and otherwise how many of which service, year by year."""
    authority = to_do(request, gss_code, Permission.SERVICE_USE_COUNT)
    keeps = request.scope.may(KEEP, authority)
    context = {
        "authority": authority,
        "keeps": keeps,
        "pages": pages(authority, request.scope, "services-used"),
        "glance": service_use.glance(authority),
        "noun": "on this list",
    }
    if not request.scope.may(Permission.SERVICE_USE_SEE, authority):
        return _counts(request, authority, context)
    rows = service_use.uses(authority)
    listing = listings.service_uses(authority, service_use.years_of(rows), keeps)
    return respond(request, listing, rows, "profiles/service_use/service_use_list.html", context, about=authority)


def _counts(request: HttpRequest, authority: Authority, context: dict) -> HttpResponse:
    rows = service_use.by_year(authority)
    return render(request, "profiles/service_use/service_use_counts.html", {**context, "rows": rows})


@requires(Permission.SERVICE_USE_COUNT)
@require_safe
def service_use_reach(request: HttpRequest) -> HttpResponseBase:
    """Of the areas that the reader's roles cover."""
    offered = service_use.years_of(service_use.all_uses(request.scope))
    year, service = _asked(request.GET, offered)
    since, until = service_use.days_of(year) if year else (None, None)
    context = {
        "reach": service_use.measured_reach(since, until, scope=request.scope),
        "year": label(year) if year else "",
        "keeps": request.scope.holds(KEEP),
        "noun": "areas",
    }
    rows = service_use.areas_reached(request.scope, year=year, service=service)
    template = "profiles/service_use/service_use_reach.html"
    return respond(request, listings.areas_reached(offered), rows, template, context, about=None)


def _asked(data: QueryDict, offered: list[int]) -> tuple[int | None, str]:
    """The year and service to count within. What is not offered is refused by the list itself."""
    year = next((year for year in offered if str(year) == data.get("year")), None)
    return year, data.get("service", "") if data.get("service") in Service.values else ""


@require_http_methods(["GET", "HEAD", "POST"])
def service_use_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, KEEP)
    form = ServiceUseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        added = actions.add(authority=authority, typed=form.typed, by=request.user)
        messages.success(request, f"On the list: {added}.{_name_kept(added, form.typed)}")
        return redirect(added)
    return render(request, "profiles/service_use/service_use_edit.html", {"form": form, "authority": authority})


@require_http_methods(["GET", "HEAD", "POST"])
def service_use_correct(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    use = _to_keep_use(request, gss_code, pk)
    form = CorrectForm(posted(request), initial=initial_of(use))
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        now = actions.correct(use=use, typed=form.typed, because=because, by=request.user)
        messages.success(request, f"Corrected. Your reason is kept.{_name_kept(now, form.typed)}")
        return redirect(now)
    keeping.check_kept(use)
    context = {"form": form, "row": use, "authority": use.authority}
    return render(request, "profiles/service_use/service_use_edit.html", context)


def _name_kept(use: ServiceUse, typed: actions.Typed) -> str:
    if use.person and not same_name(use.person.full_name, typed.name):
        return f" This address belongs to {use.person}, whose name stays as it is."
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
def service_use_remove(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    use = _to_keep_use(request, gss_code, pk)
    return remove_page(
        request=request,
        row=use,
        remove=partial(actions.remove, use=use, by=request.user),
        words=words.of_use,
        template="profiles/service_use/service_use_remove.html",
    )
