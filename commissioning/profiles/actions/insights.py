"""Every write about pitfalls, opportunities and mindset. They are for whoever works with the area next, so a council
that is no more gets no new ones.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.saving import Saved

from ..models import Insight
from . import keeping


@dataclass(frozen=True)
class Typed:
    """What the page of an insight sent."""

    kind: str
    words: str
    what_to_do: str
    sensitivity: str

    @property
    def values(self) -> dict[str, Any]:
        return dict(vars(self))


@transaction.atomic
def add(*, authority: Authority, typed: Typed, by: User) -> Insight:
    locked = keeping.lock_area(authority, by)
    keeping.check_current(locked)
    keeping.check_can_read(typed.sensitivity, locked, by)
    return keeping.add(Insight, locked, typed.values, verb="insight-add", by=by)


@transaction.atomic
def save(*, insight: Insight, typed: Typed, version: int, by: User) -> Saved[Insight]:
    current = _lock(insight, by)
    keeping.check_can_read(typed.sensitivity, current.authority, by)
    return keeping.save(current, typed.values, version=version, verb="insight-save", by=by)


@transaction.atomic
def remove(*, insight: Insight, because: str, version: int, by: User) -> Saved[Insight]:
    return keeping.remove(_lock(insight, by), because, version=version, verb="insight-remove", by=by)


def _lock(insight: Insight, by: User) -> Insight:
    current = keeping.lock_open(insight, by)
    keeping.check_current(current.authority)
    return current
