"""Bringing in a file of services used: looked over first, then saved or put aside."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.people import audit
from commissioning.reporting.workbooks import BrokenFile

from .. import service_use, service_use_file
from ..actions import service_use_import as actions
from ..csv_files import written
from ..forms.files import CsvFileForm
from ..models import ServiceUseFile

KEEP = Permission.SERVICE_USE_KEEP
ROWS_SHOWN, NAMES_SHOWN = 10, 50


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def service_use_import(request: HttpRequest) -> HttpResponse:
    form = CsvFileForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["file"].name
            return redirect(actions.bring_in(content=form.content, name=name, by=request.user))
        except BrokenFile as error:
            form.refuse(error)
    context = {"form": form, "saved": service_use.saved_files(), "most": service_use_file.MOST_ROWS}
    return render(request, "profiles/service_use/service_use_import.html", context)


@requires(KEEP)
@require_safe
def service_use_sample(request: HttpRequest) -> HttpResponse:
    return csv_sample(written(service_use_file.SAMPLE), "services-used-sample")


def csv_sample(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@requires(KEEP)
@require_safe
def service_use_file_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What saving it would do; of a file that was saved or put aside, what became of it."""
    file = _file(request, pk)
    context = {"file": file}
    if file.text:
        audit.record("service-use-read", file, by=request.user)
        plan = actions.plan_of(file.text)
        shown, names = plan.new[:ROWS_SHOWN], plan.named_otherwise[:NAMES_SHOWN]
        context |= {"plan": plan, "shown": shown, "names": names}
    return render(request, "profiles/service_use/service_use_file.html", context)


@requires(KEEP)
@require_POST
def service_use_save(request: HttpRequest, pk: int) -> HttpResponse:
    request.about = _file(request, pk)
    saved = actions.save(file=request.about, by=request.user)
    messages.success(request, f"Saved: {saved.new_rows:,} of {saved.rows:,} rows were new.")
    return redirect(saved)


@requires(KEEP)
@require_POST
def service_use_discard(request: HttpRequest, pk: int) -> HttpResponse:
    request.about = _file(request, pk)
    actions.discard(file=request.about, by=request.user)
    messages.success(request, "Put aside. Nothing of it was saved.")
    return redirect("profiles:service-use-import")


def _file(request: HttpRequest, pk: int) -> ServiceUseFile:
    return find(service_use.files(), request.scope, pk=pk)
