"""Pages of what binds an area's structures."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond

from .. import listings, queries, structure_map, words
from ..actions import keeping
from ..actions import relations as actions
from ..forms.relations import EndForm, RelationForm, initial_of
from ..models import Relation
from ..pages import pages
from .doors import to_do
from .keeping import edit_page, remove_page

_EDIT = "profiles/relations/relation_edit.html"


def _to_keep_relation(request: HttpRequest, gss_code: str, pk: int) -> Relation:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    request.about = find(structure_map.relations(authority), request.scope, pk=pk)
    keeping.check_current(authority)
    return request.about


@require_safe
def relation_list(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    authority = to_do(request, gss_code, Permission.PROFILE_SEE_PROGRAMME)
    keeps = queries.may_keep(authority, request.scope)
    context = {
        "authority": authority,
        "keeps": keeps and authority.is_current,
        "pages": pages(authority, request.scope, "map"),
        "noun": "on this list",
    }
    rows = structure_map.relations(authority)
    listing = listings.relations(authority, keeps)
    return respond(request, listing, rows, "profiles/relations/relation_list.html", context, about=authority)


@require_http_methods(["GET", "HEAD", "POST"])
def relation_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    """`?from=` is the structure whose row on the map led here."""
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    keeping.check_current(authority)
    structures = queries.structures(authority).kept()
    initial = {"version": 0, "source": request.GET.get("from")}
    form = RelationForm(posted(request), structures=structures, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add(authority=authority, typed=form.typed, by=request.user)
        except keeping.Unfit as reason:
            form.add_error(reason.field, str(reason))
        else:
            messages.success(request, f"On the map: {added}.")
            return redirect(added)
    return render(request, _EDIT, {"form": form, "authority": authority})


@require_http_methods(["GET", "HEAD", "POST"])
def relation_edit(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    relation = _to_keep_relation(request, gss_code, pk)
    structures = queries.structures(relation.authority).kept()
    return edit_page(
        request=request,
        row=relation,
        form=RelationForm(posted(request), structures=structures, initial=initial_of(relation)),
        save=partial(actions.save, relation=relation, by=request.user),
        words=words.of_relation,
        template=_EDIT,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def relation_end(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    relation = _to_keep_relation(request, gss_code, pk)
    return edit_page(
        request=request,
        row=relation,
        form=EndForm(posted(request), initial={"version": relation.version, "ends": relation.ends}),
        save=partial(actions.end, relation=relation, by=request.user),
        words=words.of_relation,
        template="profiles/relations/relation_end.html",
        said=lambda saved: f"Ended: {saved}. The map of an earlier day still shows it.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def relation_remove(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    relation = _to_keep_relation(request, gss_code, pk)
    return remove_page(
        request=request,
        row=relation,
        remove=partial(actions.remove, relation=relation, by=request.user),
        words=words.of_relation,
        template="profiles/relations/relation_remove.html",
    )
