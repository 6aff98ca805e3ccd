"""Who held a role in an area before, and what they left to whoever holds it now."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import ROLES, Role
from commissioning.access.scope import Scope
from commissioning.authorities.lineage import lineage_ids, lineages
from commissioning.authorities.models import Authority

from ..models import HandoverNote, RoleAppointment
from .directory import POSTS, held_on

NEW_FOR = timedelta(days=60)  # as long as home points to what was left


@dataclass(frozen=True)
class Handed:
    """`notes`: the newest of each writer; `own`: whether the reader holds the role and so writes one."""

    role: Role
    label: str
    holders: tuple[RoleAppointment, ...]
    before: RoleAppointment | None
    notes: tuple[HandoverNote, ...]
    own: HandoverNote | None
    writes: bool


def readable_roles(scope: Scope, authority: Authority) -> list[Role]:
    """One’s own in that area; for the programme, all that are handed over."""
    if scope.may(Permission.CONTINUITY_SEE, authority):
        return list(POSTS)
    held = {grant.role for grant in scope.grants if grant.authority_id == authority.pk}
    return [role for role in POSTS if role in held]


def handed(role: Role, authority: Authority, scope: Scope) -> Handed:
    """In a council that took over from others, what was left in those counts too."""
    line, today = lineage_ids(authority), timezone.localdate()
    rows = RoleAppointment.objects.filter(role=role.value).select_related("person", "authority")
    holders = tuple(rows.filter(held_on(today), authority=authority))
    ended = rows.filter(authority__in=line, starts_on__lte=today).exclude(held_on(today))
    before = ended.exclude(person__in=[one.person_id for one in holders]).order_by("-starts_on", "-pk").first()
    notes: dict[int, HandoverNote] = {}
    for note in HandoverNote.objects.filter(authority__in=line, role=role.value).select_related("by", "authority"):
        notes.setdefault(note.by_id, note)
    own = notes.pop(scope.person_id or 0, None)
    writes = any(grant.role is role and grant.authority_id == authority.pk for grant in scope.grants)
    return Handed(role, ROLES[role].label, holders, before, tuple(notes.values()), own, writes)


def newly_held(scope: Scope, today: date) -> list[RoleAppointment]:
    """Posts the person took on lately where somebody was before. Three queries, for one post as for forty."""
    rows = RoleAppointment.objects.filter(
        held_on(today), person=scope.person_id or 0, role__in=POSTS, starts_on__gt=today - NEW_FOR
    )
    if not (held := list(rows.select_related("authority"))):
        return []
    lines = lineages(row.authority_id for row in held)
    places = frozenset().union(*lines.values())
    others = RoleAppointment.objects.filter(role__in=POSTS, authority__in=places).exclude(person=scope.person_id)
    before = list(others.values_list("role", "authority", "starts_on"))
    return [row for row in held if _was_held(row, lines[row.authority_id], before)]


def _was_held(row: RoleAppointment, line: frozenset[int], before: list[tuple[str, int, date]]) -> bool:
    return any(role == row.role and area in line and first < row.starts_on for role, area, first in before)
