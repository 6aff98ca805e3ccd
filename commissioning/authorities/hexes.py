"""Where each council stands on the hexagon map: read from a file once, and worked out for councils it does not know.

The file (`data/SOURCES.md`) places the councils of April 2023 under today's codes. A council that comes later takes
the free hexagon nearest to the ones it follows, so a reorganisation leaves no hole in the map and nobody out of it.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import hypot
from pathlib import Path
from types import MappingProxyType

from .lineage import lineages
from .models import Authority

FILE = Path(__file__).with_name("data") / "english_authorities_2023.hexjson"
ROW = 3**0.5 / 2  # from row to row, when hexagons of one row are 1 apart


@dataclass(frozen=True)
class Place:
    """`q` counts columns from the west, `r` rows from the south; odd rows stand half a hexagon further east."""

    q: int
    r: int
    short: str

    @property
    def middle(self) -> tuple[float, float]:
        return self.q + self.r % 2 / 2, self.r * ROW


@cache
def places_in_file() -> Mapping[str, Place]:
    """By ONS code."""
    hexes = json.loads(FILE.read_text(encoding="utf-8"))["hexes"]
    return MappingProxyType({code: Place(cell["q"], cell["r"], cell["short"]) for code, cell in hexes.items()})


def places_of(authorities: Iterable[Authority]) -> dict[str, Place]:
    """A place for every one of them, by ONS code; no two share one. Two queries when the file lacks one, else none."""
    listed = {authority.gss_code: authority for authority in authorities}
    known = places_in_file()
    placed = {code: known[code] for code in listed if code in known}
    lacking = [listed[code] for code in sorted(listed.keys() - placed.keys())]
    before = _predecessors(lacking) if lacking else {}
    for authority in lacking:
        near = [known[code] for code in before[authority.pk] if code in known]
        near = near or [placed[code] for code in placed if listed[code].region_id == authority.region_id]
        placed[authority.gss_code] = _nearest_free(near or list(known.values()), placed.values(), authority)
    return placed


def _predecessors(authorities: Collection[Authority]) -> dict[int, list[str]]:
    """The codes each one descends from, however far back."""
    ancestors = lineages(authority.pk for authority in authorities)
    codes = dict(Authority.objects.filter(pk__in=set().union(*ancestors.values())).values_list("pk", "gss_code"))
    return {pk: sorted(codes[ancestor] for ancestor in found) for pk, found in ancestors.items()}


def _nearest_free(near: Collection[Place], taken: Iterable[Place], authority: Authority) -> Place:
    """The free place nearest to the middle of those, the most western and southern of equals."""
    x, y = (sum(values) / len(near) for values in zip(*(place.middle for place in near), strict=True))
    occupied = {(place.q, place.r) for place in taken}
    short = "".join(letter for letter in authority.short_name.upper() if letter.isalpha())[:3]
    free = (Place(q, r, short) for q, r in _grid() if (q, r) not in occupied)
    return min(free, key=lambda place: (hypot(place.middle[0] - x, place.middle[1] - y), place.q, place.r))


def _grid() -> Iterator[tuple[int, int]]:
    """The rectangle of the map with a margin all round."""
    places = places_in_file().values()
    columns, rows = [place.q for place in places], [place.r for place in places]
    return product(range(min(columns) - 2, max(columns) + 3), range(min(rows) - 2, max(rows) + 3))
