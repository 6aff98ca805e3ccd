"""Pages of a package’s files: the list, a new one, its download, and removing one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.documents.scanning import has_scanner
from commissioning.documents.sending import as_attachment
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit

from .. import listings
from ..actions import files as actions
from ..forms.files import FileForm, RemoveFileForm
from ..models import PackageFile, SupportPackage
from ..queries import files as queries
from ..workflow import FILED
from .doors import page_of, to_read


@require_safe
def package_files(request: HttpRequest, pk: int) -> HttpResponseBase:
    package = to_read(request, pk)
    context = page_of(request, package, "files", noun="files", filed=package.at in FILED)
    rows = queries.files_of(package)
    return respond(request, listings.FILES, rows, "support/files/package_files.html", context, about=package)


@require_http_methods(["GET", "HEAD", "POST"])
def file_add(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_read(request, pk)
    form = FileForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.checked:
        title, file = form.cleaned_data["title"], form.cleaned_data["file"]
        added = actions.add(package=package, title=title, file=file, checked=form.checked, by=request.user)
        messages.success(request, _said(added))
        return redirect("support:package-files", pk)
    context = page_of(request, package, "files", form=form, scanned=has_scanner())
    return render(request, "support/files/file_add.html", context)


def _said(added: PackageFile) -> str:
    if added.scan == PackageFile.Scan.WAITING:
        return "Added. It can be downloaded as soon as it has been checked for viruses."
    return "Added."


def _file(package: SupportPackage, pk: int) -> PackageFile:
    found = queries.file_in(package, pk)
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
def file_download(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """As an attachment; who fetched it is recorded."""
    package = to_read(request, pk)
    found = _file(package, file)
    if not found.is_open:
        raise Http404
    audit.record("package-file-download", found, by=request.user, authority_id=package.authority_id)
    return as_attachment(found.file, name=found.file_name, content_type=found.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
def file_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    package = to_read(request, pk)
    found = _file(package, file)
    if not queries.may_remove(found, request.scope):
        raise PermissionDenied("A file is removed by whoever added it, or by the package’s team.")
    form = RemoveFileForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.remove(file=found, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, "Removed. Your reason is kept.")
        return redirect("support:package-files", pk)
    context = page_of(request, package, "files", form=form, file=found)
    return render(request, "support/files/file_remove.html", context)
