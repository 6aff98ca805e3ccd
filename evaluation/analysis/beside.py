"""Rows of what an edition sets beside the survey, as its files hold them: recorded reach, posts, signed levels. Pure.

Each has `suppressed`: "c" or "c2" where its numbers are withheld, and then there are none.
"""

from dataclasses import dataclass, fields


@dataclass(slots=True)
class Recorded:
    """`reach.csv`: who was recorded as a user. `service` is an answer of the question about reach in `levels.csv`."""

    group: str
    since: str
    until: str
    service: str
    label: str
    people: int | None
    areas: int | None
    suppressed: str


@dataclass(slots=True)
class Post:
    """`posts.csv`: how a post stood on the later day."""

    role: str
    since: str
    until: str
    breakdown: str
    breakdown_value: str
    post: str
    areas: int | None
    base_areas: int | None
    suppressed: str


@dataclass(slots=True)
class Signed:
    """`signed.csv`: areas at a level of a standard. `published`: the number of the comparison it is taken from."""

    year: str
    published: int
    standard: str
    label: str
    level: str
    areas: int | None
    base_areas: int | None
    suppressed: str


@dataclass(slots=True)
class Median:
    """`medians.csv`: where the middle lies, at a level or between two."""

    year: str
    published: int
    standard: str
    label: str
    median_low: int | None
    median_high: int | None
    suppressed: str


@dataclass(slots=True)
class Moved:
    """`moves.csv`: areas whose level in the later year is higher, the same or lower."""

    year_from: str
    year_to: str
    standard: str
    label: str
    move: str
    areas: int | None
    base_areas: int | None
    suppressed: str


Beside = Recorded | Post | Signed | Median | Moved
KINDS: dict[str, type[Beside]] = {
    "reach": Recorded, "posts": Post, "signed": Signed, "medians": Median, "moves": Moved,
}  # fmt: skip


def columns_of(name: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(KINDS[name]))
