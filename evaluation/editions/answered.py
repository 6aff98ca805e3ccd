"""The first page of every edition: what its figures cannot say, and how many answered."""

from collections.abc import Iterator, Sequence

from commissioning.reporting.suppression import MINIMUM_CELL

from ..analysis.frame import Outcomes
from ..analysis.withholding import Pattern
from ..attributes import value_label
from ..exports.tables import LIMITATIONS
from ..impact_table import WITHHELD, Row, Rows, Table
from ..models import RoundGroup
from ..queries.breakdowns import BesideRow, BesideTable, breakdowns
from ..queries.counts import measured
from ..queries.rates import GroupRates, rates_of_rounds
from .content import Answered
from .material import MINIMUM_BASE, Material, rounds_of

__all__ = ["LIMITATIONS", "PROTECTION", "READING", "answered"]

PROTECTION = (
    f"Figures are withheld where fewer than {MINIMUM_BASE} people stand behind them or a count is above 0 and below"
    f" {MINIMUM_CELL}, and more so that these cannot be worked out from the others."
)
READING = (
    "Percentages are of the base in their own row, to one decimal, halves up. Below a base of 30 the number of people"
    " (n) is given and no percentage; below 50 the base is marked as small. “Of those with a view” leaves out who had"
    " not decided or found it too early to tell."
)


def answered(material: Material) -> Iterator[Answered]:
    rounds = rounds_of(material.edition)
    rates = rates_of_rounds(rounds)
    for round_ in rounds:
        for number, one in enumerate(rates[round_.pk], 1):
            if one.group.pk not in material.patterns:
                continue
            title = f"{one.group.title}, {round_.name}"
            pattern = material.patterns[one.group.pk]
            yield Answered(title, list(_words(one)), list(_tables(one.group, pattern, f"r{round_.pk}-{number}")))


def _words(rates: GroupRates) -> Iterator[str]:
    group, people = rates.group, rates.people
    if group.source == RoundGroup.Source.FILES:
        yield (
            f"An achieved sample of {_counted(group, people.answered)}. The answers came from files, which do not say"
            " how many were asked, so there is no response rate."
        )
    else:
        yield people.words if people.is_open else f"{people.words.rstrip('.')}."
        yield from _outcomes(people, group)
    if rates.authorities is not None:
        yield _authorities(rates.authorities)
    if group.interviewed:
        yield "Staff recorded the answers in interviews."


def _counted(group: RoundGroup, number: int) -> str:
    return f"{number:,} {group.noun if number == 1 else group.noun_many}"


def _outcomes(people: Outcomes, group: RoundGroup) -> Iterator[str]:
    if people.is_open:
        return
    yield (
        f"{people.invited:,} invited: {people.complete:,} answered in full, {people.partial:,} in part (at least"
        f" {group.partial_percent} per cent of what they were asked), {people.refused:,} refused,"
        f" {people.bounced:,} could not be reached, {people.ineligible:,} should not have been asked,"
        f" {people.silent:,} did not answer."
    )


def _authorities(authorities: Outcomes) -> str:
    """Counted apart: one director may serve two, and colleagues share one."""
    if authorities.is_open:
        return f"They come from {authorities.answered:,} authorities."
    return f"Of {authorities.eligible:,} authorities asked, {authorities.answered:,} are spoken for by somebody."


# --- Beside all there are ---------------------------------------------------------------------


def _tables(group: RoundGroup, pattern: Pattern, key: str) -> Iterator[Table]:
    """Rows in which the tables are silent about everybody are silent here too, with another beside a single one."""
    for number, table in enumerate(breakdowns(group, least=MINIMUM_BASE).beside, 1):
        hidden = _hidden(table, _silent(group, pattern, table.key))
        rows = tuple(_row(row, row.label in hidden) for row in table.rows)
        people = "authorities" if table.of_authorities else group.noun_many
        whole = "Register" if table.of_authorities else "Eligible"
        headings = (f"Answered: {people}", "Per cent", f"{whole}: {people}", "Per cent", "Points between")
        caption = f"Who answered, beside all there are: {people} by {table.label[:1].lower()}{table.label[1:]}"
        yield Table(f"{key}-beside-{number}", caption, table.label, headings, (Rows("", rows),))


def _silent(group: RoundGroup, pattern: Pattern, attribute: str) -> set[str]:
    """Values, as they are called, of which a question that was put to everyone says nothing."""
    everyone = [name for name, one in measured(group.instrument_version_id).items() if not one.conditions]
    return {
        value_label(value)
        for name in everyone
        for (breakdown, value) in pattern.marks.get(name, {})
        if breakdown == attribute and pattern.is_silent(name, breakdown, value)
    }


def _hidden(table: BesideTable, silent: set[str]) -> set[str]:
    hidden = {row.label for row in table.rows if row.beside is None or row.label in silent}
    left = sorted((row for row in table.rows if row.label not in hidden), key=_achieved)
    if len(hidden) == 1 and left:
        hidden.add(left[0].label)
    return hidden


def _achieved(row: BesideRow) -> int:
    return row.beside.achieved if row.beside else 0


def _row(row: BesideRow, is_hidden: bool) -> Row:
    one = row.beside
    if is_hidden or one is None:
        return Row(row.label, (WITHHELD, WITHHELD, f"{row.population:,}", WITHHELD, WITHHELD))
    between = "–" if one.difference is None else f"{one.difference:+}".replace("-", "−")
    shares: Sequence[object] = (one.percent_achieved, one.percent_population)
    told = ["–" if share is None else f"{share}" for share in shares]
    return Row(row.label, (f"{one.achieved:,}", told[0], f"{one.population:,}", told[1], between))
