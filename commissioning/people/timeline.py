"""Who came and went on an area's timeline, as roles; with names for those who may see people there."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.access.timeline import Happened, Source, register

from .models import RoleAppointment
from .queries.directory import POSTS


def appointments(authority: Any, line: Collection[int], scope: Scope) -> Iterator[Happened]:
    """What lies ahead is no event yet."""
    today, named = timezone.localdate(), scope.may(Permission.PEOPLE_SEE, authority)
    rows = RoleAppointment.objects.filter(authority__in=line, role__in=POSTS).select_related("person", "authority")
    for row in rows:
        last = _last_day(row)
        if row.starts_on > today or (last and last < row.starts_on):  # ended before it began: nobody ever held it
            continue
        about = {
            "text": str(row.person) if named else "",
            "tag": "" if row.authority_id == authority.pk else str(row.authority),
        }
        yield Happened(on=row.starts_on, title=f"{row.role_label} in role", **about)
        if last and last <= today:
            yield Happened(on=last, title=f"{row.role_label}: last day", **about)


def _last_day(row: RoleAppointment) -> date | None:
    revoked = timezone.localdate(row.revoked_at) if row.revoked_at else None
    return min(filter(None, (row.ends_on, revoked)), default=None)


def register_source() -> None:
    register(Source("appointment", "People in role", 40, None, appointments))
