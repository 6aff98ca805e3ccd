"""The closing report as a document: whoever sees the package may have it, and the worker makes it."""

from django.conf import settings
from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.template.loader import render_to_string

from commissioning.access.scope import Scope
from commissioning.documents.kinds import BuiltFile, Kind, Progress, Refused, register
from commissioning.documents.models import Document

from .closing_report import READABLE, ClosingReport
from .models import ClosingSnapshot
from .queries.closing_reports import CLOSING_REPORT, is_whole, report_of

TEMPLATE = "support/closing_report/pdf.html"
PDF = "application/pdf"


def register_kind() -> None:
    register(Kind(CLOSING_REPORT, visible_to=visible_to, may=may, build=build))


def visible_to(scope: Scope) -> Q:
    named = Cast(OuterRef("params__closing"), BigIntegerField())
    return Q(Exists(ClosingSnapshot.objects.visible_to(scope).filter(pk=named)))


def may(scope: Scope, document: Document) -> bool:
    return ClosingSnapshot.objects.visible_to(scope).filter(pk=snapshot_of(document).pk).exists()


def build(document: Document, progress: Progress) -> BuiltFile:
    snapshot = snapshot_of(document)
    progress(10, "Checking the snapshot")
    check(snapshot)
    progress(30, "Writing the pages")
    html = as_html(report_of(snapshot))
    progress(50, "Laying out the PDF")
    content = laid_out(html)
    progress(95, "Keeping the file")
    again = f" close {snapshot.number}" if snapshot.number > 1 else ""
    return BuiltFile(f"{snapshot.package.reference} closing report{again}.pdf", PDF, content)


def check(snapshot: ClosingSnapshot) -> None:
    """Raises Refused unless the snapshot is in a form we read and still has the checksum it was given."""
    if snapshot.format not in READABLE:
        raise Refused(f"This close is kept in format {snapshot.format}, which this version of the site cannot read.")
    if not is_whole(snapshot):
        raise Refused(
            "What was kept of this close no longer matches its checksum, so no report was made of it. Tell an"
            " administrator: somebody must look at it before anyone relies on it."
        )


def laid_out(html: str) -> bytes:
    # Here and not above: web processes register this kind, and must not carry WeasyPrint.
    from commissioning.reporting import pdf

    try:
        return pdf.render(html, stylesheet=pdf.print_stylesheet())
    except pdf.TooLarge as reason:
        raise Refused(f"This report cannot be made. {reason}") from reason


def as_html(found: ClosingReport) -> str:
    return render_to_string(TEMPLATE, {"report": found, "programme_name": settings.PROGRAMME_NAME})


def snapshot_of(document: Document) -> ClosingSnapshot:
    """The close that the document names, of a package of the document’s own area; Refused for anything else."""
    number = document.params.get("closing") if isinstance(document.params, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise Refused("This request names no close of a package. Ask for the report again from the package’s page.")
    rows = ClosingSnapshot.objects.select_related("package__authority__region")
    snapshot = rows.filter(pk=number, package__authority=document.authority_id).first()
    if snapshot is None:
        raise Refused("The close that this request names does not exist. Ask for the report again.")
    return snapshot
