"""The feedback report as a document: who may have it, and how the worker makes it."""

import re
import unicodedata

from django.conf import settings
from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.template.loader import render_to_string

from commissioning import years
from commissioning.access.scope import Scope
from commissioning.documents.kinds import BuiltFile, Kind, Progress, Refused, register
from commissioning.documents.models import Document

from . import report, snapshots
from .feedback.shapes import FeedbackReport
from .models import Snapshot
from .queries import comparing, reading
from .queries.frozen import FEEDBACK_REPORT
from .queries.reports import COMPARED

TEMPLATE = "readiness/report/pdf.html"
PDF = "application/pdf"


def register_kind() -> None:
    register(Kind(FEEDBACK_REPORT, visible_to=visible_to, may=may, build=build))


def visible_to(scope: Scope) -> Q:
    """Those of the snapshots the scope may read now: who leads or challenges sees more than who took part. A copy
    with the chapter beside other areas only for as long as the scope may compare.
    """
    readable = Snapshot.objects.filter(
        reading.readable_snapshots(scope), pk=Cast(OuterRef("params__snapshot"), BigIntegerField())
    )
    may_have = ~Q(params__contains=COMPARED) | Q(authority__in=comparing.areas_compared(scope))
    return Q(Exists(readable)) & may_have


def may(scope: Scope, document: Document) -> bool:
    snapshot = snapshot_of(document)
    if is_compared(document) and not comparing.may_compare(scope, snapshot.assessment.authority).yes:
        return False
    return Snapshot.objects.filter(reading.readable_snapshots(scope), pk=snapshot.pk).exists()


def is_compared(document: Document) -> bool:
    """By the same measure as `visible_to`: a copy is read by whom its params say."""
    return isinstance(document.params, dict) and document.params.get("compared") is True


def build(document: Document, progress: Progress) -> BuiltFile:
    return make(snapshot_of(document), progress, compared=is_compared(document))


def make(snapshot: Snapshot, progress: Progress, *, compared: bool = False) -> BuiltFile:
    """The PDF of that snapshot; Refused when the snapshot is not what was frozen, or too large to lay out."""
    progress(10, "Checking the snapshot")
    check(snapshot)
    progress(20, "Reading levels and standards")
    found = report.feedback_report(snapshot, compared=compared)
    progress(40, "Writing the pages")
    html = as_html(found)
    progress(50, "Laying out the PDF")
    content = laid_out(html)
    progress(95, "Keeping the file")
    what = "feedback report beside other areas" if compared else "feedback report"
    return BuiltFile(file_name(snapshot, what, "pdf"), PDF, content)


def laid_out(html: str) -> bytes:
    # Here and not above: web processes register this kind, and must not carry WeasyPrint.
    from commissioning.reporting import pdf

    try:
        return pdf.render(html, stylesheet=pdf.print_stylesheet())
    except pdf.TooLarge as reason:
        raise Refused(f"This report cannot be made. {reason}") from reason


def check(snapshot: Snapshot) -> None:
    """Raises Refused unless the snapshot is in a form we read and still has the checksum it was given."""
    if snapshot.format not in snapshots.READABLE:
        raise Refused(
            f"This snapshot is in format {snapshot.format}, which this version of the site cannot read. Tell us."
        )
    if snapshots.checksum(snapshot.data) != snapshot.checksum:
        raise Refused(
            "The snapshot this report is drawn from no longer matches its checksum, so no report was made of it. "
            "Tell an administrator: somebody must look at it before anyone relies on it."
        )


def as_html(found: FeedbackReport) -> str:
    return render_to_string(TEMPLATE, {"report": found, "programme_name": settings.PROGRAMME_NAME})


def file_name(snapshot: Snapshot, what: str, ending: str) -> str:
    """ "County Durham feedback report 2025-26 revision 1.pdf": letters, digits, spaces and hyphens alone."""
    year = years.label(snapshot.data["year"]).replace("/", "-")
    area = unicodedata.normalize("NFKD", snapshot.data["authority"]["short_name"]).encode("ascii", "ignore").decode()
    words = f"{area} {what} {year} revision {snapshot.revision}"
    return " ".join(re.sub(r"[^A-Za-z0-9 -]", "", words).split()) + f".{ending}"


def snapshot_of(document: Document) -> Snapshot:
    """The snapshot the document names, of the document's own area; Refused for anything else."""
    number = document.params.get("snapshot") if isinstance(document.params, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise Refused("This request names no snapshot. Ask for the report again from the self-assessment’s page.")
    rows = Snapshot.objects.select_related("assessment__authority")
    snapshot = rows.filter(pk=number, assessment__authority=document.authority_id).first()
    if snapshot is None:
        raise Refused("The snapshot this request names does not exist. Ask for the report again.")
    return snapshot
