"""A self-assessment's states and moves, as a table (design rules 5 and 9).

Pure: it knows no database. `actions.advance` applies it; `docs/assessment-states.md` is drawn from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from commissioning.access.permissions import Permission


class State(StrEnum):
    OPEN = "open"
    AGREEING = "agreeing"
    CHALLENGE = "challenge"
    RESPONSE = "response"
    WITH_DIRECTOR = "with_director"
    RETURNED = "returned"
    SIGNED = "signed"


@dataclass(frozen=True)
class About:
    label: str
    ball: str  # who holds it
    next_step: str


ABOUT: dict[State, About] = {
    State.OPEN: About(
        "In progress", "the commissioning champion", "Answer each standard, then send it to the director"
    ),
    State.AGREEING: About(
        "Agreeing levels", "the commissioning champion", "Agree a level for each standard with partners"
    ),
    State.CHALLENGE: About(
        "With the local lead", "the local lead", "Agree each level, or say why it looks lower or higher"
    ),
    State.RESPONSE: About("Area responding", "the commissioning champion", "Answer the local lead’s challenge"),
    State.WITH_DIRECTOR: About(
        "With the director", "the director of children’s services", "Read it and sign it on behalf of the partnership"
    ),
    State.RETURNED: About(
        "Returned by the director", "the commissioning champion", "Read the comments and go on agreeing"
    ),
    State.SIGNED: About("Signed", "", "Read the feedback report and plan what comes next"),
}
CHOICES = [(state.value, about.label) for state, about in ABOUT.items()]

# While it is in one of these the champion may change answers.
EDITABLE = frozenset({State.OPEN, State.AGREEING, State.RETURNED})


class Move(StrEnum):
    SUBMIT = "submit"
    SIGN = "sign"


@dataclass(frozen=True)
class Step:
    """One move: from where, to where, who may, what it needs, which snapshot it keeps ("" for none)."""

    label: str
    from_states: frozenset[State]
    to_state: State
    permission: Permission
    needs: str
    snapshot: str = ""


# Submitting straight from open is for one scorer; with partners' views it goes through agreeing and challenge.
STEPS: dict[Move, Step] = {
    Move.SUBMIT: Step(
        label="Sent to the director",
        from_states=frozenset({State.OPEN}),
        to_state=State.WITH_DIRECTOR,
        permission=Permission.ASSESSMENT_LEAD,
        needs="every standard has an answer and is marked as completed",
        snapshot="sent",
    ),
    Move.SIGN: Step(
        label="Signed on behalf of the partnership",
        from_states=frozenset({State.WITH_DIRECTOR}),
        to_state=State.SIGNED,
        permission=Permission.ASSESSMENT_SIGN,
        needs="the director in role that day",
        snapshot="signed",
    ),
}


class NotNow(Exception):
    """The move or change is not possible in this state; the message says why."""


def step_for(move: Move, state: State) -> Step:
    step = STEPS[move]
    if state not in step.from_states:
        wanted = f"{step.label[0].lower()}{step.label[1:]}"
        raise NotNow(f"This self-assessment is {ABOUT[state].label.lower()}, so it cannot be {wanted}.")
    return step


def check_editable(state: State) -> None:
    if state not in EDITABLE:
        raise NotNow(f"This self-assessment is {ABOUT[state].label.lower()}, so its answers can no longer be changed.")


def mermaid() -> str:
    """The state diagram, for the documentation."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.OPEN}"]
    for move, step in STEPS.items():
        lines += [f"    {source} --> {step.to_state}: {move}" for source in sorted(step.from_states)]
    return "\n".join([*lines, f"    {State.SIGNED} --> [*]"])
