"""What is looked at before a self-assessment goes to the director. Pure: facts in, findings out.

A finding keeps it back only where an answer is missing; everything else is advice, for narrative is never
compulsory and partners may well stay apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .levels import HIGHEST, Answer
from .spread import Spread

FAR_APART = 3  # levels


class Place(StrEnum):
    """Where a finding is mended."""

    AGREEING = "agreeing"  # the standard's agreed level
    STANDARD = "standard"  # the area's words on it
    PLAN = "plan"  # an action


@dataclass(frozen=True)
class Facts:
    """One standard as it stands."""

    code: str
    number: int
    title: str
    answer: Answer
    target: int | None
    has_words: bool
    pieces: int  # of evidence
    spread: Spread
    dissent: bool  # somebody wrote down who saw it differently
    came_later: int  # views sent after its level was agreed
    completed: bool
    look_again: bool

    @property
    def name(self) -> str:
        return f"{self.number}. {self.title}"


@dataclass(frozen=True)
class Planned:
    """One action of the plan that somebody means to do."""

    pk: int
    title: str
    owner: str
    due_on: date | None


@dataclass(frozen=True)
class Finding:
    """One sentence, and where to mend it: a standard's code or an action's id."""

    text: str
    place: Place
    code: str = ""
    action: int | None = None
    keeps_back: bool = False


def findings(standards: Iterable[Facts], actions: Iterable[Planned] = ()) -> list[Finding]:
    """What keeps it from going on first, then advice, each in the standards' order."""
    every = list(standards)
    advice = [finding for facts in every for finding in _advice(facts)]
    return [*kept_back(every), *advice, *(finding for action in actions for finding in _plan(action))]


def kept_back(standards: Iterable[Facts]) -> list[Finding]:
    return [finding for facts in standards for finding in _missing(facts)]


def _missing(facts: Facts) -> Iterable[Finding]:
    if not facts.answer.is_given:
        yield Finding(f"{facts.name} has no agreed level yet.", Place.AGREEING, facts.code, keeps_back=True)
    if facts.look_again:
        text = f"{facts.name} still says what it said last time; look at it again and mark it as completed."
        yield Finding(text, Place.STANDARD, facts.code, keeps_back=True)
    elif not facts.completed:
        yield Finding(f"{facts.name} is not marked as completed.", Place.STANDARD, facts.code, keeps_back=True)


def _advice(facts: Facts) -> Iterable[Finding]:
    level, target = facts.answer.level, facts.target
    if facts.answer.wants_words and not facts.has_words and not facts.pieces:
        yield Finding(
            f"{facts.name} is at level {level}, and neither words nor evidence show it.", Place.STANDARD, facts.code
        )
    if facts.spread.steps >= FAR_APART and not facts.dissent:
        text = (
            f"{facts.name}: views go from {facts.spread.lowest} to {facts.spread.highest}, and nothing says yet who "
            f"saw it differently."
        )
        yield Finding(text, Place.AGREEING, facts.code)
    if facts.answer.is_given and facts.came_later:
        views = "1 view" if facts.came_later == 1 else f"{facts.came_later} views"
        yield Finding(f"{facts.name}: {views} came in after its level was agreed.", Place.AGREEING, facts.code)
    if level and target and target <= level < HIGHEST:
        below = "below" if target < level else "no higher than"
        text = f"{facts.name}: the level aimed for, {target}, is {below} the level agreed, {level}."
        yield Finding(text, Place.AGREEING, facts.code)


def _plan(action: Planned) -> Iterable[Finding]:
    lacks = [
        what for what, there in (("nobody who answers for it", action.owner), ("no date", action.due_on)) if not there
    ]
    if lacks:
        yield Finding(f"The action “{action.title}” has {' and '.join(lacks)}.", Place.PLAN, action=action.pk)
