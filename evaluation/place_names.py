"""What a place is called in passing: the parts of a register's names that people say, and words that are no name.

“Blackburn with Darwen Borough Council” is Blackburn with Darwen, and also Blackburn, and Darwen.
"""

import re
from collections.abc import Iterable, Iterator

_PARTS = re.compile(r"\s*(?:,|&|\band\b|\bwith\b|\bupon\b|\bon\b|\bof\b|\bin\b|\bunder\b|-)\s*", re.IGNORECASE)


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# Stand before or after a name without being part of it.
_AROUND = _words(
    "council county borough city metropolitan district royal unitary ua authority of the and mbc cc bc lb lbc rb",
    "corporation isle isles london counties councils combined",
)
_COMPASS = _words("north south east west central northern southern eastern western mid greater")
_NO_PLACE = _words("sea riding thames trent tyne bay upon with")
# Places whose names are words too: found where they have a capital, and somebody may say that they are none.
PLACES_LIKE_WORDS = _words("bath barking bury deal derby harrow havering hove hull reading slough stoke")
# Names of people that are words too.
ORDINARY_WORDS = _words(
    "amber april archer august baker ball banks barber best bird bishop black bond bowl bridge bright brook",
    "brown bull butcher butler carpenter carter chance chase church clay close cook cooper corner cross day dean drew",
    "drum duke dyer eastern english faith farmer field fisher fletcher flower ford forest fox frank french frost",
    "gardener gold good grace grant gray green grey hall hand hardy harmony head heath hill holly hope house hunt",
    "hunter iris ivy jack jade joy june judge king knight knights lake lamb lane law lee light little long lord love",
    "major mark marsh mason may mays miles mill miller moon moor north olive page park parks parson patience pearl",
    "penny piper pool poole pope potter power price prince prior queen ray reed reeves rich ridge rock rose ruby sage",
    "sandy shepherd short silver singer skinner small smith snow south spark sparks spring stone street strong summer",
    "summers swan sweet taylor temple tower turner underwood violet walker wall ward waters way weaver webb wells west",
    "white will wise wolf wood woods worth young listed person",
)


def place_names(names: Iterable[str]) -> set[str]:
    """All that one place is called, from the names the register has of it."""
    return {found for name in names for found in _called(name) if found}


def _called(name: str) -> Iterator[str]:
    name = re.sub(r"[()]", " ", name)
    whole = _without(name, _AROUND)
    yield name.strip() if len(name.split()) > 1 else whole
    yield whole
    for part in _PARTS.split(name):
        part = _without(part, _AROUND)
        yield from (one for one in (part, _without(part, _AROUND | _COMPASS)) if _is_place(one))


def _without(name: str, words: frozenset[str]) -> str:
    parts = name.replace(",", " ").split()
    while parts and parts[0].casefold() in words:
        parts.pop(0)
    while parts and parts[-1].casefold() in words:
        parts.pop()
    return " ".join(parts)


def _is_place(name: str) -> bool:
    return len(name) > 2 and not set(name.casefold().split()) <= _NO_PLACE | _COMPASS
