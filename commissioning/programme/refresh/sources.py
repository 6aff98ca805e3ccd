"""Which edition of each part of the register is in use: the one that came with the site, or one that was uploaded.

Each start of the site loads the shipped files. A part of which an upload was applied last is left out of that, whatever
is shipped; a newer shipped edition is offered, and applied by a person like an upload.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from commissioning.authorities.register_files import PART_OF, SHIPPED_IN, Kind, Part, shipped_files

from .models import RegisterFile, RegisterRefresh
from .reading import checksum_of

IN_WORDS = {
    Part.COUNCILS: "councils and their links",
    Part.NEIGHBOURS: "statistical neighbours",
    Part.JUDGEMENTS: "inspection judgements",
}


@dataclass(frozen=True)
class Source:
    """Where one part stands. `refresh`: the last that was applied, none while only the site's own files were."""

    part: Part
    refresh: RegisterRefresh | None
    newer_shipped: bool  # the site's own files are others than when that was applied

    @property
    def label(self) -> str:
        words = IN_WORDS[self.part]
        return words[:1].upper() + words[1:]

    @property
    def kinds(self) -> list[Kind]:
        return kinds_of(self.part)

    @property
    def is_uploaded(self) -> bool:
        return self.refresh is not None and self.refresh.source == RegisterRefresh.Source.UPLOADED

    @property
    def is_offered(self) -> bool:
        return self.is_uploaded and self.newer_shipped


def kinds_of(part: Part) -> list[Kind]:
    return [kind for kind in Kind if PART_OF[kind] is part]


def sources(folder: Path | None = None) -> list[Source]:
    now = checksums(folder)
    return [_source(part, now) for part in Part]


def left_alone(found: Iterable[Source]) -> frozenset[Part]:
    """What a start of the site does not load."""
    return frozenset(source.part for source in found if source.is_uploaded)


def checksums(folder: Path | None = None) -> dict[str, str]:
    """Of the files that come with the site, by kind and model year."""
    files = shipped_files(folder or SHIPPED_IN, Kind)
    return {_name(kind, year): checksum_of(path.read_bytes()) for kind, year, path in files}


def _source(part: Part, now: dict[str, str]) -> Source:
    kinds = kinds_of(part)
    rows = RegisterRefresh.objects.applied().filter(
        pk__in=RegisterFile.objects.filter(kind__in=kinds).values("refresh")
    )
    last = rows.select_related("settled_by").prefetch_related("files").order_by("-settled_at", "-pk").first()
    return Source(part, last, last is not None and _of(kinds, last.shipped) != _of(kinds, now))


def _of(kinds: list[Kind], known: dict[str, str]) -> dict[str, str]:
    return {name: checksum for name, checksum in known.items() if name.partition("-")[0] in kinds}


def _name(kind: Kind, model_year: int | None) -> str:
    return f"{kind.value}-{model_year}" if model_year else kind.value
