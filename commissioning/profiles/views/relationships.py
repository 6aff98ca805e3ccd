"""Pages of how organisations get on: the champion writes, the local lead reads, nobody else comes here."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.govuk.forms import posted

from .. import queries, words
from ..actions import keeping
from ..actions import relationships as actions
from ..forms.relations import RelationshipForm, initial_of_note
from ..models import RelationshipNote
from ..pages import pages
from .doors import to_do
from .keeping import edit_page, remove_page

LONGEST_NUMBER = 18
_EDIT = "profiles/relationships/relationship_edit.html"


def _to_write_note(request: HttpRequest, gss_code: str, pk: int) -> RelationshipNote:
    authority = to_do(request, gss_code, Permission.RELATIONSHIP_WRITE)
    request.about = find(queries.relationships(authority), request.scope, pk=pk)
    keeping.check_current(authority)
    return request.about


@require_safe
def relationship_list(request: HttpRequest, gss_code: str) -> HttpResponse:
    """Short, and on one page: a handful of organisations have a history with each other worth a note."""
    authority = to_do(request, gss_code, Permission.RELATIONSHIP_SEE)
    writes = request.scope.may(Permission.RELATIONSHIP_WRITE, authority) and authority.is_current
    rows = queries.relationships(authority).visible_to(request.scope)
    removed = writes and request.GET.get("show") == "removed"  # whoever writes them can look up what was removed
    context = {
        "authority": authority,
        "pages": pages(authority, request.scope, "map"),
        "writes": writes,
        "removed": removed,
        "notes": rows.removed() if removed else rows.kept(),
    }
    return render(request, "profiles/relationships/relationship_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def relationship_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.RELATIONSHIP_WRITE)
    keeping.check_current(authority)
    structures = queries.structures(authority).kept().filter(kind__in=actions.ORGANISATIONS)
    form = RelationshipForm(posted(request), structures=structures, initial=_begins_with(request, authority))
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add(authority=authority, typed=form.typed, by=request.user)
        except keeping.Unfit as reason:
            form.add_error(reason.field, str(reason))
        else:
            messages.success(request, "Your note is kept.")
            return redirect(added)
    return render(request, _EDIT, {"form": form, "authority": authority})


def _begins_with(request: HttpRequest, authority: Authority) -> dict:
    """Nothing, or the words of a note that was removed (`?again=12`): that one stays removed, with its reason."""
    pk = request.GET.get("again", "")
    rows = queries.relationships(authority).removed().visible_to(request.scope)
    note = rows.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < LONGEST_NUMBER else None
    return (initial_of_note(note) if note else {}) | {"version": 0}


@require_http_methods(["GET", "HEAD", "POST"])
def relationship_edit(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    note = _to_write_note(request, gss_code, pk)
    structures = queries.structures(note.authority).kept().filter(kind__in=actions.ORGANISATIONS)
    return edit_page(
        request=request,
        row=note,
        form=RelationshipForm(posted(request), structures=structures, initial=initial_of_note(note)),
        save=partial(actions.save, note=note, by=request.user),
        words=words.of_relationship,
        template=_EDIT,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def relationship_remove(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    note = _to_write_note(request, gss_code, pk)
    return remove_page(
        request=request,
        row=note,
        remove=partial(actions.remove, note=note, by=request.user),
        words=words.of_relationship,
        template="profiles/relationships/relationship_remove.html",
    )
