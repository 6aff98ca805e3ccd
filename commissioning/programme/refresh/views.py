"""The register’s yearly refresh on screen, for administrators: what is in use, files, the preview, and applying it."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.authorities.register_files import Kind, Part
from commissioning.authorities.source_files import BrokenFile
from commissioning.documents.sending import as_attachment
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit, proving
from commissioning.profiles.csv_files import written
from commissioning.profiles.views.service_use_files import csv_sample
from commissioning.saving import NotNow

from . import actions, samples, sources
from .forms import RegisterFilesForm
from .listing import REFRESHES, listed, refreshes
from .models import RegisterFile, RegisterRefresh
from .preview import Group, applied, preview

REFRESH = Permission.REGISTER_REFRESH
FOLDER = "programme/refresh"
PAGE_SIZE = 50


def _found(request: HttpRequest, pk: int) -> RegisterRefresh:
    return find(refreshes(request.scope), request.scope, pk=pk)


@requires(REFRESH)
@require_safe
def refresh_list(request: HttpRequest) -> HttpResponseBase:
    context = {"noun": "uploads", "sources": sources.sources()}
    return respond(request, REFRESHES, listed(request.scope), f"{FOLDER}/refresh_list.html", context, about=None)


@requires(REFRESH)
@require_http_methods(["GET", "HEAD", "POST"])
def refresh_add(request: HttpRequest) -> HttpResponse:
    """Files that can be read are kept, and lead to the preview; of one that cannot, only what is wrong is shown."""
    form = RegisterFilesForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        try:
            return redirect(actions.upload(sent=form.sent, by=request.user))
        except BrokenFile as broken:
            form.refuse(broken)
    return render(request, f"{FOLDER}/refresh_form.html", {"form": form, "kinds": Kind})


@requires(REFRESH)
@require_safe
def refresh_sample(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in Kind.values:
        raise Http404
    name, lines = samples.sample(Kind(kind))
    return csv_sample(written(lines), name)


@requires(REFRESH)
@require_POST
def refresh_take_shipped(request: HttpRequest) -> HttpResponse:
    """The newer edition that came with the site, to be looked over like an upload."""
    part = request.POST.get("part", "")
    if part not in list(Part):
        raise BadRequest("There is no such part of the register.")
    return redirect(actions.take_shipped(part=Part(part), by=request.user))


@requires(REFRESH)
@require_safe
def refresh_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview while it waits; what was done once it is applied."""
    row = _found(request, pk)
    context = {"row": row, "groups": applied(row)}
    if row.is_waiting:
        shown = preview(row)
        context |= {"preview": shown, "groups": shown.groups}
    return render(request, f"{FOLDER}/refresh_detail.html", context)


@requires(REFRESH)
@require_safe
def refresh_changes(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Every line of one kind, page by page."""
    row = _found(request, pk)
    group = _group(row, kind)
    try:
        page = Paginator(group.lines, PAGE_SIZE).page(request.GET.get("page") or 1)
    except InvalidPage:
        return redirect("programme:refresh-changes", row.pk, kind)
    context = {"row": row, "group": group, "page": page, "noun": "lines"}
    return render(request, f"{FOLDER}/refresh_changes.html", context)


def _group(row: RegisterRefresh, kind: str) -> Group:
    for group in preview(row).groups if row.is_waiting else applied(row):
        if group.kind == kind:
            return group
    raise Http404


@requires(REFRESH)
@require_safe
def refresh_file(request: HttpRequest, pk: int, file: int) -> FileResponse:
    """As it came."""
    row: RegisterFile = get_object_or_404(_found(request, pk).files, pk=file)
    if not row.file.storage.exists(row.file.name):
        raise Http404
    audit.record("refresh-download", row, by=request.user)
    return as_attachment(row.file, name=row.file_name, content_type="text/csv; charset=utf-8")


@requires(REFRESH)
@require_POST
def refresh_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent twice it is one; where the register has changed since it was looked at, the new preview is shown."""
    row = _found(request, pk)
    proving.ask(request)
    if row.state == RegisterRefresh.State.APPLIED:
        messages.info(request, f"{row.settled_by} has applied this already. It was done once.")
        return redirect(row)
    try:
        actions.apply(refresh=row, fingerprint=request.POST.get("fingerprint", ""), by=request.user)
    except NotNow as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "Applied. The register says so from this moment.")
    return redirect(row)


@requires(REFRESH)
@require_POST
def refresh_set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    if row.state == RegisterRefresh.State.SET_ASIDE:
        return redirect("programme:refresh-list")
    actions.set_aside(refresh=row, by=request.user)
    messages.success(request, "Set aside. The register is as it was; the files stay in the list.")
    return redirect("programme:refresh-list")
