"""Figures in words. Each sentence is made from the counts and the question's own text, so none can contradict them.

What a word means is a rule, in one table: "about a third" is 30 to 36 per cent, whoever writes. Web pages load it too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from .questions import Measured
from .rounding import percent, whole

LOW, CAUTION = "low", "caution"
LOW_BELOW, CAUTION_BELOW = 30, 50
RELIABILITY_WORDS = {LOW: "low base", CAUTION: "small base", "": ""}


def reliability(base: int) -> str:
    """How far a percentage of so many carries: `low` is told as a count only, without chart or test."""
    return LOW if base < LOW_BELOW else CAUTION if base < CAUTION_BELOW else ""


@dataclass(frozen=True)
class Share:
    """A word for shares from `least` to `most`, in whole percent, halves up."""

    words: str
    least: int
    most: int


# The first that fits is said. Between them stand "more than half" and "fewer than half".
SHARES = (
    Share("nearly all", 95, 99),
    Share("about nine in ten", 88, 92),
    Share("about three quarters", 73, 77),
    Share("about two thirds", 64, 70),
    Share("about half", 48, 52),
    Share("about a third", 30, 36),
    Share("about a quarter", 23, 27),
    Share("about one in five", 18, 22),
    Share("about one in ten", 8, 12),
    Share("very few", 1, 5),
)
ALL, NONE, MAJORITY, MINORITY = "all", "none", "a majority", "fewer than half"


def share_words(count: int, base: int) -> str:
    """A share in words. `base` is above 0."""
    if count in (0, base):
        return ALL if count else NONE
    rounded = whole(count, base)
    fitting = (share.words for share in SHARES if share.least <= rounded <= share.most)
    return next(fitting, MAJORITY if 2 * count > base else MINORITY)


def may_say(words: str, count: int, base: int) -> bool:
    """Whether a word of the table is true of a share, though another may fit closer: 51 of 100 are half, and most."""
    if words in (ALL, NONE):
        return count == (base if words == ALL else 0)
    if words in (MAJORITY, MINORITY):
        return 2 * count > base if words == MAJORITY else 2 * count < base
    return any(share.words == words and share.least <= whole(count, base) <= share.most for share in SHARES)


@dataclass(frozen=True)
class Unit:
    """Who or what is counted: a count is never said without it."""

    one: str
    many: str

    def counted(self, number: int) -> str:
        return f"{number:,} {self.one if number == 1 else self.many}"


@dataclass(frozen=True)
class Said:
    """How many of whom gave an answer, and every way of putting it."""

    label: str
    count: int
    base: int
    unit: Unit

    @property
    def reliability(self) -> str:
        return reliability(self.base)

    @property
    def of_whom(self) -> str:
        """As in "21 of 47 directors"."""
        return f"{self.count:,} of {self.unit.counted(self.base)}"

    @property
    def figure(self) -> str:
        """The percentage with its base; below thirty the count alone, marked."""
        if self.reliability == LOW:
            return f"{self.of_whom} ({RELIABILITY_WORDS[LOW]})"
        told = f"{percent(self.count, self.base)} per cent ({self.of_whom}"
        return f"{told}; {RELIABILITY_WORDS[CAUTION]})" if self.reliability else f"{told})"

    @property
    def sentence(self) -> str:
        """A low base has no word either: "about a third" of twelve is a percentage in disguise."""
        if self.reliability == LOW:
            return f"{self.label}: {self.figure}."
        words = share_words(self.count, self.base)
        return f"{self.label}: {words}, {self.figure}."


@dataclass(frozen=True)
class Ranked:
    """`place`: 1 for the highest; what counts the same shares its place, and the next is as many further down."""

    place: int
    is_joint: bool
    said: Said

    @property
    def words(self) -> str:
        return f"joint {ordinal(self.place)}" if self.is_joint else ordinal(self.place)


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(place: int) -> str:
    if place <= len(ORDINALS):
        return ORDINALS[place - 1]
    last = "th" if 10 < place % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{last}"


def ranked(figures: Sequence[Said]) -> list[Ranked]:
    """From the largest share down: by the exact share, not the rounded one. What has no base has no place."""
    shares = {said: Fraction(said.count, said.base) for said in figures if said.base}
    order = sorted(shares, key=lambda said: (-shares[said], said.label))
    found: list[Ranked] = []
    for _, tied in groupby(order, key=shares.__getitem__):
        same = list(tied)
        found += [Ranked(len(found) + 1, len(same) > 1, said) for said in same]
    return found


def highest(figures: Sequence[Said], places: int) -> str:
    """The first so many places in a sentence, and all that tie for the last of them; who counts nobody has none."""
    first = [one for one in ranked(figures) if one.place <= places and one.said.count]
    parts = [f"{one.said.label} ({one.said.of_whom}{', ' + one.words if one.is_joint else ''})" for one in first]
    return f"Most often: {'; '.join(parts)}." if parts else ""


# --- Captions: from the question's own text --------------------------------------------------


MEASURES: Mapping[str, str] = {
    "reach": "Reach",
    "skills": "Skills and knowledge",
    "effectiveness_now": "Effectiveness of commissioning to date",
    "effectiveness_12m": "Effectiveness of commissioning in 12 months’ time",
    "delivery_now": "Service delivery to date",
    "delivery_12m": "Service delivery in 12 months’ time",
    "outcomes_now": "Outcomes to date",
    "outcomes_12m": "Outcomes in 12 months’ time",
    "efficiencies": "Efficiencies expected",
    "efficiencies_now": "Efficiencies to date",
    "sustainability": "Sustainability",
    "lead_value": "Value of the local lead",
    "maturity_start": "Level at the start",
    "maturity_now": "Level now",
    "priority": "Priorities",
    "why_not": "Why services were not used",
    "champion_role": "The champion’s role",
    "champion_future": "The future of the champion’s role",
    "condition": "Conditions for improvement that lasts",
    "factor": "What improvement depends on",
    "local_condition": "Conditions in the local area",
    "less_likely": "What made benefit less likely",
    "support_welcomed": "Support that would be welcome",
}


def measure_words(measure: str) -> str:
    return MEASURES.get(measure) or measure.replace("_", " ").strip().capitalize()


@dataclass(frozen=True)
class Caption:
    """What stands under a figure: its title, the question as it was put, and who was asked."""

    title: str
    question: str
    base: str


def caption(questions: Sequence[Measured], bases: Sequence[int], unit: Unit) -> Caption:
    """Of a figure that shows these questions: one, or one measure for several services. ValueError where they measure
    different things: then no caption is true of all.
    """
    measures = {question.measure for question in questions}
    texts = dict.fromkeys(question.text for question in questions)
    if len(measures) != 1 or (measures == {""} and len(texts) != 1):
        raise ValueError("One figure shows one measure")
    conditional = any(question.conditions for question in questions)
    asked = "Only those it applied to were asked" if conditional else "Everyone was asked"
    fewest, most = min(bases), max(bases)
    base = unit.counted(most) if fewest == most else f"{fewest:,} to {unit.counted(most)}"
    title = measure_words(questions[0].measure) or questions[0].text
    return Caption(title, " / ".join(texts), f"{asked}. Base: {base}.")
