"""One line on one page of paper. It holds what its reader saw the day it was asked for, so it is theirs alone, and only
for as long as they may still see all of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.documents.actions import request_document
from commissioning.documents.kinds import BuiltFile, Kind, Progress, Refused, register
from commissioning.documents.models import UNFINISHED, Document
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.support.models import PackageStandard, SupportPackage
from readiness.models import SelfAssessment, Standard
from readiness.queries.reading import any_of, is_known_beside_roles, ways_to_levels
from readiness.queries.standards import current_standards

from .known import Known, areas, known
from .lines import SEQUENCE, Line, Step, line

LINE_OF_SIGHT = "line-of-sight"
TEMPLATE = "programme/sight/pdf.html"
PDF = "application/pdf"
MOST_PRINTED = 3  # of a step: more would not fit the page


def register_kind() -> None:
    register(Kind(LINE_OF_SIGHT, visible_to=visible_to, may=may, build=build))


# --- Who may have it --------------------------------------------------------------------------


def _roles(scope: Scope) -> str:
    """All the reader’s roles in one word: whoever’s roles have changed asks for a new page."""
    return ",".join(sorted(f"{one.role}:{one.authority_id or ''}:{one.region_id or ''}" for one in scope.grants))


def _rests_on(found: Known, scope: Scope) -> dict[str, list[int]]:
    """What beside roles opened it: self-assessments, standards shown for packages, packages they work on."""
    packages = [] if found.packages_whole else [one.package.pk for one in found.packages]
    return {
        "assessments": list(found.levels.opened),
        "shown": list(found.levels.shown),
        "packages": packages,
    }


def visible_to(scope: Scope) -> Q:
    """The reader’s own, as long as everything that opened it is open still."""
    mine = Q(requested_by=scope.person_id or 0, params__roles=_roles(scope))
    levels = standards = packages = None
    if is_known_beside_roles(scope):
        levels = SelfAssessment.objects.filter(any_of(ways_to_levels(scope).values()))
    if scope.holds(Permission.PACKAGE_DELIVER) or scope.holds(Permission.PACKAGE_RUN):
        seen = SupportPackage.objects.visible_to(scope)
        standards = PackageStandard.objects.filter(package__in=seen, shared=True)
    if scope.holds(Permission.PACKAGE_DELIVER) or scope.holds(Permission.PACKAGE_SPONSOR_IF_NAMED):
        packages = SupportPackage.objects.visible_to(scope)
    return (
        mine
        & Q(params__assessments__contained_by=_ids(levels))
        & Q(params__shown__contained_by=_ids(standards))
        & Q(params__packages__contained_by=_ids(packages))
    )


def _ids(rows: QuerySet | None) -> list[int]:
    return [] if rows is None else list(rows.values_list("pk", flat=True))


def may(scope: Scope, document: Document) -> bool:
    """Asked by the worker, with the scope of that moment."""
    is_theirs = Document.objects.filter(visible_to(scope), pk=document.pk).exists()
    return is_theirs and areas(scope).filter(pk=document.authority_id).exists()


def newest(authority: Authority, standard: Standard, scope: Scope) -> Document | None:
    """The one this reader asked for last, as far as they may have it."""
    rows = Document.objects.filter(visible_to(scope), kind=LINE_OF_SIGHT, authority=authority)
    return rows.filter(params__code=standard.code).order_by("-created_at", "-pk").first()


# --- Asking for it ----------------------------------------------------------------------------


def request(*, known: Known, standard: Standard, scope: Scope, by: User) -> Document:
    """A new page; while one is on its way, that one."""
    under_way = newest(known.authority, standard, scope)
    if under_way is not None and under_way.state in UNFINISHED:
        return under_way
    return request_document(
        kind=LINE_OF_SIGHT,
        title=f"Line of sight, {known.authority}, {standard.code}",
        authority=known.authority,
        params={"code": standard.code, "roles": _roles(scope), **_rests_on(known, scope)},
        by=by,
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
    if _more_than_asked(document, found, scope):
        raise Refused("What you may see has changed since you asked. Ask for the page again.")
    progress(40, "Laying out the PDF")
    content = _laid_out(as_html(line(found, standard), reader))
    progress(95, "Keeping the file")
    return BuiltFile(f"Line of sight {document.authority.short_name} {standard.code}.pdf", PDF, content)


def _more_than_asked(document: Document, found: Known, scope: Scope) -> bool:
    """What the file rests on decides who may have it, so it must not rest on more than was noted."""
    return any(not set(ids) <= set(document.params[name]) for name, ids in _rests_on(found, scope).items())


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


def _laid_out(html: str) -> bytes:
    # Here and not above: web processes register this kind, and must not carry WeasyPrint.
    from commissioning.reporting import pdf

    try:
        return pdf.render(html, stylesheet=pdf.print_stylesheet())
    except pdf.TooLarge as reason:
        raise Refused(f"This page cannot be made. {reason}") from reason
