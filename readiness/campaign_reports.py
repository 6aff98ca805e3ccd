"""Every signed report of a campaign in one zip: an administrator's act that each area finds among who looked.

The reports are documents of their own, each made by a task of its own, so no task takes longer than one report and a
killed worker costs one. Few of them wait on the queue at a time: a champion who asks for one meanwhile is not behind
153 others. A report that stands already is taken as it is; never a copy that sets an area beside others, for whoever
holds many areas' levels could subtract. The zip is written to a file, never held in memory; each PDF goes in with the
checksum it was kept under, and one that failed is listed with its reason.
"""

import csv
import hashlib
import io
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import Q

from commissioning.access.permissions import Permission
from commissioning.access.scope import EVERYWHERE, Scope
from commissioning.documents.actions import request_document
from commissioning.documents.kinds import BuiltFile, Kind, Parts, Progress, Refused, register
from commissioning.documents.models import UNFINISHED, Document
from commissioning.lists.files import safe_text

from .actions.reports import title_of
from .models import Campaign, Snapshot
from .queries import campaign_reports as queries
from .queries.frozen import FEEDBACK_REPORT
from .queries.reports import params_of

ZIP = "application/zip"
AT_ONCE = 4  # reports of one campaign that may wait on the queue
CONTENTS = "contents.csv"
COLUMNS = ("gss_code", "authority", "year", "revision", "signed_at", "file", "bytes", "sha256", "not_made_because")
LOST = "Its file is no longer there. Ask for the reports again."
CHANGED = "Its file no longer matches the checksum it was kept under. Tell an administrator."


def register_kind() -> None:
    register(Kind(queries.CAMPAIGN_REPORTS, visible_to=visible_to, may=may, build=build, parts=parts))


def visible_to(scope: Scope) -> Q:
    return EVERYWHERE if scope.holds(Permission.LEVELS_EXPORT) else Q(pk__in=[])


def may(scope: Scope, document: Document) -> bool:
    return scope.holds(Permission.LEVELS_EXPORT)


# --- Parts --------------------------------------------------------------------------------


def parts(document: Document) -> Parts:
    """Asks for the next few reports that do not stand yet."""
    rows = queries.reports_of(document)
    waiting = sum(row.report is not None and row.report.state in UNFINISHED for row in rows)
    missing = [row.snapshot for row in rows if row.report is None]
    for snapshot in missing[: max(0, AT_ONCE - waiting)]:
        assessment = snapshot.assessment
        request_document(
            kind=FEEDBACK_REPORT,
            title=title_of(assessment, snapshot, FEEDBACK_REPORT),
            authority=assessment.authority,
            params=params_of(snapshot, compared=False),
            by=None,
            parent=document,
        )
    return Parts(total=len(rows), ended=len(rows) - waiting - len(missing), noun="reports")


# --- The zip ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One area in the list of contents; without `name` its report is not in the zip, and `why` says so."""

    snapshot: Snapshot
    name: str = ""
    size: int | None = None
    checksum: str = ""
    why: str = ""

    @property
    def cells(self) -> list[str]:
        snapshot = self.snapshot
        assessment = snapshot.assessment
        return [
            assessment.authority.gss_code,
            safe_text(assessment.authority.name),
            str(assessment.year),
            str(snapshot.revision),
            snapshot.made_at.isoformat(),
            self.name,
            "" if self.size is None else str(self.size),
            self.checksum,
            safe_text(self.why),
        ]


def build(document: Document, progress: Progress) -> BuiltFile:
    rows = queries.reports_of(document)
    campaign = Campaign.objects.filter(pk=document.params.get("campaign")).first()
    if campaign is None or not rows:
        raise Refused("This request names no campaign with a signed report. Ask for the reports again.")
    file = tempfile.TemporaryFile()  # noqa: SIM115  whoever keeps the zip closes it
    try:
        lines = []
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for number, row in enumerate(rows, 1):
                lines.append(_put(archive, row))
                progress(100 * number // (len(rows) + 1), f"{number} of {len(rows)} reports in the zip")
            archive.writestr(CONTENTS, _contents(lines), zipfile.ZIP_DEFLATED)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    name = f"Feedback reports {campaign.year_label.replace('/', '-')}.zip"
    return BuiltFile(name, ZIP, file, note=_note(lines))


def _put(archive: zipfile.ZipFile, row: queries.AreaReport) -> Line:
    snapshot, report = row.snapshot, row.report
    if report is None or report.state != Document.State.DONE:
        return Line(snapshot, why=report.reason if report else LOST)
    name = f"{snapshot.assessment.authority.gss_code} {report.file_name}"
    try:
        with report.file.open("rb") as kept:
            if _checksum(kept) != report.checksum:
                return Line(snapshot, why=CHANGED)
            kept.seek(0)
            with archive.open(name, "w") as copy:
                shutil.copyfileobj(kept, copy)
    except FileNotFoundError:
        return Line(snapshot, why=LOST)
    return Line(snapshot, name, report.size, report.checksum)


def _checksum(file: BinaryIO) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


def _contents(lines: list[Line]) -> bytes:
    """With the mark that spreadsheets need to read accents."""
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *(line.cells for line in lines)])
    return out.getvalue().encode("utf-8-sig")


def _note(lines: list[Line]) -> str:
    missing = sum(not line.name for line in lines)
    if not missing:
        return ""
    which = "One report is" if missing == 1 else f"{missing} reports are"
    return f"{which} not in it. {CONTENTS} in the zip lists every area, and says why."
