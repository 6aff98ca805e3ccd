"""The few measures a round is judged by, named before anybody saw an answer: the only tests pages and reports show.

Tested together, their p are Holm's: with a dozen tests one in two would otherwise find something where nothing is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from statsmodels.stats.multitest import multipletests

from .change import CROSS_SECTION, Change
from .marks import NET_POSITIVE
from .questions import ASKED
from .words import LOW, reliability

SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Headline:
    """One row of the whole round's changes."""

    question: str
    answer: str = NET_POSITIVE
    basis: str = ASKED


@dataclass(frozen=True)
class HeadlineTest:
    """`p`: the row's own; `adjusted`: Holm's over the family. Both None where the rules allow no test, which on pages
    they do not below a base of thirty.
    """

    headline: Headline
    change: Change
    p: float | None
    adjusted: float | None

    @property
    def is_change(self) -> bool:
        """Whether it is more than chance explains: False where there is no test, which says nothing either way."""
        return self.adjusted is not None and self.adjusted < SIGNIFICANCE


def headline_tests(
    changes: Iterable[Change], headlines: Sequence[Headline], design: str = CROSS_SECTION
) -> list[HeadlineTest]:
    """In the order they were named, those that have a row. Who cannot be tested does not count in the family."""
    rows = {
        Headline(row.question, row.answer, row.basis): row
        for row in changes
        if not row.breakdown and row.design == design
    }
    found = [(headline, rows[headline]) for headline in dict.fromkeys(headlines) if headline in rows]
    tested = {headline: row.p for headline, row in found if row.p is not None and not _is_low(row)}
    holm = multipletests([*tested.values()], alpha=SIGNIFICANCE, method="holm")[1] if tested else []
    adjusted = dict(zip(tested, map(float, holm), strict=True))
    return [HeadlineTest(headline, row, tested.get(headline), adjusted.get(headline)) for headline, row in found]


def _is_low(row: Change) -> bool:
    return LOW in (reliability(row.base_from or 0), reliability(row.base_to or 0))
