"""Every write about an area's history. It may be added to after the council is no more: that is what history is."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.saving import Saved

from ..dates import Known
from ..models import HistoryEntry
from . import keeping


@dataclass(frozen=True)
class Typed:
    """What the page of an entry sent."""

    kind: str
    strength: bool
    title: str
    starts: Known
    ends: Known | None
    narrative: str
    effect_today: str
    source: str
    sensitivity: str

    @property
    def values(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "strength": self.strength,
            "title": self.title,
            "starts_on": self.starts.first,
            "precision": self.starts.precision,
            "ends_on": self.ends.last if self.ends else None,
            "ends_precision": self.ends.precision if self.ends else "",
            "narrative": self.narrative,
            "effect_today": self.effect_today,
            "source": self.source,
            "sensitivity": self.sensitivity,
        }


@transaction.atomic
def add(*, authority: Authority, typed: Typed, by: User) -> HistoryEntry:
    locked = keeping.lock_area(authority, by)
    keeping.check_can_read(typed.sensitivity, locked, by)
    return keeping.add(HistoryEntry, locked, typed.values, verb="history-add", by=by)


@transaction.atomic
def save(*, entry: HistoryEntry, typed: Typed, version: int, by: User) -> Saved[HistoryEntry]:
    current = keeping.lock_open(entry, by)
    keeping.check_can_read(typed.sensitivity, current.authority, by)
    return keeping.save(current, typed.values, version=version, verb="history-save", by=by)


@transaction.atomic
def remove(*, entry: HistoryEntry, because: str, version: int, by: User) -> Saved[HistoryEntry]:
    return keeping.remove(keeping.lock_open(entry, by), because, version=version, verb="history-remove", by=by)
