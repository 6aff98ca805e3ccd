"""Where an agreed level leaves something to do, and the first words of an action about it. Pure.

A draft goes one level further, never more, and says it in the standard's own words: it is there to be rewritten by
people who know the area.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .levels import DONT_KNOW, LEVELS, Answer

# Without a level to aim for, these alone are taken for a gap.
LOW = frozenset({1, 2})


@dataclass(frozen=True)
class Draft:
    title: str
    measure: str


def is_gap(answer: Answer, target: int | None) -> bool:
    """An agreed level below the level aimed for, or a low one where nobody has said what is aimed for."""
    if answer.level is None:
        return False
    return answer.level in LOW if target is None else answer.level < target


def draft_for(*, standard: str, texts: Mapping[int, str], answer: Answer, target: int | None) -> Draft | None:
    """`texts`: what each level of the standard looks like. Not knowing is something to find out, not a low level;
    what does not apply leaves nothing to do.
    """
    if answer.no_level == DONT_KNOW:
        return Draft(
            f"Find out where we are on “{standard}”", "Partners agree which of the five levels describes us today."
        )
    following = answer.next_level
    if following is None or not is_gap(answer, target):
        return None
    measure = f"This describes us (level {following}): {texts.get(following, LEVELS[following])}"
    if target is not None and target > following:
        measure += f"\nIt is a step on the way to level {target}."
    return Draft(f"Move “{standard}” from level {answer.level} to level {following}", measure)
