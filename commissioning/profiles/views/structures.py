"""Pages of an area's structures, as they are or were on a day."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond

from .. import listings, queries, words
from ..actions import keeping
from ..actions import structures as actions
from ..forms.structures import StructureForm, initial_of
from ..models import Structure
from ..pages import pages
from .doors import to_do
from .keeping import edit_page, remove_page


def _to_keep_structure(request: HttpRequest, gss_code: str, pk: int) -> Structure:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    request.about = find(queries.structures(authority), request.scope, pk=pk)
    keeping.check_current(authority)
    return request.about


@require_safe
def structure_list(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    authority = to_do(request, gss_code, Permission.PROFILE_SEE_PROGRAMME)
    keeps = queries.may_keep(authority, request.scope)
    asked = listings.DayForm(request.GET)
    day = asked.day or queries.usual_day(authority)
    if request.GET.get("format") == "csv" and not asked.is_valid():
        raise BadRequest("The day asked for is not a date.")
    context = {
        "authority": authority,
        "keeps": keeps,
        "pages": pages(authority, request.scope, "structures"),
        "day": day,
        "form": asked,
        "noun": "on this list",
    }
    rows = queries.structures(authority)
    listing = listings.structures(authority, day, keeps)
    return respond(request, listing, rows, "profiles/structures/structure_list.html", context, about=authority)


@require_http_methods(["GET", "HEAD", "POST"])
def structure_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    keeping.check_current(authority)
    form = StructureForm(posted(request), initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        added = actions.add(authority=authority, typed=form.typed, by=request.user)
        messages.success(request, f"“{added}” is on the list.")
        return redirect("profiles:structure-list", authority.gss_code)
    return render(request, "profiles/structures/structure_edit.html", {"form": form, "authority": authority})


@require_http_methods(["GET", "HEAD", "POST"])
def structure_edit(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    structure = _to_keep_structure(request, gss_code, pk)
    return edit_page(
        request=request,
        row=structure,
        form=StructureForm(posted(request), initial=initial_of(structure)),
        save=partial(actions.save, structure=structure, by=request.user),
        words=words.of_structure,
        template="profiles/structures/structure_edit.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def structure_remove(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    structure = _to_keep_structure(request, gss_code, pk)
    return remove_page(
        request=request,
        row=structure,
        remove=partial(actions.remove, structure=structure, by=request.user),
        words=words.of_structure,
        template="profiles/structures/structure_remove.html",
    )
