"""Pages of what people of an area say of it: its priorities, and the support that would be welcomed. The addresses say
which of the two (`said`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.declare import Listing
from commissioning.lists.respond import respond

from .. import listings, queries, words
from ..actions import keeping
from ..actions import said as actions
from ..forms.said import PriorityForm, WelcomedForm, beginning, initial_of
from ..models import Priority, WelcomedSupport
from ..models.said import Said
from ..pages import pages
from ..sensitivity import readable
from .doors import to_do, to_see
from .keeping import edit_page, remove_page


@dataclass(frozen=True)
class Noun:
    """What differs between the two."""

    model: type[Said]
    form: type[WelcomedForm] | type[PriorityForm]
    listing: Callable[..., Listing]
    words: Callable[[Any], list[words.Line]]
    folder: str

    @property
    def key(self) -> str:
        return self.model.NOUN

    def template(self, page: str) -> str:
        return f"profiles/{self.folder}/{self.key}_{page}.html"

    @property
    def addresses(self) -> dict[str, str]:
        return {page: f"profiles:{self.key}-{page}" for page in ("list", "add", "edit", "remove")}


WELCOMED = Noun(WelcomedSupport, WelcomedForm, listings.welcomed, words.of_welcomed, "welcomed")
PRIORITIES = Noun(Priority, PriorityForm, listings.priorities, words.of_priority, "priorities")


def _to_keep_entry(request: HttpRequest, said: Noun, gss_code: str, pk: int) -> Said:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    request.about = find(queries.said(said.model, authority), request.scope, pk=pk)
    keeping.check_current(authority)
    return request.about


@require_safe
def said_list(request: HttpRequest, gss_code: str, said: Noun) -> HttpResponseBase:
    authority = to_see(request, gss_code)
    keeps = queries.may_keep(authority, request.scope)
    context = {
        "authority": authority,
        "keeps": keeps,
        "pages": pages(authority, request.scope, said.key),
        "noun": "on this list",
        "addresses": said.addresses,
    }
    rows = queries.said(said.model, authority).visible_to(request.scope)
    listing = said.listing(authority, queries.years_of(rows), keeps)
    return respond(request, listing, rows, said.template("list"), context, about=authority)


@require_http_methods(["GET", "HEAD", "POST"])
def said_add(request: HttpRequest, gss_code: str, said: Noun) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    keeping.check_current(authority)
    form = said.form(posted(request), readable=readable(request.scope, authority), initial=beginning())
    if request.method == "POST" and form.is_valid():
        added = actions.add(said.model, authority=authority, typed=form.typed, by=request.user)
        messages.success(request, f"“{added}” is on the list.")
        return redirect(added)
    return render(request, said.template("edit"), {"form": form, "authority": authority})


@require_http_methods(["GET", "HEAD", "POST"])
def said_edit(request: HttpRequest, gss_code: str, pk: int, said: Noun) -> HttpResponse:
    entry = _to_keep_entry(request, said, gss_code, pk)
    may_read = readable(request.scope, entry.authority)
    return edit_page(
        request=request,
        row=entry,
        form=said.form(posted(request), readable=may_read, initial=initial_of(entry)),
        save=partial(actions.save, entry=entry, by=request.user),
        words=said.words,
        template=said.template("edit"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def said_remove(request: HttpRequest, gss_code: str, pk: int, said: Noun) -> HttpResponse:
    entry = _to_keep_entry(request, said, gss_code, pk)
    return remove_page(
        request=request,
        row=entry,
        remove=partial(actions.remove, entry=entry, by=request.user),
        words=said.words,
        template=said.template("remove"),
    )
