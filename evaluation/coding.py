"""The rules of coding: how many answers two people code, what becomes of codes when themes change, which code stands.

A theme is known by its id. `Descent` says what became of each: the themes of a later version that came from it.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass

SAMPLE_PERCENT = 20
LEAST_SAMPLE = 10  # below, kappa says nothing

Descent = Mapping[int, Set[int]]

THEMES, NONE_FITS, NOTHING_SAID = "themes", "none_fits", "nothing_said"
FIRST, SECOND, AGREED = "first", "second", "agreed"


def sample_size(answers: int) -> int:
    """20 per cent, rounded up, and at least ten; of fewer than ten answers, all."""
    return min(answers, max(LEAST_SAMPLE, -(-answers * SAMPLE_PERCENT // 100)))


@dataclass(frozen=True)
class Decided:
    """What was decided about an answer. There are themes exactly where some were seen."""

    decision: str
    themes: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if (self.decision == THEMES) != bool(self.themes):
            raise ValueError("Either themes, or why there are none")


def joined(first: Descent, then: Descent) -> Descent:
    """Over two steps."""
    return {theme: frozenset().union(*(then.get(one, frozenset()) for one in to)) for theme, to in first.items()}


def carried(decided: Decided, descent: Descent, *, has_new: bool) -> Decided | None:
    """The same decision in a later version; None where the answer has to be looked at again.

    That is so where one of its themes was split or left out, and where no theme fitted and there are new ones.
    """
    if decided.decision == NONE_FITS:
        return None if has_new else decided
    became = [descent.get(theme, frozenset()) for theme in decided.themes]
    if any(len(to) != 1 for to in became):
        return None
    return Decided(decided.decision, frozenset().union(*became))


def proposed(decided: Decided, descent: Descent) -> frozenset[int]:
    """Of an answer that has to be looked at again, the themes that are certain."""
    return frozenset(next(iter(to)) for theme in decided.themes if len(to := descent.get(theme, frozenset())) == 1)


def standing(by_turn: Mapping[str, Decided]) -> Decided | None:
    """What counts: what was agreed, else the first coder's."""
    return by_turn.get(AGREED) or by_turn.get(FIRST)


def differ(by_turn: Mapping[str, Decided]) -> bool:
    """Whether two coded it and did not choose the same."""
    return FIRST in by_turn and SECOND in by_turn and by_turn[FIRST] != by_turn[SECOND]


def is_unsettled(by_turn: Mapping[str, Decided]) -> bool:
    return differ(by_turn) and AGREED not in by_turn
