"""The trail in words: every verb that is recorded (`people.audit`), what it says, and who else may be told.

Each app registers the words of its own verbs in `AppConfig.ready()`; a test reads the code and fails for a verb without
words, and for words that nothing records.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What kind of thing was done."""

    READ = "read"
    TAKEN = "taken"
    ACCESS = "access"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Act.READ: "Reading",
    Act.TAKEN: "Taking files",
    Act.ACCESS: "Accounts, roles and sharing",
    Act.CHANGED: "Changing",
}


@dataclass(frozen=True)
class Verb:
    """`own_area`: the area it was done to may see in its own history that it was done, by whom and when."""

    key: str
    words: str
    act: Act
    own_area: bool


_VERBS: dict[str, Verb] = {}


def register(act: Act, words: Mapping[str, str], *, own_area: bool = False) -> None:
    """Closed to the area unless said otherwise: that something was done can tell what only some of them may know."""
    for key, said in words.items():
        if key in _VERBS:
            raise ValueError(f"The verb {key!r} has words already: {_VERBS[key].words}")
        _VERBS[key] = Verb(key, said, act, own_area)


def all_verbs() -> Iterable[Verb]:
    return _VERBS.values()


def words_of(key: str) -> str:
    """What an entry says; the verb itself, of an entry from before a verb was given up."""
    return _VERBS[key].words if key in _VERBS else key


def keys_of(act: Act) -> list[str]:
    return [verb.key for verb in _VERBS.values() if verb.act == act]


def keys_for_own_area() -> list[str]:
    return [verb.key for verb in _VERBS.values() if verb.own_area]
