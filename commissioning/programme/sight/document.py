"""One line on one page of paper. It holds what its reader saw the day it was asked for, so it is theirs alone, and only
for as long as they may still see all of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.documents.actions import request_once
from commissioning.documents.kinds import BuiltFile, Kind, Progress, Refused, register
from commissioning.documents.models import Document
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from readiness.models import Standard
from readiness.queries.standards import current_standards

from .. import copies
from .known import Known, areas, known
from .lines import SEQUENCE, Line, Step, line

LINE_OF_SIGHT = "line-of-sight"
TEMPLATE = "programme/sight/pdf.html"
PDF = "application/pdf"
MOST_PRINTED = 3  # of a step: more would not fit the page


def register_kind() -> None:
    register(Kind(LINE_OF_SIGHT, visible_to=copies.visible_to, may=may, build=build))


# --- Who may have it --------------------------------------------------------------------------


def _rests_on(found: Known) -> copies.Rests:
    packages = (one.package for one in found.packages)
    return copies.rests_on(found.levels, packages, packages_whole=found.packages_whole)


def may(scope: Scope, document: Document) -> bool:
    """Asked by the worker, with the scope of that moment."""
    return copies.is_theirs(scope, document) and areas(scope).filter(pk=document.authority_id).exists()


def newest(authority: Authority, standard: Standard, scope: Scope) -> Document | None:
    return copies.newest(scope, kind=LINE_OF_SIGHT, authority=authority, code=standard.code)


# --- Asking for it ----------------------------------------------------------------------------


def request(*, known: Known, standard: Standard, scope: Scope, by: User) -> Document:
    """A new page; while one is on its way, that one."""
    return request_once(
        kind=LINE_OF_SIGHT,
        title=f"Line of sight, {known.authority}, {standard.code}",
        authority=known.authority,
        params={"code": standard.code, **copies.params(scope, _rests_on(known))},
        by=by,
        own=True,
    )


# --- Making it --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Printed:
    """A step with what there is room for; `more`: how many entries are left out, the oldest first."""

    step: Step
    entries: tuple
    more: int


def build(document: Document, progress: Progress) -> BuiltFile:
    progress(10, "Reading")
    reader = document.requested_by
    scope = scope_of(reader)
    standard = _standard(document)
    found = known(document.authority, scope)
    copies.refuse_more_than_asked(document, _rests_on(found))
    progress(40, "Laying out the PDF")
    content = copies.laid_out(as_html(line(found, standard), reader))
    progress(95, "Keeping the file")
    return BuiltFile(f"Line of sight {document.authority.short_name} {standard.code}.pdf", PDF, content)


def _standard(document: Document) -> Standard:
    code = document.params.get("code", "") if isinstance(document.params, dict) else ""
    found = current_standards().standards.select_related("section").filter(code=code).first()
    if found is None:
        raise Refused("The standard that this request names is not in the set of standards. Ask for the page again.")
    return found


def as_html(found: Line, reader: User) -> str:
    context = {
        "line": found,
        "steps": [_printed(step) for step in found.steps],
        "reader": reader,
        "sequence": SEQUENCE,
        "made_on": timezone.localdate(),
        "programme_name": settings.PROGRAMME_NAME,
    }
    return render_to_string(TEMPLATE, context)


def _printed(step: Step) -> Printed:
    kept: Iterable = step.entries[-MOST_PRINTED:]
    return Printed(step, tuple(kept), max(0, len(step.entries) - MOST_PRINTED))
