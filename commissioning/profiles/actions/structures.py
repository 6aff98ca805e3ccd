"""Every write about an area's structures."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.saving import Saved

from ..dates import Known
from ..models import Structure
from . import keeping


@dataclass(frozen=True)
class Typed:
    """What the page of a structure sent."""

    kind: str
    name: str
    about: str
    starts: Known | None
    ends: Known | None

    @property
    def values(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "name": self.name,
            "about": self.about,
            "starts_on": self.starts.first if self.starts else None,
            "precision": self.starts.precision if self.starts else "",
            "ends_on": self.ends.last if self.ends else None,
            "ends_precision": self.ends.precision if self.ends else "",
            "draft": False,  # whoever writes it down says that it is so
        }


@transaction.atomic
def add(*, authority: Authority, typed: Typed, by: User) -> Structure:
    locked = keeping.lock_area(authority, by)
    keeping.check_current(locked)
    return keeping.add(Structure, locked, typed.values, verb="structure-add", by=by)


@transaction.atomic
def save(*, structure: Structure, typed: Typed, version: int, by: User) -> Saved[Structure]:
    current = _lock(structure, by)
    return keeping.save(current, typed.values, version=version, verb="structure-save", by=by)


@transaction.atomic
def remove(*, structure: Structure, because: str, version: int, by: User) -> Saved[Structure]:
    """What never was there, or was entered twice; one that came to an end gets its last day instead."""
    return keeping.remove(_lock(structure, by), because, version=version, verb="structure-remove", by=by)


def _lock(structure: Structure, by: User) -> Structure:
    current = keeping.lock(structure, by)
    keeping.check_current(current.authority)
    return current
