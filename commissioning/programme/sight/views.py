"""The line of sight on screen: an area’s standards in a table, one standard’s whole line, the programme’s table."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.documents.models import UNFINISHED
from commissioning.documents.queries import status_of
from commissioning.lists.respond import respond
from commissioning.people import audit
from commissioning.support.models import PackageStandard
from readiness.models import Standard
from readiness.queries.standards import current_standards

from . import document, table
from .known import areas, known
from .lines import SEQUENCE, line, lines

LOOK = "line-of-sight-read"


@require_safe
def line_list(request: HttpRequest, gss_code: str) -> HttpResponse:
    """A row a standard."""
    authority = find(areas(request.scope), request.scope, gss_code=gss_code.upper())
    found = known(authority, request.scope)
    if found.levels.are_there:
        _note(request, authority)
    context = {"authority": authority, "lines": lines(found), "published": found.published, "sequence": SEQUENCE}
    return render(request, "programme/sight/line_list.html", context)


@require_safe
def line_detail(request: HttpRequest, gss_code: str, code: str) -> HttpResponse:
    authority = find(areas(request.scope), request.scope, gss_code=gss_code.upper())
    standard = _standard(code)
    found = line(known(authority, request.scope), standard)
    if found.shows_levels:
        _note(request, authority)
    printed = document.newest(authority, standard, request.scope)
    context = {
        "authority": authority,
        "line": found,
        "sequence": SEQUENCE,
        "status": status_of(printed) if printed else None,
        "is_under_way": printed is not None and printed.state in UNFINISHED,
    }
    return render(request, "programme/sight/line_detail.html", context)


@require_POST
def line_print(request: HttpRequest, gss_code: str, code: str) -> HttpResponse:
    """One page as a PDF, of what this reader sees today; theirs alone."""
    authority = find(areas(request.scope), request.scope, gss_code=gss_code.upper())
    standard = _standard(code)
    found = known(authority, request.scope)
    return redirect(document.request(known=found, standard=standard, scope=request.scope, by=request.user))


@requires(Permission.PACKAGE_RUN)
@require_safe
def line_table(request: HttpRequest) -> HttpResponseBase:
    """A row a package and standard, over the whole programme; each area whose level is shown sees that it was."""

    def made(links: Sequence[PackageStandard]) -> list[table.Row]:
        rows = table.made(links)
        for area in {row.area.pk: row.area for row in rows if row.read}.values():
            _note(request, area)
        return rows

    listing = table.listing((one.code, f"{one.number}. {one.short_title or one.title}") for one in _standards())
    context = {"sequence": SEQUENCE, "noun": "lines"}
    template = "programme/sight/line_table.html"
    return respond(request, listing, table.rows(request.scope), template, context, about=None, made=made)


def _standards() -> list[Standard]:
    return list(current_standards().standards.select_related("section"))


def _standard(code: str) -> Standard:
    return get_object_or_404(current_standards().standards.select_related("section"), code=code)


def _note(request: HttpRequest, authority: Authority) -> None:
    """The area sees who looked at its levels."""
    audit.record(LOOK, authority, by=request.user, authority_id=authority.pk)
