"""Who holds a post on two days: how many are new in it, and how many left. Counts alone, never a name."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from commissioning.access.roles import Role
from commissioning.people.models import RoleAppointment

from .. import attributes as cuts

Post = tuple[int, int]  # authority, person


@dataclass(frozen=True)
class Churn:
    """In post on the first day and on the second; in post on the second alone; on the first alone."""

    before: int
    after: int
    new: int
    left: int


def churn(role: Role, since: date, until: date, attribute: str = "") -> Mapping[str, Churn]:
    """By the attribute's value on the second day, "" for all without one. A person in two areas holds two posts."""
    before, after = _held(role, since), _held(role, until)
    of = cuts.of_authorities(until) if attribute else {}
    counted: dict[str, Counter[str]] = {}
    for post in before | after:
        value = of.get(post[0], {}).get(attribute, "") if attribute else ""
        here = counted.setdefault(value, Counter())
        here["before"] += post in before
        here["after"] += post in after
        here["new"] += post in after - before
        here["left"] += post in before - after
    return {
        value: Churn(*(here[what] for what in ("before", "after", "new", "left"))) for value, here in counted.items()
    }


def _held(role: Role, on: date) -> set[Post]:
    """The posts held that day, but for those who were only acting."""
    there = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    there &= Q(revoked_at__isnull=True) | Q(revoked_at__date__gt=on)
    rows = RoleAppointment.objects.filter(there, role=role, acting=False, authority__isnull=False)
    return set(rows.values_list("authority", "person"))
