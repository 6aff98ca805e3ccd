"""Who was asked, who answered, and how like the population those are. Loaded by web pages too.

People and authorities are counted apart, each with an `Outcomes` of its own: one director may serve two authorities.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .rounding import percent, points
from .words import LOW, reliability


@dataclass(frozen=True)
class Outcomes:
    """What became of a round's invitations. `partial`: answered enough to count, by the rule the round defined.

    Refused and bounced stay in the denominator, since as far as anybody knows they were eligible; all of it is printed.
    `is_open`: whoever had the link could answer, so nobody knows of how many they are a part.
    """

    invited: int
    complete: int
    partial: int = 0
    bounced: int = 0
    ineligible: int = 0
    refused: int = 0
    is_open: bool = False

    def __post_init__(self) -> None:
        reached = self.complete + self.partial + self.bounced + self.ineligible + self.refused
        if not self.is_open and reached > self.invited:
            raise ValueError(f"{reached} outcomes of {self.invited} invitations")

    @property
    def answered(self) -> int:
        return self.complete + self.partial

    @property
    def eligible(self) -> int:
        return self.invited - self.ineligible

    @property
    def silent(self) -> int:
        return 0 if self.is_open else self.eligible - self.answered - self.bounced - self.refused

    @property
    def rate(self) -> Decimal | None:
        """Complete and partial answers over eligible invitations, in percent; None for an open link."""
        return None if self.is_open else percent(self.answered, self.eligible)

    @property
    def is_few(self) -> bool:
        """So few that a sentence gives the numbers and no percentage."""
        return reliability(self.eligible) == LOW

    @property
    def words(self) -> str:
        if self.is_open:
            return f"An achieved sample of {self.answered:,}. The link was open, so there is no response rate."
        if self.rate is None:
            return "Nobody who was eligible was invited."
        return f"{self.answered:,} of {self.eligible:,} eligible people who were invited: {self.rate} per cent"


@dataclass(frozen=True)
class Beside:
    """One value of an attribute: how much of those who answered, how much of the population. `difference` in points."""

    value: str
    achieved: int
    percent_achieved: Decimal | None
    population: int
    percent_population: Decimal | None
    difference: Decimal | None

    @property
    def difference_words(self) -> str:
        """With its sign, a minus and not a hyphen."""
        return "None" if self.difference is None else f"{self.difference:+}".replace("-", "−")


def beside_population(achieved: Mapping[str, int], population: Mapping[str, int]) -> tuple[Beside, ...]:
    """By an attribute's values, in the order of the population; then those that only the answers know."""
    answered, whole = sum(achieved.values()), sum(population.values())
    return tuple(
        Beside(
            value,
            here := achieved.get(value, 0),
            percent(here, answered),
            there := population.get(value, 0),
            percent(there, whole),
            points(there, whole, here, answered),
        )
        for value in dict.fromkeys((*population, *achieved))
    )
