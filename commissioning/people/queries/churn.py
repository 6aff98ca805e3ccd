"""Who holds a post in each area on two days: the same person, another one, somebody acting, or nobody. Of areas alone,
never a name. A council that took over from others is one area, and whoever held the post in one of those is not new.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from commissioning.access.roles import ROLES, Role
from commissioning.authorities.lineage import lineages
from commissioning.authorities.models import Authority, Region

from ..models import RoleAppointment

SAME, NEW, ACTING, VACANT = "same", "new", "acting", "vacant"
STATES = (SAME, NEW, ACTING, VACANT)
Held = dict[int, set[int]]  # authority → people


@dataclass(frozen=True)
class Posts:
    """`by_area`: how the post stood on the later day, of every area there was. `new_people`: who hold one and held
    none of them on the earlier day, and `left_people` the other way round: somebody in two areas is one.
    """

    by_area: dict[int, str]
    new_people: int
    left_people: int


def posts(role: Role, since: date, until: date) -> Posts:
    before, after, acting = _held(role, since), _held(role, until), _held(role, until, acting=True)
    areas = _areas_on(until)
    lines = lineages(areas)
    earlier = {area: set().union(*(before.get(one, set()) for one in lines[area])) for area in areas}
    by_area = {area: _state(earlier[area], after.get(area, set()), area in acting) for area in areas}
    there = set().union(*before.values())
    now = {person for area in areas for person in after.get(area, set())}
    return Posts(by_area, len(now - there), len(there - now))


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


@dataclass(frozen=True)
class Row:
    """Areas of one kind, by how the post stood: as many numbers as STATES."""

    label: str
    numbers: tuple[int, ...]

    @property
    def areas(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True)
class Churned:
    role: Role
    label: str
    posts: Posts
    groups: tuple[tuple[str, tuple[Row, ...]], ...]


def by_role(since: date, until: date) -> list[Churned]:
    """Of the posts that every area has, for England, each type and each region."""
    known = Authority.objects.in_bulk()
    regions = dict(Region.objects.values_list("pk", "name"))
    kinds = {area: one.get_type_display() for area, one in known.items()}
    places = {area: regions[one.region_id] for area, one in known.items()}
    found = []
    for role in (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD):
        counted = posts(role, since, until)
        england = dict.fromkeys(counted.by_area, "England")
        cuts = (("England", england), ("Type", kinds), ("Region", places))
        groups = tuple((title, _rows(counted.by_area, cut)) for title, cut in cuts)
        found.append(Churned(role, ROLES[role].label, counted, groups))
    return found


def _rows(by_area: dict[int, str], cut: dict[int, str]) -> tuple[Row, ...]:
    tallies: dict[str, Counter[str]] = {label: Counter() for label in sorted({cut[area] for area in by_area})}
    for area, state in by_area.items():
        tallies[cut[area]][state] += 1
    return tuple(Row(label, tuple(tally[state] for state in STATES)) for label, tally in tallies.items())
