"""What applying some files would do to the register, line by line, and what to know before. Reads alone.

The fingerprint tells whether the register is still the one that a preview was made of.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from commissioning.authorities.loading import Difference, Plan, plan
from commissioning.authorities.models import Authority, Judgement, Region, StatisticalNeighbour, Succession
from commissioning.authorities.register_files import Files, Kind
from commissioning.authorities.source_files import BrokenFile

from . import reading
from .cautions import Caution, cautions_of
from .lines import CHANGED, ENDS, GONE, NEW, Line, lines_of
from .models import RegisterRefresh

REGISTER = (Region, Authority, Succession, StatisticalNeighbour, Judgement)
SHOWN = 10  # lines of each kind on the page itself


@dataclass(frozen=True)
class Group:
    """All lines of one kind. `same`: rows that stand in the register already as the file has them."""

    kind: Kind
    same: int
    lines: tuple[Line, ...]

    @property
    def caption_id(self) -> str:
        return f"{self.kind.value}-caption"

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        return tuple((act, sum(line.act == act for line in self.lines)) for act in (NEW, CHANGED, ENDS, GONE))

    @property
    def first(self) -> tuple[Line, ...]:
        return self.lines[:SHOWN]

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "same": self.same, "lines": [asdict(line) for line in self.lines]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Group":
        return cls(Kind(data["kind"]), data["same"], tuple(Line.from_data(line) for line in data["lines"]))


@dataclass(frozen=True)
class Preview:
    groups: tuple[Group, ...]
    cautions: tuple[Caution, ...]
    fingerprint: str
    broken: tuple[str, ...] = ()  # where the files do not fit the register any more

    @property
    def problems(self) -> list[Caution]:
        """What must be settled before."""
        return [caution for caution in self.cautions if caution.refuses]

    @property
    def to_know(self) -> list[Caution]:
        return [caution for caution in self.cautions if not caution.refuses]

    @cached_property
    def changes_something(self) -> bool:
        return any(group.lines for group in self.groups)

    @property
    def is_ready(self) -> bool:
        return self.changes_something and not self.problems and not self.broken


def preview(refresh: RegisterRefresh) -> Preview:
    """Of files that wait to be applied."""
    try:
        files = reading.read(reading.kept(refresh))
        planned = plan(files)
    except BrokenFile as broken:
        return Preview((), (), "", broken.problems)
    groups = tuple(_group(difference, planned) for difference in planned.differences)
    return Preview(groups, tuple(cautions_of(refresh, files, planned)), fingerprint(refresh, groups))


def applied(refresh: RegisterRefresh) -> tuple[Group, ...]:
    return tuple(Group.from_data(data) for data in refresh.groups)


def _group(difference: Difference, planned: Plan) -> Group:
    return Group(difference.kind, difference.same, tuple(lines_of(difference, planned)))


def fingerprint(refresh: RegisterRefresh, groups: Iterable[Group]) -> str:
    """Of the whole register, these files, and what they would do."""
    rows = [list(model._default_manager.order_by("pk").values_list()) for model in REGISTER]
    files = list(refresh.files.order_by("pk").values_list("kind", "model_year", "checksum"))
    whole = [rows, files, [group.as_data() for group in groups]]
    return hashlib.sha256(json.dumps(whole, default=str).encode()).hexdigest()


def counted(files: Files) -> dict[tuple[Kind, int | None], int]:
    """How many rows each file has."""
    found = {(kind, None): len(getattr(files, kind.value)) for kind in files.kinds - {Kind.NEIGHBOURS}}
    return found | {(Kind.NEIGHBOURS, year): len(rows) for year, rows in files.neighbours.items()}
