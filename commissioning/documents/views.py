"""Pages about documents: what was asked for, how far it is, the file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commissioning.access.gate import find, signed_in
from commissioning.lists.respond import respond
from commissioning.people import audit

from . import actions, listings, queries
from .models import Document
from .sending import as_attachment


@signed_in
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    rows = queries.documents(request.scope)
    context = {"noun": "documents"}
    return respond(request, listings.DOCUMENTS, rows, "documents/document_list.html", context, about=None)


@require_safe
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    document = find(Document, request.scope, pk=pk)
    return render(
        request, "documents/document_detail.html", {"document": document, "status": queries.status_of(document)}
    )


@never_cache
@require_safe
def document_status(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of a page that shows how far it is; scripts fetch it again until it is finished."""
    document = find(Document, request.scope, pk=pk)
    return render(request, "_components/document_status.html", {"status": queries.status_of(document)})


@require_POST
def document_retry(request: HttpRequest, pk: int) -> HttpResponse:
    document = find(Document, request.scope, pk=pk)
    actions.retry(document=document, by=request.user)
    return redirect(document)


@never_cache
@require_safe
def document_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, as an attachment; who fetched it is recorded."""
    document = find(Document, request.scope, pk=pk)
    if document.state != Document.State.DONE:
        raise Http404
    audit.record("document-download", document, by=request.user, authority_id=document.authority_id)
    return as_attachment(document.file, name=document.file_name, content_type=document.content_type)
