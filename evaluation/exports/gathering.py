"""From the impact of a round, as the site counts it, to the tables that every format is made of."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.timezone import localdate

from commissioning.reporting.suppression import MINIMUM_BASE, MINIMUM_CELL

from ..analysis.comparability import differences
from ..analysis.words import Unit
from ..impact import Impact
from .tables import GroupOf, RoundOf, Tables

READERS = "Who may see rates and tables of rounds on the site, and whoever they are handed on to."
READERS_OF_EVERYTHING = "Only who may see small numbers. Each time these tables are made is written down."


def tables_of(impact: Impact) -> Tables:
    rounds = [impact.round, *([impact.against] if impact.against else [])]
    return Tables(
        programme=settings.PROGRAMME_NAME,
        contact=settings.SUPPORT_EMAIL,
        title=f"Impact of the programme: {impact.round.name}",
        made_on=localdate(),
        who_may_see=READERS if impact.suppressed else READERS_OF_EVERYTHING,
        rounds=[RoundOf(one.name, one.date) for one in rounds],
        groups=list(_groups(impact)),
        is_suppressed=impact.suppressed,
        minimum_base=MINIMUM_BASE,
        minimum_cell=MINIMUM_CELL,
        levels=impact.levels,
        summary=impact.summary,
        change=impact.change,
        expected=impact.expected,
        breakdown=impact.by,
    )


def _groups(impact: Impact) -> Iterator[GroupOf]:
    earlier = {group.slug: counts.questions for group, counts, _ in impact.counts_against}
    for group, counts, _ in impact.counts:
        questions, reasons = {impact.round.name: counts.questions}, {}
        if impact.against is not None and group.slug in earlier:
            before = earlier[group.slug]
            questions[impact.against.name] = before
            reasons = {
                name: why
                for name, question in counts.questions.items()
                if name in before and (why := differences(before[name], question))
            }
        yield GroupOf(group.slug, group.title, Unit(group.noun, group.noun_many), questions, reasons)
