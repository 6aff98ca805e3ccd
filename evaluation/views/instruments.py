"""Pages of questionnaires, for evaluators: what there is, bringing one in, and each version as respondents meet it."""

from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.people import audit
from commissioning.reporting.workbooks import BrokenFile

from .. import sample
from ..actions import instruments as actions
from ..forms.instruments import InstrumentImportForm
from ..queries import instruments as queries

XLS = "application/vnd.ms-excel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.ROUNDS_RUN)
@require_safe
def instrument_list(request: HttpRequest) -> HttpResponse:
    context = {"instruments": queries.instruments()}
    return render(request, "evaluation/instruments/instrument_list.html", context)


@requires(Permission.ROUNDS_RUN)
@require_safe
def instrument_detail(request: HttpRequest, slug: str) -> HttpResponse:
    instrument = get_object_or_404(queries.instruments(), slug=slug)
    return render(request, "evaluation/instruments/instrument_detail.html", {"instrument": instrument})


@requires(Permission.ROUNDS_RUN)
@require_safe
def instrument_sample(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(sample.written(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="questionnaire-sample.xlsx"'
    return response


@requires(Permission.ROUNDS_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def instrument_import(request: HttpRequest) -> HttpResponse:
    """An XLSForm becomes a version; what is wrong with it is said by sheet, row and column, and nothing is kept."""
    form = InstrumentImportForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            version, is_new = actions.import_version(
                content=file.read(), file_name=file.name, slug=form.cleaned_data["slug"], by=request.user
            )
        except BrokenFile as broken:
            form.refuse(broken)
        else:
            _say(request, version, is_new)
            return redirect(version)
    return render(request, "evaluation/instruments/instrument_import.html", {"form": form})


def _say(request: HttpRequest, version, is_new: bool) -> None:
    if is_new:
        messages.success(request, f"{version} is brought in. Look through it as respondents will meet it.")
    else:
        messages.info(request, f"This is {version}, which was there already. No new version was made.")


@requires(Permission.ROUNDS_RUN)
@require_safe
def version_detail(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(queries.versions(), pk=pk)
    context = {
        "version": version,
        "preview": queries.preview(version, request.GET.get("language", "")),
        "uses": queries.uses(version),
    }
    return render(request, "evaluation/instruments/version_detail.html", context)


@requires(Permission.ROUNDS_RUN)
@require_safe
def version_download(request: HttpRequest, pk: int) -> FileResponse:
    """The workbook as it came. Bringing the same one in again puts back a file that was lost."""
    version = get_object_or_404(queries.versions(), pk=pk)
    if not version.file.storage.exists(version.file.name):
        raise Http404
    audit.record("instrument-download", version, by=request.user)
    name = f"{version.instrument.slug}-v{version.number}{PurePath(version.file.name).suffix}"
    kind = XLS if name.endswith(".xls") else XLSX
    return FileResponse(version.file.open("rb"), as_attachment=True, filename=name, content_type=kind)
