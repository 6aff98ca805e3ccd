"""The area's feedback report as a PDF: whoever may read the report may have it, and the worker makes it."""

from django.conf import settings
from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.template.loader import render_to_string

from commissioning.access.scope import Scope
from commissioning.documents.kinds import BuiltFile, Kind, Progress, Refused, register
from commissioning.documents.models import Document

from .area_report import READABLE
from .models import AreaReport
from .queries.area_reports import AREA_REPORT, feedback_of, is_whole, reports, superseded_by

TEMPLATE = "evaluation/listening/report_pdf.html"
PDF = "application/pdf"


def register_kind() -> None:
    register(Kind(AREA_REPORT, visible_to=visible_to, may=may, build=build))


def visible_to(scope: Scope) -> Q:
    named = Cast(OuterRef("params__report"), BigIntegerField())
    return Q(Exists(AreaReport.objects.visible_to(scope).filter(pk=named)))


def may(scope: Scope, document: Document) -> bool:
    return AreaReport.objects.visible_to(scope).filter(pk=report_of(document).pk).exists()


def build(document: Document, progress: Progress) -> BuiltFile:
    report = report_of(document)
    progress(10, "Checking the snapshot")
    check(report)
    progress(30, "Writing the pages")
    html = as_html(report)
    progress(50, "Laying out the PDF")
    return BuiltFile(f"What we heard version {report.number}.pdf", PDF, laid_out(html))


def check(report: AreaReport) -> None:
    """Raises Refused unless it is in a form we read and still has the checksum it was given."""
    if report.format not in READABLE:
        raise Refused(f"This report is kept in format {report.format}, which this version of the site cannot read.")
    if not is_whole(report):
        raise Refused(
            "What was kept of this report no longer matches its checksum, so no file was made of it. Tell an"
            " administrator: somebody must look at it before anyone relies on it."
        )


def as_html(report: AreaReport) -> str:
    context = {
        "feedback": feedback_of(report),
        "is_released": bool(report.released_at),
        "newer": superseded_by(report),
        "programme_name": settings.PROGRAMME_NAME,
    }
    return render_to_string(TEMPLATE, context)


def laid_out(html: str) -> bytes:
    # Here and not above: web processes register this kind, and must not carry WeasyPrint.
    from commissioning.reporting import pdf

    try:
        return pdf.render(html, stylesheet=pdf.print_stylesheet())
    except pdf.TooLarge as reason:
        raise Refused(f"This report cannot be laid out. {reason}") from reason


def report_of(document: Document) -> AreaReport:
    """The report that the document names, of the document's own area; Refused for anything else."""
    number = document.params.get("report") if isinstance(document.params, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise Refused("This request names no report. Ask for it again from the report’s page.")
    report = reports().filter(pk=number, listening__authority=document.authority_id).first()
    if report is None:
        raise Refused("The report that this request names does not exist. Ask for it again.")
    return report
