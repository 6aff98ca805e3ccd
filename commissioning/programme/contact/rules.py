"""Why the programme offers contact, as a table; and what becomes of an offer, as another. Pure.

An offer is not an alarm: it asks nothing of an area, is put in the order of nothing but its date, and runs out. No rule
looks at two levels of one area: a level that has fallen often means that somebody began to say how things are. Levels
come in only where the area itself showed them to somebody and aims higher.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from commissioning.access.permissions import Permission
from commissioning.saving import NotNow

VACANT_FOR = timedelta(days=30)
SILENT_FOR = timedelta(days=182)
JUDGED_WITHIN = timedelta(days=60)


class Rule(StrEnum):
    VACANCY = "vacancy"
    SILENCE = "silence"
    STALLED = "stalled"
    JUDGEMENT = "judgement"
    SHARED = "shared"


@dataclass(frozen=True)
class About:
    """`words`: what everybody reads, to be filled with facts. `lasts`: days until it runs out. `again`: days before the
    same may be offered once more; None for never. `passes`: whether it ends by itself once the reason is gone.
    """

    label: str
    words: str
    lasts: int
    again: int | None
    passes: bool = False


RULES: dict[Rule, About] = {
    Rule.VACANCY: About(
        "A role that nobody holds",
        "Nobody has been {role} since {day}. If it would help while somebody is found, we are glad to talk.",
        lasts=60,
        again=120,
        passes=True,
    ),
    Rule.SILENCE: About(
        "A long silence",
        "We have not been in touch since {day}. Is there anything you would like to talk through?",
        lasts=60,
        again=182,
        passes=True,
    ),
    Rule.STALLED: About(
        "A support package that stands still",
        "“{package}” has been at “{stage}” since {day}, and is with {ball}."
        " Shall we look together at what it waits for?",
        lasts=60,
        again=90,
        passes=True,
    ),
    Rule.JUDGEMENT: About(
        "A judgement was published",
        "{judgement}, was published on {day}. If you would like to think it through with somebody, we are here.",
        lasts=45,
        again=None,
    ),
    Rule.SHARED: About(
        "Levels that the area chose to show",
        "On {day} you chose to show your signed levels to {audience}, for this purpose: {purpose}."
        " Would you like to talk about what you aim for?",
        lasts=45,
        again=None,
        passes=True,
    ),
}
CHOICES = [(rule.value, about.label) for rule, about in RULES.items()]


@dataclass(frozen=True)
class Reason:
    """What a rule finds in one area today. `about`: what it is about, so that the same is not offered twice."""

    rule: Rule
    authority_id: int
    about: str
    since: date
    words: str
    share_id: int | None = None

    @property
    def key(self) -> tuple[int, str, str]:
        return self.authority_id, self.rule.value, self.about


def in_words(rule: Rule, **facts: str) -> str:
    return RULES[rule].words.format(**facts)


def is_due_again(rule: Rule, last: date | None, today: date) -> bool:
    """Whether what was offered last on that day may be offered today."""
    if last is None:
        return True
    again = RULES[rule].again
    return again is not None and last + timedelta(days=again) <= today


def aims_higher(standards: Iterable[Mapping]) -> bool:
    """Whether an area wants more than it has in any of its signed standards. Of one signature only: whatever it
    signed before has no say.
    """
    return any(one["level"] and one["target"] and one["level"] < one["target"] for one in standards)


# --- What becomes of it -------------------------------------------------------------------


class State(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ACTED = "acted"
    DISMISSED = "dismissed"
    EXPIRED = "expired"


STATES = [
    (State.OPEN.value, "Open"),
    (State.ACKNOWLEDGED.value, "Acknowledged"),
    (State.ACTED.value, "Acted on"),
    (State.DISMISSED.value, "Set aside"),
    (State.EXPIRED.value, "Ran out"),
]
LIVE = frozenset({State.OPEN, State.ACKNOWLEDGED})


class Move(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    ACT = "act"
    DISMISS = "dismiss"
    WELCOME = "welcome"
    DECLINE = "decline"
    EXPIRE = "expire"


@dataclass(frozen=True)
class Step:
    """One move. `to_state` None: it stays as it is. `permission` None: nobody makes it, time does."""

    label: str
    from_states: frozenset[State]
    to_state: State | None
    permission: Permission | None


STEPS: dict[Move, Step] = {
    Move.ACKNOWLEDGE: Step("Acknowledged", frozenset({State.OPEN}), State.ACKNOWLEDGED, Permission.CONTACT_MAKE),
    Move.ACT: Step("Acted on", LIVE, State.ACTED, Permission.CONTACT_MAKE),
    Move.DISMISS: Step("Set aside", LIVE, State.DISMISSED, Permission.CONTACT_MAKE),
    Move.WELCOME: Step("The area says: yes please", LIVE, None, Permission.CONTACT_ANSWER),
    Move.DECLINE: Step("The area says: not now", LIVE, State.DISMISSED, Permission.CONTACT_ANSWER),
    Move.EXPIRE: Step("Ran out", LIVE, State.EXPIRED, None),
}
OPENED = "opened"
MOVES = [(OPENED, "Offered"), *((move.value, step.label) for move, step in STEPS.items())]


def after(state: State, move: Move) -> State:
    """The state it is in then. Raises NotNow where that move is not possible."""
    step = STEPS[move]
    if state not in step.from_states:
        now = dict(STATES)[state].lower()
        raise NotNow(f"This offer of contact is {now} already, so nothing was changed. See its history for who did it.")
    return step.to_state or state
