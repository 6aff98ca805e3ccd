"""Which advisers fit a package, in order and with the reasons in words. Pure. A person decides.

Points only put the list in order; they are never shown, since three reasons say more than a number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .amounts import NOTHING, said
from .kinds import Kind

SOON = timedelta(days=90)  # an accreditation that ends within it may not outlast a package
# What each fitting thing counts. Knowing the kind of work comes first; near is worth less than free.
KNOWS_KIND, KNOWS_STANDARD, MOST_FOR_STANDARDS, WORKS_NEAR, IS_FREE, HAS_SOME_TIME = 6, 2, 4, 2, 3, 1


@dataclass(frozen=True)
class Wanted:
    """What a package asks for. `areas`: names by id. `standards`: titles by code. `days`: None before terms are
    written.
    """

    kind: str
    standards: dict[str, str]
    areas: dict[int, str]
    regions: frozenset[str]
    days: Decimal | None
    today: date


@dataclass(frozen=True)
class Known:
    """What is known of one adviser. No regions: any. `taken`: days of this month that are used or forecast.
    `conflicts`: why, by area.
    """

    id: int
    name: str
    accredited_until: date | None
    kinds: frozenset[str]
    standards: frozenset[str]
    regions: frozenset[str]
    employer: int | None
    conflicts: dict[int, str]
    days_a_month: Decimal
    taken: Decimal
    away_until: date | None

    @property
    def free(self) -> Decimal:
        return NOTHING if self.away_until else max(self.days_a_month - self.taken, NOTHING)


@dataclass(frozen=True)
class Match:
    """`never`: why they cannot; `good` and `bad`: what speaks for them and against."""

    known: Known
    never: tuple[str, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    points: int

    @property
    def can(self) -> bool:
        return not self.never


@dataclass(frozen=True)
class _Reason:
    text: str
    points: int = 0
    good: bool = True


def matches(wanted: Wanted, advisers: Iterable[Known]) -> list[Match]:
    """Who can, the best fit first, then whoever has more time; who cannot stands last, with why."""
    found = [_match(wanted, known) for known in advisers]
    return sorted(found, key=lambda one: (bool(one.never), -one.points, -one.known.free, one.known.name, one.known.id))


def _match(wanted: Wanted, known: Known) -> Match:
    reasons = [
        *_accreditation(wanted, known),
        *_expertise(wanted, known),
        *_place(wanted, known),
        *_time(wanted, known),
    ]
    return Match(
        known=known,
        never=tuple(_never(wanted, known)),
        good=tuple(reason.text for reason in reasons if reason.good),
        bad=tuple(reason.text for reason in reasons if not reason.good),
        points=sum(reason.points for reason in reasons),
    )


def _never(wanted: Wanted, known: Known) -> Iterable[str]:
    if known.employer in wanted.areas:
        yield f"Employed by {wanted.areas[known.employer]}: never"
    for area, why in known.conflicts.items():
        if area in wanted.areas:
            yield f"A conflict of interest with {wanted.areas[area]}: {why}"
    if known.accredited_until is None:
        yield "Not accredited"
    elif known.accredited_until < wanted.today:
        yield f"Accreditation ended on {_day(known.accredited_until)}"


def _accreditation(wanted: Wanted, known: Known) -> Iterable[_Reason]:
    until = known.accredited_until
    if until is None or until < wanted.today:
        return
    if until <= wanted.today + SOON:
        yield _Reason(f"Accreditation ends soon, on {_day(until)}", good=False)
    else:
        yield _Reason(f"Accredited until {_day(until)}")


def _expertise(wanted: Wanted, known: Known) -> Iterable[_Reason]:
    if wanted.kind:
        label = _in_sentence(Kind(wanted.kind).label)
        knows = wanted.kind in known.kinds
        text = f"Knows {label}" if knows else f"{label[:1].upper()}{label[1:]} is not among what they know"
        yield _Reason(text, KNOWS_KIND * knows, knows)
    shared = [title for code, title in wanted.standards.items() if code in known.standards]
    if shared:
        yield _Reason(f"Knows {_listed(shared)}", min(KNOWS_STANDARD * len(shared), MOST_FOR_STANDARDS))
    elif wanted.standards:
        yield _Reason("Knows none of the package’s standards", good=False)


def _place(wanted: Wanted, known: Known) -> Iterable[_Reason]:
    if not known.regions:
        yield _Reason("Works in any region", WORKS_NEAR)
        return
    near = sorted(wanted.regions & known.regions)
    if near:
        yield _Reason(f"Works in {_listed(near)}", WORKS_NEAR)
    far = sorted(wanted.regions - known.regions)
    if far:
        yield _Reason(f"Does not work in {_listed(far)}", good=False)


def _time(wanted: Wanted, known: Known) -> Iterable[_Reason]:
    if known.away_until:
        yield _Reason(f"Away until {_day(known.away_until)}", good=False)
        return
    taken = f"; {_few(known.taken)} taken" if known.taken else ""
    text = f"Free for {said(known.days_a_month)} a month{taken}"
    if not known.days_a_month:
        yield _Reason("Has said nothing of the days they are free", good=False)
    elif not known.free:
        yield _Reason(text, good=False)
    else:
        # A package takes months: what counts is whether one month's free days are a good part of it.
        enough = wanted.days is None or known.free * 3 >= wanted.days
        yield _Reason(text, IS_FREE if enough else HAS_SOME_TIME)


def _few(taken: Decimal) -> str:
    return f"{taken.normalize() + 0:f} {'is' if taken == 1 else 'are'}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _in_sentence(label: str) -> str:
    return label[:1].lower() + label[1:]


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
