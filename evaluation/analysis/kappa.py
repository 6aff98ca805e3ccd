"""How far two people who coded the same answers agree: Cohen's kappa and per cent agreement, always both.

An answer may hold several themes, so what is compared is a decision: does this answer hold this theme? Each theme has
its own kappa over the answers both coded; overall, all decisions of all themes are pooled, those about themes that
nobody saw included. Of two by two decisions kappa is one fraction, written out here because web pages show it.
"""

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from .rounding import percent

Coded = Mapping[Hashable, Set[str]]  # what was coded → its themes


@dataclass(frozen=True)
class Agreement:
    """`both`, `first`, `second`, `neither`: decisions, by who of the two coders saw the theme. `kappa` is None where
    one of them never (or always) saw it: then chance alone explains everything, and nothing is shown.
    """

    both: int
    first: int
    second: int
    neither: int

    @property
    def decisions(self) -> int:
        return self.both + self.first + self.second + self.neither

    @property
    def percent(self) -> Decimal | None:
        return percent(self.both + self.neither, self.decisions)

    @property
    def kappa(self) -> float | None:
        margins = self.both + self.first, self.both + self.second
        if any(margin in (0, self.decisions) for margin in margins):
            return None
        crossed = margins[0] * (self.first + self.neither) + margins[1] * (self.second + self.neither)
        return 2 * (self.both * self.neither - self.first * self.second) / crossed


@dataclass(frozen=True)
class Reliability:
    """`coded`: how many answers both coded. `identical`: for how many of them both chose exactly the same themes."""

    coded: int
    identical: int
    overall: Agreement
    themes: Mapping[str, Agreement]


def agreement(first: Coded, second: Coded, themes: Sequence[str]) -> Reliability:
    """Over what both coded. A theme outside the frame is a ValueError: it would be in no figure."""
    shared = first.keys() & second.keys()
    pairs = [(first[one], second[one]) for one in shared]
    if strange := {theme for pair in pairs for side in pair for theme in side} - {*themes}:
        raise ValueError(f"Not a theme of the frame: {', '.join(sorted(strange))}")
    by_theme = {theme: _agreement([(theme in one, theme in other) for one, other in pairs]) for theme in themes}
    overall = Agreement(
        *(sum(getattr(one, side) for one in by_theme.values()) for side in ("both", "first", "second", "neither"))
    )
    return Reliability(len(pairs), sum(set(one) == set(other) for one, other in pairs), overall, by_theme)


def _agreement(decisions: Sequence[tuple[bool, bool]]) -> Agreement:
    return Agreement(*(decisions.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False))))
