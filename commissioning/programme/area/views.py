"""Pages of one area in the round: its timeline, the brief before a visit, and both on paper."""

from django.core.paginator import InvalidPage, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from commissioning.access.gate import check, find
from commissioning.access.permissions import Permission
from commissioning.access.timeline import sources_for
from commissioning.authorities.models import Authority
from commissioning.documents.models import UNFINISHED
from commissioning.documents.queries import status_of
from commissioning.lists.declare import Column
from commissioning.lists.files import lines
from commissioning.lists.respond import Shown
from commissioning.people import audit
from commissioning.profiles import queries as profiles

from . import document, timeline
from .brief import brief
from .document import BRIEF, PROFILE, Paper
from .known import KnownArea, areas, known

PAGE_SIZE = 25
COLUMNS = tuple(Column(name, name) for name in ("from", "until", "kind", "what", "about", "more"))


@require_safe
def timeline_detail(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    """Councils that are no more have one, too."""
    authority = find(profiles.areas(request.scope), request.scope, gss_code=gss_code.upper())
    form = timeline.YearsForm(request.GET, sources_for(authority, request.scope))
    found = [entry for entry in timeline.entries(authority, request.scope) if form.lets_through(entry)]
    if request.GET.get("format") == "csv":
        audit.record("timeline-export", authority, by=request.user, authority_id=authority.pk)
        return _as_file(authority, found)
    try:
        page = Paginator(found, PAGE_SIZE).page(request.GET.get("page") or 1)
    except InvalidPage:
        return redirect("programme:timeline-detail", authority.gss_code)
    shown = Shown(page, form, "", any(request.GET.get(name) for name in form.fields))
    return render(request, "programme/area/timeline.html", {"authority": authority, "list": shown})


def _as_file(authority: Authority, found: list[timeline.Entry]) -> HttpResponseBase:
    rows = (
        (one.happened.on, one.happened.until, one.source.label, one.happened.title, one.happened.tag, one.happened.text)
        for one in found
    )
    response = StreamingHttpResponse(lines(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="timeline-{authority.gss_code}.csv"'
    return response


def _to_visit(request: HttpRequest, gss_code: str) -> Authority:
    authority = find(areas(request.scope), request.scope, gss_code=gss_code.upper())
    check(request.scope, Permission.PROFILE_SEE_PROGRAMME, authority)
    return authority


@require_safe
def brief_detail(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = _to_visit(request, gss_code)
    found = known(authority, request.scope)
    _note_look(request, found, "brief-read")
    papers = []
    for paper in (BRIEF, PROFILE):
        made = document.newest(paper, authority, request.scope)
        papers.append((paper, status_of(made) if made else None, made is not None and made.state in UNFINISHED))
    context = {"authority": authority, "parts": brief(found, on_paper=False), "known": found, "papers": papers}
    return render(request, "programme/area/brief.html", context)


@require_POST
def brief_print(request: HttpRequest, gss_code: str) -> HttpResponse:
    return _print(request, _to_visit(request, gss_code), BRIEF)


@require_POST
def profile_print(request: HttpRequest, gss_code: str) -> HttpResponse:
    return _print(request, _to_visit(request, gss_code), PROFILE)


def _print(request: HttpRequest, authority: Authority, paper: Paper) -> HttpResponse:
    """Of what this reader sees today; theirs alone."""
    found = known(authority, request.scope)
    _note_look(request, found, f"{paper.key}-asked")
    return redirect(document.request(paper=paper, known=found, scope=request.scope, by=request.user))


def _note_look(request: HttpRequest, found: KnownArea, verb: str) -> None:
    """The area sees who looked at its levels."""
    if found.levels.are_there:
        audit.record(verb, found.authority, by=request.user, authority_id=found.authority.pk)
