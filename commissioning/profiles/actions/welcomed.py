"""Every write about the support an area would welcome."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.saving import Saved

from ..models import WelcomedSupport
from . import keeping


@dataclass(frozen=True)
class Typed:
    """What the page of an entry sent."""

    kind: str
    year: int
    said_by: str
    words: str
    sensitivity: str

    @property
    def values(self) -> dict[str, Any]:
        return dict(vars(self))


@transaction.atomic
def add(*, authority: Authority, typed: Typed, by: User) -> WelcomedSupport:
    locked = keeping.lock_area(authority, by)
    keeping.check_current(locked)
    keeping.check_can_read(typed.sensitivity, locked, by)
    return keeping.add(WelcomedSupport, locked, typed.values, verb="welcomed-add", by=by)


@transaction.atomic
def save(*, entry: WelcomedSupport, typed: Typed, version: int, by: User) -> Saved[WelcomedSupport]:
    current = _lock(entry, by)
    keeping.check_can_read(typed.sensitivity, current.authority, by)
    return keeping.save(current, typed.values, version=version, verb="welcomed-save", by=by)


@transaction.atomic
def remove(*, entry: WelcomedSupport, because: str, version: int, by: User) -> Saved[WelcomedSupport]:
    return keeping.remove(_lock(entry, by), because, version=version, verb="welcomed-remove", by=by)


def _lock(entry: WelcomedSupport, by: User) -> WelcomedSupport:
    current = keeping.lock_open(entry, by)
    keeping.check_current(current.authority)
    return current
