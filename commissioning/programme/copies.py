"""Copies on paper of what one reader saw the day they asked: theirs alone, and only for as long as they may still see
all that is in it.

A copy notes what it rests on, by ids: self-assessments and standards whose levels something beside a role opened,
packages its reader sees by name, and every entry of the area’s profile in it.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.documents.kinds import Refused
from commissioning.documents.models import Document
from commissioning.profiles.models import HistoryEntry, Insight, Priority, WelcomedSupport
from commissioning.support.models import PackageStandard, SupportPackage
from readiness.models import SelfAssessment
from readiness.queries.reading import any_of, is_known_beside_roles, ways_to_levels

from .sight.levels import SignedLevels

Rests = dict[str, list[int]]
ENTRIES = {"history": HistoryEntry, "insights": Insight, "priorities": Priority, "welcomed": WelcomedSupport}
PDF = "application/pdf"


def rests_on(
    levels: SignedLevels, packages: Iterable[SupportPackage], *, packages_whole: bool, **entries: Iterable
) -> Rests:
    """`entries`: rows of `ENTRIES` by their name there."""
    return {
        "assessments": list(levels.opened),
        "shown": list(levels.shown),
        "packages": [] if packages_whole else [one.pk for one in packages],
        **{name: [one.pk for one in rows] for name, rows in entries.items()},
    }


def params(scope: Scope, rests: Rests) -> dict:
    return {"roles": _roles(scope), **rests}


def _roles(scope: Scope) -> str:
    """All the reader’s roles in one word: whoever’s roles have changed asks for a new copy."""
    return ",".join(sorted(f"{one.role}:{one.authority_id or ''}:{one.region_id or ''}" for one in scope.grants))


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
        & ~Q(pk__in=_closed_since(scope))
    )


def _ids(rows: QuerySet | None) -> list[int]:
    return [] if rows is None else list(rows.values_list("pk", flat=True))


def _closed_since(scope: Scope) -> list[int]:
    """The reader’s copies with an entry that was removed, or is no longer open to them."""
    own = Document.objects.filter(requested_by=scope.person_id or 0, params__has_key="history")
    copies = list(own.values_list("pk", "params"))
    still_open = _open_of(copies, scope) if copies else {}
    return [pk for pk, noted in copies if any(not set(noted[name]) <= still_open[name] for name in ENTRIES)]


def _open_of(copies: list[tuple[int, dict]], scope: Scope) -> dict[str, set[int]]:
    found = {}
    for name, model in ENTRIES.items():
        noted = {pk for _, params in copies for pk in params[name]}
        found[name] = set(_ids(model.objects.kept().visible_to(scope).filter(pk__in=noted)))
    return found


def is_theirs(scope: Scope, document: Document) -> bool:
    return Document.objects.filter(visible_to(scope), pk=document.pk).exists()


def newest(scope: Scope, *, kind: str, authority: Authority, **noted: str) -> Document | None:
    """The one this reader asked for last, as far as they may have it. `noted`: parameters it was made with."""
    rows = Document.objects.filter(visible_to(scope), kind=kind, authority=authority)
    rows = rows.filter(params__contains=noted) if noted else rows
    return rows.order_by("-created_at", "-pk").first()


def refuse_more_than_asked(document: Document, rests: Rests) -> None:
    """What the file rests on decides who may have it, so it must not rest on more than was noted."""
    if any(not set(ids) <= set(document.params[name]) for name, ids in rests.items()):
        raise Refused("What you may see has changed since you asked. Ask for it again.")


def laid_out(html: str) -> bytes:
    # Here and not above: web processes register these kinds, and must not carry WeasyPrint.
    from commissioning.reporting import pdf

    try:
        return pdf.render(html, stylesheet=pdf.print_stylesheet())
    except pdf.TooLarge as reason:
        raise Refused(f"This cannot be made. {reason}") from reason
