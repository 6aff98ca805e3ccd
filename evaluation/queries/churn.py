"""Who holds a post in each area on two days: the same person, another one, somebody acting, or nobody. Of areas alone,
never a name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import RoleAppointment

SAME, NEW, ACTING, VACANT = "same", "new", "acting", "vacant"
STATES = (SAME, NEW, ACTING, VACANT)
Held = dict[int, set[int]]  # authority → people


@dataclass(frozen=True)
class Posts:
    """`by_area`: how the post stood on the later day, of every area there was. `new_people`: who hold one and held
    none of them on the earlier day: somebody in two areas is one.
    """

    by_area: dict[int, str]
    new_people: int


def posts(role: Role, since: date, until: date) -> Posts:
    before, after, acting = _held(role, since), _held(role, until), _held(role, until, acting=True)
    areas = _areas_on(until)
    by_area = {area: _state(before.get(area, set()), after.get(area, set()), area in acting) for area in areas}
    there = set().union(*before.values())
    new = {person for area in areas for person in after.get(area, set())} - there
    return Posts(by_area, len(new))


def _state(before: Collection[int], after: Collection[int], is_acting: bool) -> str:
    if after:
        return SAME if set(before) & set(after) else NEW
    return ACTING if is_acting else VACANT


def _areas_on(day: date) -> list[int]:
    started = Q(started_on__isnull=True) | Q(started_on__lte=day)
    rows = Authority.objects.filter(started, Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _held(role: Role, on: date, *, acting: bool = False) -> Held:
    """The posts held that day; ended at once that day is ended."""
    there = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    there &= Q(revoked_at__isnull=True) | Q(revoked_at__date__gt=on)
    rows = RoleAppointment.objects.filter(there, role=role, acting=acting, authority__isnull=False)
    held: Held = {}
    for area, person in rows.values_list("authority", "person"):
        held.setdefault(area, set()).add(person)
    return held
