"""Pages of an area's history."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find
from commissioning.access.permissions import Permission
from commissioning.access.registry import panels_for
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond

from .. import listings, queries, words
from ..actions import history as actions
from ..forms.history import EntryForm, initial_of
from ..models import HistoryEntry
from ..pages import pages
from ..sensitivity import readable
from .doors import to_do, to_see
from .keeping import edit_page, remove_page


def _to_keep_entry(request: HttpRequest, gss_code: str, pk: int) -> HistoryEntry:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    request.about = find(queries.entries(authority), request.scope, pk=pk)
    return request.about


@require_safe
def history_list(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    authority = to_see(request, gss_code)
    keeps = queries.may_keep(authority, request.scope)
    context = {
        "authority": authority,
        "keeps": keeps,
        "pages": pages(authority, request.scope, "history"),
        "panels": panels_for("history", authority, area=authority, scope=request.scope),
    }
    rows = queries.entries(authority).visible_to(request.scope)
    listing = listings.history(authority, keeps)
    return respond(request, listing, rows, "profiles/history/history_list.html", context, about=authority)


@require_http_methods(["GET", "HEAD", "POST"])
def history_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    form = EntryForm(posted(request), readable=readable(request.scope, authority), initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        actions.add(authority=authority, typed=form.typed, by=request.user)
        messages.success(request, "Added to the history.")
        return redirect("profiles:history-list", authority.gss_code)
    return render(request, "profiles/history/entry_edit.html", {"form": form, "authority": authority})


@require_http_methods(["GET", "HEAD", "POST"])
def history_edit(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    entry = _to_keep_entry(request, gss_code, pk)
    may_read = readable(request.scope, entry.authority)
    return edit_page(
        request=request,
        row=entry,
        form=EntryForm(posted(request), readable=may_read, initial=initial_of(entry)),
        save=partial(actions.save, entry=entry, by=request.user),
        words=words.of_entry,
        template="profiles/history/entry_edit.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def history_remove(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    entry = _to_keep_entry(request, gss_code, pk)
    return remove_page(
        request=request,
        row=entry,
        remove=partial(actions.remove, entry=entry, by=request.user),
        words=words.of_entry,
        template="profiles/history/entry_remove.html",
    )
