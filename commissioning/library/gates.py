"""What a version has to hold before it is sent on and before it is published. Pure.

A saving that no finance officer has verified is never published beside the name of an area, unless it was published
before: then its publisher answers for it, and is named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from .kinds import SAVINGS, ResourceKind


class Sum(Protocol):
    kind: str
    about: str
    verified: bool


@dataclass(frozen=True)
class Facts:
    """What the rules ask about a version."""

    kind: str
    written: frozenset[str]  # the headings that have words
    placed: bool  # it names an area or a region
    standards: bool
    stages: bool
    published_before: bool
    areas_agreed: bool
    figures: tuple[Sum, ...]


WORDS = {
    "summary": "Write a summary.",
    "context": "Say where it began.",
    "done": "Say what was done.",
    "outcomes": "Say what came of it, also where it is too early to tell.",
    "lessons": "Say what made it work and what was learned.",
}
WANTED = {ResourceKind.CASE_STUDY: tuple(WORDS), ResourceKind.EXPLANATION: ("summary", "context", "lessons")}


def missing(facts: Facts) -> list[str]:
    found = [WORDS[name] for name in WANTED[ResourceKind(facts.kind)] if name not in facts.written]
    is_study = facts.kind == ResourceKind.CASE_STUDY
    if is_study and not facts.placed:
        found.append("Name the areas or regions where it happened.")
    if not facts.standards:
        found.append("Choose the standards it helps with.")
    if not facts.stages:
        found.append("Choose the stages of the commissioning cycle it is about.")
    if is_study and facts.placed and not facts.published_before:
        if not facts.areas_agreed:
            found.append("Ask every area that is named, and tick that they agree.")
        found += [_unverified(one) for one in unverified(facts.figures)]
    return found


def unverified(figures: Iterable[Sum]) -> list[Sum]:
    return [one for one in figures if one.kind in SAVINGS and not one.verified]


def _unverified(one: Sum) -> str:
    return f"Have “{one.about}” verified by a finance officer, or take it out: areas are named."
