"""Who sees what of a self-assessment (domain, *Who sees what*): permission and state joined in one table.

Raw views are not here: they belong to their scorers and to those the champion names.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from commissioning.access.permissions import Permission as P
from commissioning.access.scope import Area, Scope

from .workflow import State

_FROM_DIRECTOR = frozenset({State.WITH_DIRECTOR, State.RETURNED, State.SIGNED})

# Holding the permission opens agreed levels, text and evidence in these states.
LEVELS_OPEN: dict[P, frozenset[State]] = {
    P.LEVELS_SEE_ALWAYS: frozenset(State),
    P.LEVELS_SEE_FROM_CHALLENGE: _FROM_DIRECTOR | {State.CHALLENGE, State.RESPONSE},
    P.LEVELS_SEE_FROM_DIRECTOR: _FROM_DIRECTOR,
}


def may_see_levels(scope: Scope, area: Area, state: State) -> bool:
    held = scope.permissions_in(area)
    return any(permission in held and state in states for permission, states in LEVELS_OPEN.items())


def check_levels(scope: Scope, area: Area, state: State) -> None:
    if not may_see_levels(scope, area, state):
        raise PermissionDenied("You can see how far this self-assessment has got, but not its levels or text.")


@dataclass(frozen=True)
class Line:
    """One line of the table shown to everyone."""

    who: str
    sees: str


TABLE: Iterable[Line] = (
    Line("Commissioning champion", "Everything of their own area’s self-assessment, from the first day."),
    Line("Contributors", "How far it has got, and their own views."),
    Line("Director of children’s services", "Levels, text and evidence from the day it is sent to them."),
    Line("Local lead of the area", "Levels, text and evidence from the challenge on."),
    Line("Regional leads and programme leads", "How far it has got. No levels, no text."),
    Line("Advisers and evaluators", "Nothing of an area’s own self-assessment."),
    Line("Administrators", "How far it has got. No levels, no text."),
    Line("Other areas", "Nothing."),
)
