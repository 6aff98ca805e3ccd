"""Editions as documents: their preview, their publication, and their files. Who may have them, and how the worker makes
them. What is published is read from its snapshot alone.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.template.loader import render_to_string

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.documents.kinds import BuiltFile, Kind, Progress, Refused, register
from commissioning.documents.models import Document
from commissioning.saving import NotNow

from .editions.checksums import READABLE, checksum
from .models import Edition, EditionSnapshot
from .queries import editions as queries

if TYPE_CHECKING:
    from .exports.tables import Tables

TEMPLATE = "evaluation/print/edition.html"
SECONDS = 900  # deciding what is withheld solves hundreds of small programmes
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register_kinds() -> None:
    register(Kind(queries.PREVIEW, visible_to=_to_editors, may=_may_edit, build=preview, seconds=SECONDS))
    register(Kind(queries.PUBLICATION, visible_to=_to_editors, may=_may_edit, build=publication, seconds=SECONDS))
    for kind in queries.FILES:
        register(Kind(kind, visible_to=_to_everybody, may=lambda scope, document: True, build=file, seconds=SECONDS))


def _to_editors(scope: Scope) -> Q:
    return Q() if scope.holds(Permission.ROUNDS_RUN) else Q(pk__in=[])


def _may_edit(scope: Scope, document: Document) -> bool:
    return scope.holds(Permission.ROUNDS_RUN)


def _to_everybody(scope: Scope) -> Q:
    """Files of what is published, to whoever holds any role."""
    edition = Edition.objects.filter(
        published_at__isnull=False, pk=Cast(OuterRef("params__edition"), BigIntegerField())
    )
    return Q(Exists(edition)) if scope.grants else Q(pk__in=[])


# --- Before publication -----------------------------------------------------------------------


def preview(document: Document, progress: Progress) -> BuiltFile:
    """The draft as it would be published, kept for its page, and as a PDF: what cannot be laid out is found now."""
    from .actions import editions as actions
    from .editions.build import build

    edition = _edition(document)
    if edition.is_published:
        raise Refused("It is published, so there is nothing left to preview.")
    if waiting := queries.still_open(edition):
        raise Refused(" ".join(waiting))
    built = build(edition, progress)
    actions.keep_preview(edition, built)
    progress(80, "Laying out the PDF")
    return BuiltFile(file_name(edition, "draft", "pdf"), PDF, laid_out(built.pages, is_draft=True))


def publication(document: Document, progress: Progress) -> BuiltFile:
    """Freezes it, once, and gives the frozen data as a file. After a worker was lost it goes on where that one was."""
    from .actions import editions as actions
    from .editions.build import build

    edition = _edition(document)
    snapshot = EditionSnapshot.objects.filter(edition=edition).first()
    if snapshot is None:
        if edition.revision != document.params.get("revision"):
            raise Refused("It was changed after it was sent to be published. Look at it again and publish it then.")
        if waiting := queries.still_open(edition):
            raise Refused(" ".join(waiting))
        built = build(edition, progress)
        progress(90, "Freezing it")
        try:
            snapshot = actions.freeze(edition, built, document.requested_by)
        except NotNow as reason:
            raise Refused(str(reason)) from reason
    data = {"pages": snapshot.pages, "tables": snapshot.tables, "sha256": snapshot.checksum}
    content = json.dumps(data, sort_keys=True, ensure_ascii=False).encode()
    return BuiltFile(file_name(edition, "data", "json"), "application/json", content)


# --- Files of what is published ---------------------------------------------------------------


def file(document: Document, progress: Progress) -> BuiltFile:
    progress(10, "Checking the snapshot")
    edition = _edition(document)
    snapshot = intact(edition)
    progress(30, "Writing the file")
    return FILES[document.kind](edition, snapshot)


def intact(edition: Edition) -> EditionSnapshot:
    """Raises Refused unless what is there is what was published."""
    snapshot = EditionSnapshot.objects.filter(edition=edition).first()
    if snapshot is None:
        raise Refused("This edition is not published, so it has no files.")
    if snapshot.format not in READABLE:
        raise Refused(f"It is kept in format {snapshot.format}, which this version of the site cannot read. Tell us.")
    if checksum(snapshot.pages, snapshot.tables, snapshot.patterns) != snapshot.checksum:
        raise Refused(
            "What is kept of this edition no longer matches its checksum, so no file was made of it. Tell an"
            " administrator: somebody must look at it before anyone relies on it."
        )
    return snapshot


def _pdf(edition: Edition, snapshot: EditionSnapshot) -> BuiltFile:
    return BuiltFile(file_name(edition, "", "pdf"), PDF, laid_out(snapshot.pages))


def _xlsx(edition: Edition, snapshot: EditionSnapshot) -> BuiltFile:
    from .exports.workbook import as_workbook

    return BuiltFile(file_name(edition, "", "xlsx"), XLSX, as_workbook(_tables(snapshot)))


def _csv(edition: Edition, snapshot: EditionSnapshot) -> BuiltFile:
    from .exports.csv_files import as_zip

    return BuiltFile(file_name(edition, "", "zip"), "application/zip", as_zip(_tables(snapshot)))


def _sav(edition: Edition, snapshot: EditionSnapshot) -> BuiltFile:
    from .exports.sav import as_sav

    return BuiltFile(file_name(edition, "", "sav"), "application/x-spss-sav", as_sav(_tables(snapshot)))


FILES: dict[str, Callable[[Edition, EditionSnapshot], BuiltFile]] = {
    "edition-pdf": _pdf,
    "edition-xlsx": _xlsx,
    "edition-csv": _csv,
    "edition-sav": _sav,
}


def _tables(snapshot: EditionSnapshot) -> "Tables":
    from .editions.stored import read

    return read(snapshot)


def laid_out(pages: dict, *, is_draft: bool = False) -> bytes:
    # Here and not above: web processes register these kinds, and must not carry WeasyPrint.
    from commissioning.reporting import pdf

    from .exports.report_html import STYLESHEET

    made_on = date.fromisoformat(pages["made_on"])
    html = render_to_string(TEMPLATE, {"pages": pages, "made_on": made_on, "is_draft": is_draft})
    try:
        return pdf.render(html, stylesheet=pdf.print_stylesheet() + STYLESHEET.read_text(encoding="utf-8"))
    except pdf.TooLarge as reason:
        raise Refused(f"This edition cannot be laid out. {reason}") from reason


def file_name(edition: Edition, what: str, ending: str) -> str:
    """Letters, digits, spaces and hyphens alone."""
    plain = unicodedata.normalize("NFKD", str(edition).replace("/", "-")).encode("ascii", "ignore").decode()
    words = " ".join(re.sub(r"[^A-Za-z0-9 -]", "", f"{plain} {what}").split())
    return f"{words or 'Edition'}.{ending}"


def _edition(document: Document) -> Edition:
    number = document.params.get("edition") if isinstance(document.params, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise Refused("This request names no edition. Ask for it again from the edition’s page.")
    edition = Edition.objects.select_related("round", "against", "replaces").filter(pk=number).first()
    if edition is None:
        raise Refused("The edition this request names does not exist. Ask for it again.")
    return edition
