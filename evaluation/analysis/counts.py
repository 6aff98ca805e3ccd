"""What is counted in a round before anything is reckoned: the shape in which one query hands over its sums.

All arrays hold whole numbers. Along their first axis they run with the places: the whole round, and each value of each
breakdown; along their last with the question's answers, in the order of the questionnaire.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .questions import Measured

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


class Place(NamedTuple):
    """A breakdown and one of its values; both "" for the whole."""

    breakdown: str = ""
    value: str = ""


WHOLE = Place()


@dataclass(frozen=True)
class Clusters:
    """A question's answers by authority, one more axis in front: `asked` authorities × places, `counts` authorities ×
    places × answers.
    """

    asked: IntArray
    counts: IntArray


@dataclass(frozen=True)
class Tally:
    """`asked`: how many the question was put to; `answered`: how many of them gave any answer; `counts`: places ×
    answers. `clusters`: the same by authority, in a round where answers hold one.
    """

    asked: IntArray
    answered: IntArray
    counts: IntArray
    clusters: Clusters | None = None


@dataclass(frozen=True)
class Counts:
    """One group in one round. `tallies` by the question's name, every one along the same `places`; `authorities` names
    what the tallies' clusters run along.
    """

    round: str
    group: str
    questions: Mapping[str, Measured]
    places: tuple[Place, ...]
    tallies: Mapping[str, Tally]
    authorities: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name, tally in self.tallies.items():
            expected = len(self.places), len(self.questions[name].answers)
            if tally.counts.shape != expected or tally.asked.shape != tally.answered.shape != expected[:1]:
                raise ValueError(f"Counts of {name} are not places × answers: {tally.counts.shape}, not {expected}")


@dataclass(frozen=True)
class Paired:
    """The same people's answers to one question in two rounds.

    `joint`: places × answers in the earlier round × answers in the later, of those who answered in both. Where each
    choice is a yes or no of its own, `ticks` instead, of those asked in both: places × answers × 2 × 2, the earlier
    round before the later, ticked before not.
    """

    joint: IntArray | None = None
    ticks: IntArray | None = None


@dataclass(frozen=True)
class Panel:
    """People who took part in both rounds. `questions` as the later one put them, with the same answers to choose from;
    `reasons`: why some must not be compared all the same (`comparability`).
    """

    round_from: str
    round_to: str
    group: str
    questions: Mapping[str, Measured]
    places: tuple[Place, ...]
    paired: Mapping[str, Paired]
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Overlap:
    """How many are known to be in both rounds, of those a question was put to: by question, along `places`."""

    places: tuple[Place, ...]
    people: Mapping[str, IntArray] = field(default_factory=dict)
