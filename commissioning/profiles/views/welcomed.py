"""Pages of the support an area would welcome."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit

from .. import listings, queries, words
from ..actions import keeping
from ..actions import welcomed as actions
from ..forms.welcomed import WelcomedForm, beginning, initial_of
from ..models import WelcomedSupport
from ..pages import pages
from ..sensitivity import readable
from .doors import to_do, to_see
from .keeping import edit_page, remove_page


def _to_keep_welcomed(request: HttpRequest, gss_code: str, pk: int) -> WelcomedSupport:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    request.about = find(queries.welcomed(authority), request.scope, pk=pk)
    keeping.check_current(authority)
    return request.about


@require_safe
def welcomed_list(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    authority = to_see(request, gss_code)
    keeps = queries.may_keep(authority, request.scope)
    if request.GET.get("format") == "csv":
        audit.record("welcomed-export", authority, by=request.user, authority_id=authority.pk)
    context = {
        "authority": authority,
        "keeps": keeps,
        "pages": pages(authority, request.scope, "welcomed"),
        "noun": "on this list",
    }
    rows = queries.welcomed(authority).visible_to(request.scope)
    listing = listings.welcomed(authority, queries.years_of(rows), keeps)
    return respond(request, listing, rows, "profiles/welcomed/welcomed_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def welcomed_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    keeping.check_current(authority)
    form = WelcomedForm(posted(request), readable=readable(request.scope, authority), initial=beginning())
    if request.method == "POST" and form.is_valid():
        added = actions.add(authority=authority, typed=form.typed, by=request.user)
        messages.success(request, f"“{added}” is on the list.")
        return redirect(added)
    return render(request, "profiles/welcomed/welcomed_edit.html", {"form": form, "authority": authority})


@require_http_methods(["GET", "HEAD", "POST"])
def welcomed_edit(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    entry = _to_keep_welcomed(request, gss_code, pk)
    may_read = readable(request.scope, entry.authority)
    return edit_page(
        request=request,
        row=entry,
        form=WelcomedForm(posted(request), readable=may_read, initial=initial_of(entry)),
        save=partial(actions.save, entry=entry, by=request.user),
        words=words.of_welcomed,
        template="profiles/welcomed/welcomed_edit.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def welcomed_remove(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    entry = _to_keep_welcomed(request, gss_code, pk)
    return remove_page(
        request=request,
        row=entry,
        remove=partial(actions.remove, entry=entry, by=request.user),
        words=words.of_welcomed,
        template="profiles/welcomed/welcomed_remove.html",
    )
