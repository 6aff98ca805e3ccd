"""How the author of a passage heard in one area is described there. Pure.

Inside one area a role often has one holder, and everybody knows who was asked. So authors are told apart by no more
than the side they are from, and only where three people or more stand behind the words; whoever is left over stands
together with others, so that taking one away from the other leaves nobody alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEAST = 3
ANYBODY = "Somebody who was heard"
SOMEBODY = {
    "council": "Somebody from the council",
    "health": "Somebody from health",
    "schools": "Somebody from schools",
    "voluntary": "Somebody from the voluntary sector",
    "police": "Somebody from the police",
    "provider": "Somebody from an independent provider",
    "family_voice": "Somebody who speaks for children, young people or families",
}


@dataclass(frozen=True)
class Voice:
    """One interview that counts: who was heard in it, and the sides they are from."""

    key: int
    people: frozenset[int]
    sides: frozenset[str]

    @property
    def label(self) -> str:
        """As exact as it could be; a group of several sides is nobody's."""
        return SOMEBODY.get(next(iter(self.sides)), ANYBODY) if len(self.sides) == 1 else ANYBODY


def attributions(voices: Iterable[Voice]) -> dict[int, str]:
    """What a passage of each interview is signed with; nothing at all where fewer than three people were heard."""
    voices = list(voices)
    labels = {one.key: one.label for one in voices}
    while True:
        behind = _people(voices, labels)
        few = [label for label, people in behind.items() if len(people) < LEAST]
        if not few:
            return labels
        if len(behind) == 1:
            return {}
        named = [label for label in few if label != ANYBODY]
        others = [label for label in behind if label != ANYBODY]
        joins = named or [min(others, key=lambda label: (len(behind[label]), label))]
        labels = {key: ANYBODY if label in joins else label for key, label in labels.items()}


def _people(voices: Iterable[Voice], labels: Mapping[int, str]) -> dict[str, frozenset[int]]:
    behind: dict[str, frozenset[int]] = {}
    for one in voices:
        behind[labels[one.key]] = behind.get(labels[one.key], frozenset()) | one.people
    return behind
