"""Where the work of a former council went, on its page: as much of it as the reader may open where it is now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope
from commissioning.authorities.lineage import WHAT_BECAME_OF_US, Kind
from commissioning.people.models import RoleAppointment
from commissioning.support.models import PackageArea, SupportPackage
from readiness.models import SelfAssessment

from .models import Reassignment, Reorganisation
from .rules import ENDS, TABLE, What
from .telling import POSTS

MOST = 20


@dataclass(frozen=True)
class Went:
    """One thing. `after` empty: it ended."""

    what: What
    label: str
    name: str
    after: str
    url: str = ""


def of_area(authority: Any, scope: Scope) -> dict[str, Any] | None:
    """Of what was recorded here; what the register’s files alone know of is said beside it."""
    if authority.is_current:
        return None
    rows = Reorganisation.objects.filter(state=Reorganisation.State.APPLIED, kind__in=ENDS, predecessors=authority)
    row = rows.prefetch_related("successors__authority").first()
    if row is None:
        return None
    found = went(row, authority, scope)
    return {
        "reorganisation": row,
        "what_happened": WHAT_BECAME_OF_US[Kind(row.kind)],
        "successors": [one.authority for one in row.successors.all()],
        "went": found[:MOST],
        "more": max(len(found) - MOST, 0),
        "may_read_all": scope.holds(Permission.REORGANISATION_RECORD),
    }


def went(row: Reorganisation, authority: Any, scope: Scope) -> list[Went]:
    """In the order of the rule; as many queries for one thing as for a thousand."""
    rows = list(row.reassignments.filter(before=authority).select_related("after"))
    of = {what: [one for one in rows if one.what == what] for what in TABLE}
    posts = [one for what in TABLE if what in POSTS for one in of[what]]
    return [
        *_shown(of[What.ASSESSMENT], _assessments(of[What.ASSESSMENT], scope)),
        *_by_area(of[What.PLAN], scope, Permission.PLAN_SEE, "readiness:plan-detail"),
        *_shown(of[What.PACKAGE], _packages(of[What.PACKAGE], scope)),
        *_by_area(of[What.OUTCOMES], scope, Permission.PACKAGE_WRITE, "support:outcome-list"),
        *_shown(posts, _posts(posts, authority, scope)),
    ]


def _shown(rows: Iterable[Reassignment], names: dict[int, tuple[str, str]]) -> Iterable[Went]:
    """Those that have a name for this reader; `names`: what it is called, and its address."""
    for one in rows:
        if one.object_id in names:
            name, url = names[one.object_id]
            yield Went(What(one.what), TABLE[What(one.what)].label, name, str(one.after or ""), url)


def _by_area(rows: Iterable[Reassignment], scope: Scope, permission: Permission, page: str) -> Iterable[Went]:
    for one in rows:
        if one.after and scope.may(permission, one.after):
            label = TABLE[What(one.what)].label
            yield Went(What(one.what), label, label, str(one.after), reverse(page, args=[one.after.gss_code]))


def _ids(rows: Iterable[Reassignment]) -> list[int]:
    return [one.object_id for one in rows]


def _assessments(rows: list[Reassignment], scope: Scope) -> dict[int, tuple[str, str]]:
    seen = SelfAssessment.objects.visible_to(scope).filter(pk__in=_ids(rows)).select_related("version")
    return {one.pk: (one.title, one.get_absolute_url()) for one in seen}


def _packages(rows: list[Reassignment], scope: Scope) -> dict[int, tuple[str, str]]:
    seen = SupportPackage.objects.visible_to(scope).values("pk")
    parts = PackageArea.objects.filter(pk__in=_ids(rows), package__in=seen).select_related("package")
    return {
        one.pk: (f"{one.package.reference or 'Draft'}, {one.package.title}", one.package.get_absolute_url())
        for one in parts
    }


def _posts(rows: list[Reassignment], authority: Any, scope: Scope) -> dict[int, tuple[str, str]]:
    """Names of people, to those who see who is in role in a council that took over, or saw it here."""
    areas = [authority, *(one.after for one in rows if one.after)]
    if not any(scope.may(Permission.PEOPLE_SEE, area) for area in areas):
        return {}
    held = RoleAppointment.objects.filter(pk__in=_ids(rows)).select_related("person")
    return {one.pk: (f"{one.person}, {one.role_label.lower()}", "") for one in held}


def register_panel() -> None:
    register(
        Panel(
            place="authority",
            key="where-it-went",
            title="Where its work went",
            order=5,
            permission=None,
            build=of_area,
            template="programme/reorganisation/_panel.html",
        )
    )
