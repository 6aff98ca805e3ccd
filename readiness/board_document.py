"""The report's two pages for the board as a document: the same snapshot, the same readers as the whole report. They say
nothing of other areas, so there is one copy for everybody.
"""

from django.conf import settings
from django.template.loader import render_to_string

from commissioning.documents.kinds import BuiltFile, Kind, Progress, register
from commissioning.documents.models import Document

from . import report, report_document
from .feedback.board import BoardReport, board_report
from .models import Snapshot
from .queries.frozen import BOARD_REPORT

TEMPLATE = "readiness/board/pdf.html"


def register_kind() -> None:
    register(Kind(BOARD_REPORT, visible_to=report_document.visible_to, may=report_document.may, build=build))


def build(document: Document, progress: Progress) -> BuiltFile:
    return make(report_document.snapshot_of(document), progress)


def make(snapshot: Snapshot, progress: Progress) -> BuiltFile:
    """Raises Refused as the whole report does."""
    progress(10, "Checking the snapshot")
    report_document.check(snapshot)
    progress(30, "Choosing what the board needs")
    found = board_report(report.feedback_report(snapshot))
    progress(50, "Laying out the PDF")
    content = report_document.laid_out(as_html(found))
    progress(95, "Keeping the file")
    return BuiltFile(
        report_document.file_name(snapshot, "two pages for the board", "pdf"), report_document.PDF, content
    )


def as_html(found: BoardReport) -> str:
    return render_to_string(TEMPLATE, {"board": found, "programme_name": settings.PROGRAMME_NAME})
