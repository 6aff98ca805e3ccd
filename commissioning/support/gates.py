"""What a move needs, checked against facts: the gates of a support package. Pure.

`queries.facts` gathers the facts, `actions.moves` asks before every move, and the package’s page shows the same list.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .workflow import Move

WHOLE = Decimal(100)


@dataclass(frozen=True)
class Missing:
    """One thing that keeps a move from being made, in words, and the package’s page where it can be put right."""

    text: str
    page: str = ""


@dataclass(frozen=True)
class Criterion:
    """`rated_by_*`: whether that side has rated it."""

    text: str
    is_measurable: bool
    rated_by_area: bool = False
    rated_by_lead: bool = False


@dataclass(frozen=True)
class Allocated:
    """An adviser with days of the package. `check_valid`: a conflict-of-interest check that is clear or managed and
    has not run out; `days_recorded`: has used days, or said that there were none.
    """

    name: str
    check_valid: bool
    days_recorded: bool = False


@dataclass(frozen=True)
class Facts:
    was_sent: bool = False
    kind: str = ""
    need: str = ""
    hoped: str = ""
    lead: str = ""  # who leads it, if anybody does
    lead_in_role: bool = False
    picture_agreed: bool = False
    aims: str = ""
    criteria: tuple[Criterion, ...] = ()
    days: Decimal | None = None
    budget: Decimal | None = None
    pot: str = ""
    shares: tuple[tuple[str, Decimal | None], ...] = ()  # area, per cent
    unsigned_areas: tuple[str, ...] = ()
    programme_signed: bool = False
    advisers: tuple[Allocated, ...] = ()
    days_said_complete: bool = False
    has_figures: bool = False  # entered, or “none yet”
    else_happening: str = ""
    part: str = ""
    tests: tuple[str, ...] = ("", "", "")
    helped: str = ""
    hindered: str = ""
    lessons: str = ""
    condition: str = ""
    revisit_on: date | None = None


def missing(move: Move, facts: Facts) -> list[Missing]:
    """Everything that keeps the move from being made; empty when nothing does."""
    gate = GATES.get(move)
    return list(gate(facts)) if gate else []


def _send(facts: Facts) -> Iterator[Missing]:
    if not facts.kind:
        yield Missing("Select the kind of support.", "request")
    if not facts.need.strip():
        yield Missing("Say what is needed.", "request")
    if not facts.hoped.strip():
        yield Missing("Say what should be different afterwards.", "request")


def _scope(facts: Facts) -> Iterator[Missing]:
    if not facts.lead:
        yield Missing("Name who leads the package.", "team")
    elif not facts.lead_in_role:
        yield Missing(f"{facts.lead} is no longer in a role that can lead it. Name another lead.", "team")


def _agree(facts: Facts) -> Iterator[Missing]:
    yield from _scope(facts)
    if not facts.picture_agreed:
        yield Missing("The area has not agreed the picture of the need.", "scoping")
    if not facts.aims.strip():
        yield Missing("Write the aims.", "terms")
    yield from _criteria(facts)
    yield from _resources(facts)
    yield from _signatures(facts)


def _criteria(facts: Facts) -> Iterator[Missing]:
    if not facts.criteria:
        yield Missing("Add at least one criterion: how will success be seen?", "terms")
    for criterion in facts.criteria:
        if not criterion.is_measurable:
            yield Missing(f"“{criterion.text}” needs a baseline, a target, how it is measured and by when.", "terms")


def _resources(facts: Facts) -> Iterator[Missing]:
    if facts.days is None or facts.budget is None:
        yield Missing("Enter the days and the budget; either may be 0.", "terms")
    elif facts.days == 0 and facts.budget == 0:
        yield Missing("A package of no days and no money is not a package. Enter one of them.", "terms")
    if not facts.pot:
        yield Missing("Choose the pot that the days and the money come from.", "terms")
    if len(facts.shares) > 1:
        yield from _shares(facts)


def _shares(facts: Facts) -> Iterator[Missing]:
    unset = [area for area, share in facts.shares if share is None]
    if unset:
        yield Missing(f"Say what share of it is for {_listed(unset)}.", "areas")
    elif sum((share for _, share in facts.shares if share is not None), Decimal(0)) != WHOLE:
        yield Missing("The areas’ shares do not add up to 100 per cent.", "areas")


def _signatures(facts: Facts) -> Iterator[Missing]:
    if facts.unsigned_areas:
        yield Missing(f"The sponsor has not signed these terms for {_listed(facts.unsigned_areas)}.", "terms")
    if not facts.programme_signed:
        yield Missing("The programme has not signed these terms.", "terms")


def _deliver(facts: Facts) -> Iterator[Missing]:
    yield from _scope(facts)
    if not facts.advisers:
        yield Missing("Allocate days to an adviser.", "days")
    for adviser in facts.advisers:
        if not adviser.check_valid:
            yield Missing(f"{adviser.name} has no valid check for conflicts of interest.", "team")


def _close(facts: Facts) -> Iterator[Missing]:
    for criterion in facts.criteria:
        sides = [("the area", criterion.rated_by_area), ("the lead", criterion.rated_by_lead)]
        unrated = [side for side, rated in sides if not rated]
        if unrated:
            yield Missing(f"“{criterion.text}” is not rated by {_listed(unrated)}.", "close")
    for adviser in facts.advisers:
        if not adviser.days_recorded and not facts.days_said_complete:
            yield Missing(f"{adviser.name} has recorded no days. Record them, or say that there were none.", "sessions")
    if not facts.has_figures:
        yield Missing("Enter costs and benefits, or say that there are none yet.", "benefits")
    yield from _words(facts)


def _words(facts: Facts) -> Iterator[Missing]:
    asked = (
        (facts.else_happening, "Say what else was happening."),
        (facts.part, "Say which part the programme had in it."),
        ("".join(facts.tests) if all(facts.tests) else "", "Answer the three tests of good support."),
        (facts.helped, "Say what helped."),
        (facts.hindered, "Say what hindered."),
        (facts.lessons, "Write the lessons."),
    )
    for said, text in asked:
        if not said.strip():
            yield Missing(text, "close")


def _defer(facts: Facts) -> Iterator[Missing]:
    if not facts.condition.strip():
        yield Missing("Say which condition has to be in place.")
    if facts.revisit_on is None:
        yield Missing("Choose a day to come back to it.")


def _look_again(facts: Facts) -> Iterator[Missing]:
    if not facts.was_sent:
        yield Missing("It was a draft that was never sent. The area can write a new request.")


def _listed(words: list[str] | tuple[str, ...]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


GATES: Mapping[Move, Callable[[Facts], Iterator[Missing]]] = {
    Move.SEND: _send,
    Move.SCOPE: _scope,
    Move.AGREE: _agree,
    Move.DELIVER: _deliver,
    Move.CLOSE: _close,
    Move.DEFER: _defer,
    Move.LOOK_AGAIN: _look_again,
}
