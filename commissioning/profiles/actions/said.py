"""Every write about what people of an area say of it: priorities, and the support that would be welcomed."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction

from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.saving import Saved

from ..models.said import Said
from . import keeping

Row = TypeVar("Row", bound=Said)


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
def add(model: type[Row], *, authority: Authority, typed: Typed, by: User) -> Row:
    locked = keeping.lock_area(authority, by)
    keeping.check_current(locked)
    keeping.check_can_read(typed.sensitivity, locked, by)
    return keeping.add(model, locked, typed.values, verb=f"{model.NOUN}-add", by=by)


@transaction.atomic
def save(*, entry: Row, typed: Typed, version: int, by: User) -> Saved[Row]:
    current = _lock(entry, by)
    keeping.check_can_read(typed.sensitivity, current.authority, by)
    return keeping.save(current, typed.values, version=version, verb=f"{entry.NOUN}-save", by=by)


@transaction.atomic
def remove(*, entry: Row, because: str, version: int, by: User) -> Saved[Row]:
    return keeping.remove(_lock(entry, by), because, version=version, verb=f"{entry.NOUN}-remove", by=by)


def _lock(entry: Row, by: User) -> Row:
    current = keeping.lock_open(entry, by)
    keeping.check_current(current.authority)
    return current
