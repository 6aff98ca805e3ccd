"""Response rates by what the round keeps of people, and those who answered beside all who could have.

What became of very few people would say who they are to readers who may not know it. So of values with few invited
the outcome is not shown, nor of the next smallest where a subtraction would give it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from commissioning.authorities.models import Authority, Succession

from .. import attributes as cuts
from ..analysis import anonymity
from ..analysis.frame import Beside, Outcomes, beside_population
from ..models import RoundGroup
from .rates import Counted, count, is_drawn

LEAST_SHOWN = 5
BESIDE = ("type", "region", "broad_region", "rurality")
ANSWERED = ("complete", "partial")


@dataclass(frozen=True)
class RateRow:
    """`outcomes` None: withheld, because too few were asked. `invited` None: nobody knows how many were."""

    label: str
    invited: int | None
    outcomes: Outcomes | None


@dataclass(frozen=True)
class RateTable:
    key: str
    label: str
    rows: tuple[RateRow, ...]


@dataclass(frozen=True)
class BesideRow:
    label: str
    beside: Beside | None  # None: withheld
    population: int


@dataclass(frozen=True)
class BesideTable:
    """`of_authorities`: councils against the register; else people against the frame."""

    key: str
    label: str
    of_authorities: bool
    rows: tuple[BesideRow, ...]
    has_withheld: bool

    @property
    def caption_id(self) -> str:
        return f"beside-{self.key}-{'authorities' if self.of_authorities else 'people'}"


@dataclass(frozen=True)
class Breakdowns:
    rates: tuple[RateTable, ...]
    beside: tuple[BesideTable, ...]
    least: int

    @property
    def has_withheld(self) -> bool:
        rates = any(row.outcomes is None for table in self.rates for row in table.rows)
        return rates or any(table.has_withheld for table in self.beside)


def breakdowns(group: RoundGroup, *, least: int = LEAST_SHOWN) -> Breakdowns:
    """`least`: asked of what is shown; what is published asks for more."""
    [counted] = count([group])
    least = max(least, anonymity.LEAST) if group.is_anonymous else least
    return Breakdowns(
        tuple(_rates_by(counted, key, least) for key in _keys(counted)), tuple(_beside(counted, least)), least
    )


def _keys(counted: Counted) -> list[str]:
    """Attributes that tell the people apart, in the usual order; what else a file brought comes last."""
    values: dict[str, set[str]] = {}
    for tally in (*counted.invitations, *counted.answers):
        for key, value in tally.attributes.items():
            values.setdefault(key, set()).add(value)
    telling = [key for key, found in values.items() if len(found) > 1]
    return [*(key for key in cuts.EVERY if key in telling), *sorted(set(telling) - set(cuts.EVERY))]


def _rates_by(counted: Counted, key: str, least: int) -> RateTable:
    tallies = [*counted.invitations, *counted.answers] if not is_drawn(counted.group) else counted.invitations
    asked: Counter[str] = Counter()
    for tally in tallies:
        asked[tally.attributes.get(key, "")] += tally.people
    hidden = withheld(asked, least)
    rows = tuple(
        RateRow(
            cuts.value_label(value),
            asked[value] if is_drawn(counted.group) else None,
            None if value in hidden else counted.outcomes(_has(key, value)),
        )
        for value in in_order(key, asked)
    )
    return RateTable(key, cuts.attribute_label(key), rows)


def _has(key: str, value: str) -> Callable[[Mapping[str, str]], bool]:
    return lambda attributes: attributes.get(key, "") == value


def _beside(counted: Counted, least: int) -> Iterable[BesideTable]:
    if counted.authorities:
        on = counted.group.round.date
        of_authority = cuts.of_authorities(on)
        register = [of_authority[pk] for pk in _on_the_register(on)]
        asked = [of_authority[pk] for pk in counted.authorities]
        answered = [of_authority[pk] for pk, standing in counted.authorities.items() if standing in ANSWERED]
        for key in ("type", "region", "rurality"):
            achieved, there, known = (Counter(each[key] for each in some) for some in (answered, register, asked))
            yield _table(key, achieved, there, withheld(known, least), of_authorities=True)
    if is_drawn(counted.group):
        for key in (key for key in BESIDE if key in counted.group.round.attributes):
            achieved, there, known = _people(counted, key)
            yield _table(key, achieved, there, withheld(known, least), of_authorities=False)


def _on_the_register(on: date) -> list[int]:
    """The authorities there were on that day. One that only got another code is there once, under the newer."""
    there = Authority.objects.exclude(started_on__gt=on).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))
    found = set(there.values_list("pk", flat=True))
    followed = Succession.objects.filter(kind=Succession.Kind.RECODED, predecessor__in=found, successor__in=found)
    return list(found - set(followed.values_list("predecessor", flat=True)))


def _people(counted: Counted, key: str) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Those who answered, all who are eligible, and all who were asked."""
    achieved, there, asked = Counter[str](), Counter[str](), Counter[str]()
    for tally in counted.invitations:
        value = tally.attributes.get(key, "")
        asked[value] += tally.people
        there[value] += tally.people if tally.standing != "ineligible" else 0
    for tally in (*counted.invitations, *counted.answers):
        if tally.standing in ANSWERED:
            achieved[tally.attributes.get(key, "")] += tally.people
    return achieved, there, asked


def _table(
    key: str, achieved: Counter[str], there: Counter[str], hidden: frozenset[str], *, of_authorities: bool
) -> BesideTable:
    known = {value: there[value] for value in in_order(key, {**there, **achieved})}
    rows = tuple(
        BesideRow(cuts.value_label(row.value), None if row.value in hidden else row, row.population)
        for row in beside_population(achieved, known)
    )
    return BesideTable(key, cuts.attribute_label(key), of_authorities, rows, bool(hidden))


def withheld(asked: Mapping[str, int], least: int) -> frozenset[str]:
    """The values whose outcome is not shown. Together they are two or more and cover `least` people, so that taking
    the others from the whole tells of no group smaller than that.
    """
    smallest_first = sorted((value for value in asked if asked[value]), key=lambda value: (asked[value], value))
    hidden = [value for value in smallest_first if asked[value] < least]
    for value in smallest_first[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(asked[each] for each in hidden) >= least):
            break
        hidden.append(value)
    return frozenset(hidden)


def in_order(key: str, values: Iterable[str]) -> list[str]:
    """As people read them: sizes by size, anything else by its label; what is not known comes last."""
    sizes = {size: place for place, size in enumerate(cuts.SIZES)}
    return sorted(values, key=lambda value: (not value, sizes.get(value, 0), cuts.value_label(value)))
