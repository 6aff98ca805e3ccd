"""What a new version of a set changes: standard by standard, with the two wordings side by side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from ..standards_file import StandardsSet
from .standards import Shown, shown

LONGEST_MARKED = 1_500  # in longer texts the words that differ are not picked out,
LEAST_ALIKE = 0.4  # nor in texts that have little in common: they are read side by side as they are


class Change(StrEnum):
    NEW = "New"
    CHANGED = "Changed"
    SAME = "Same"
    DROPPED = "Dropped"


@dataclass(frozen=True)
class Part:
    """A piece of a text, and whether the other wording has it too."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Wording:
    """A text that reads differently, both ways round."""

    label: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]


@dataclass(frozen=True)
class Changed:
    """What became of one standard. `standard` is the new one, of a dropped standard the old."""

    kind: Change
    standard: Shown
    wordings: tuple[Wording, ...] = ()

    @property
    def was_there(self) -> bool:
        """Whether its levels could be set beside the last version's."""
        return self.kind in (Change.CHANGED, Change.SAME)


@dataclass(frozen=True)
class Changes:
    about: tuple[Wording, ...]  # of the set itself and its sections
    standards: tuple[Changed, ...]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of each kind, those with none left out."""
        kinds = [changed.kind for changed in self.standards]
        return [(kind.value, kinds.count(kind)) for kind in Change if kind in kinds]


def changes(before: StandardsSet, after: StandardsSet) -> Changes:
    """Standards are told apart by their codes; dropped ones come last."""
    old = {standard.code: standard for standard in shown(before)}
    new = shown(after)
    dropped = old.keys() - {standard.code for standard in new}
    return Changes(
        about=tuple(_wordings(_about(before), _about(after))),
        standards=(
            *(_changed(old.get(standard.code), standard) for standard in new),
            *(Changed(Change.DROPPED, standard) for code, standard in old.items() if code in dropped),
        ),
    )


def _changed(before: Shown | None, after: Shown) -> Changed:
    if before is None:
        return Changed(Change.NEW, after)
    wordings = tuple(_wordings(_texts(before), _texts(after)))
    return Changed(Change.CHANGED if wordings else Change.SAME, after, wordings)


def _about(content: StandardsSet) -> dict[str, str]:
    sections = {f"Section “{s.code}”": f"{s.title}\n{s.summary}".strip() for s in content.sections}
    return {"Title of the set": content.title, "Summary": content.summary, "Source": content.source, **sections}


def _texts(standard: Shown) -> dict[str, str]:
    return {
        "Title": standard.title,
        "Title on charts": standard.short_title,
        "Section": standard.section_title,
        "Fully achieved": standard.fully_achieved,
        "Why it matters": standard.why_it_matters,
        "What good looks like": standard.what_good_looks_like,
        **{f"Level {level}": text for level, text in standard.level_texts.items()},
        "Evidence to look for": standard.evidence,
        "Stages of the commissioning cycle": "; ".join(standard.stage_names),
        "Partners asked": "; ".join(standard.asked_of_names),
    }


def _wordings(before: dict[str, str], after: dict[str, str]) -> Iterator[Wording]:
    for label in {**after, **before}:
        one, other = before.get(label, ""), after.get(label, "")
        if one != other:
            yield Wording(label, *_marked(one, other))


def _whole(text: str) -> tuple[Part, ...]:
    return (Part(text, False),) if text else ()


def _marked(before: str, after: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts in pieces, the words that only one of them has marked."""
    if not before or not after or max(len(before), len(after)) > LONGEST_MARKED:
        return _whole(before), _whole(after)
    one, other = (re.findall(r"\S+\s*", text) for text in (before, after))
    matcher = SequenceMatcher(None, one, other)
    if matcher.ratio() < LEAST_ALIKE:
        return _whole(before), _whole(after)
    steps = matcher.get_opcodes()
    return (
        tuple(Part("".join(one[a:b]), step != "equal") for step, a, b, _, _ in steps if a < b),
        tuple(Part("".join(other[a:b]), step != "equal") for step, _, _, a, b in steps if a < b),
    )
