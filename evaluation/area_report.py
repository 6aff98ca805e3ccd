"""What an area is told after it was listened to, read from the frozen data alone. Pure.

Page and PDF are drawn from `AreaFeedback`, so they say the same for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

FORMAT = 1
READABLE = frozenset({1})


@dataclass(frozen=True)
class Quoted:
    text: str
    who: str


@dataclass(frozen=True)
class ThemeHeard:
    title: str
    interviews: int
    strengths: str
    difficulties: str
    differed: str
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True)
class PlayedBack:
    held_on: date
    came: str
    number: int
    disputed: str
    changed: str


@dataclass(frozen=True)
class AreaFeedback:
    """`waiting`: interviews that were held and do not count yet."""

    area: str
    number: int
    made_on: date
    purpose: str
    people: int
    interviews: int
    waiting: int
    sides: tuple[str, ...]
    first_on: date
    last_on: date
    guides: tuple[str, ...]
    themes: tuple[ThemeHeard, ...]
    playbacks: tuple[PlayedBack, ...]
    checksum: str

    @property
    def heard(self) -> str:
        people = f"{self.people} {'person' if self.people == 1 else 'people'}"
        return f"{people} in {self.interviews} {'interview' if self.interviews == 1 else 'interviews'}"

    @property
    def has_quotes(self) -> bool:
        return any(theme.quotes for theme in self.themes)


def read(data: Mapping[str, Any], number: int, made_on: date, checksum: str) -> AreaFeedback:
    plain = ("area", "purpose", "people", "interviews", "waiting")
    return AreaFeedback(
        **{name: data[name] for name in plain},
        number=number,
        made_on=made_on,
        sides=tuple(data["sides"]),
        first_on=date.fromisoformat(data["first_on"]),
        last_on=date.fromisoformat(data["last_on"]),
        guides=tuple(data["guides"]),
        themes=tuple(_theme(one) for one in data["themes"]),
        playbacks=tuple(_playback(one) for one in data["playbacks"]),
        checksum=checksum,
    )


def _theme(one: Mapping[str, Any]) -> ThemeHeard:
    return ThemeHeard(**{**one, "quotes": tuple(Quoted(*pair) for pair in one["quotes"])})


def _playback(one: Mapping[str, Any]) -> PlayedBack:
    return PlayedBack(**{**one, "held_on": date.fromisoformat(one["held_on"])})
