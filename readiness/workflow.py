"""A self-assessment's states and moves, as a table (design rules 5 and 9).

Pure: it knows no database. `actions.advance` applies it; `docs/assessment-states.md` is drawn from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from commissioning.access.permissions import Permission
from commissioning.saving import NotNow


class State(StrEnum):
    OPEN = "open"
    AGREEING = "agreeing"
    CHALLENGE = "challenge"
    RESPONSE = "response"
    WITH_DIRECTOR = "with_director"
    RETURNED = "returned"
    SIGNED = "signed"
    ENDED = "ended"


@dataclass(frozen=True)
class About:
    label: str
    ball: str  # who holds it
    next_step: str


ABOUT: dict[State, About] = {
    State.OPEN: About(
        "In progress", "the commissioning champion", "Answer each standard, then send your views and agree the levels"
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
    State.ENDED: About("Ended by reorganisation", "", "The council that followed begins its own"),
}
CHOICES = [(state.value, about.label) for state, about in ABOUT.items()]

# Nothing more is awaited of it.
FINISHED = frozenset({State.SIGNED, State.ENDED})
# While it is in one of these the area may change its words, levels and evidence.
EDITABLE = frozenset({State.OPEN, State.AGREEING, State.RESPONSE})
# The level the champion thinks of first is a view like any other's, and is frozen once sent.
GIVING_VIEWS = frozenset({State.OPEN, State.AGREEING})


class Move(StrEnum):
    AGREE = "agree"
    SEND_FOR_CHALLENGE = "send-for-challenge"
    TAKE_BACK = "take-back"
    GIVE_CHALLENGE = "give-challenge"
    SUBMIT = "submit"
    SIGN = "sign"
    RETURN = "return"
    RESUME = "resume"
    REOPEN = "reopen"
    END = "end"


@dataclass(frozen=True)
class Step:
    """One move: from where, to where, who may, what it needs, which snapshot it keeps ("" for none).

    `reason` says whether somebody has to say why; `revision` by how much it raises the revision.
    """

    label: str
    from_states: frozenset[State]
    to_state: State
    permission: Permission
    needs: str
    snapshot: str = ""
    reason: bool = False
    revision: int = 0


STEPS: dict[Move, Step] = {
    Move.AGREE: Step(
        label="Agreeing levels began",
        from_states=frozenset({State.OPEN}),
        to_state=State.AGREEING,
        permission=Permission.ASSESSMENT_LEAD,
        needs="every standard has the champion’s own answer and is marked as completed; sending them freezes them",
    ),
    Move.SEND_FOR_CHALLENGE: Step(
        label="Sent to the local lead",
        from_states=frozenset({State.AGREEING}),
        to_state=State.CHALLENGE,
        permission=Permission.ASSESSMENT_LEAD,
        needs="every standard has an agreed answer and is marked as completed, and a local lead is in role",
    ),
    Move.TAKE_BACK: Step(
        label="Taken back by the area",
        from_states=frozenset({State.CHALLENGE}),
        to_state=State.AGREEING,
        permission=Permission.ASSESSMENT_LEAD,
        needs="a reason",
        reason=True,
    ),
    Move.GIVE_CHALLENGE: Step(
        label="Challenge given",
        from_states=frozenset({State.CHALLENGE}),
        to_state=State.RESPONSE,
        permission=Permission.CHALLENGE_GIVE,
        needs="every standard is agreed with, or called lower or higher with a reason, by somebody who did not lead it",
    ),
    Move.SUBMIT: Step(
        label="Sent to the director",
        from_states=frozenset({State.AGREEING, State.CHALLENGE, State.RESPONSE}),
        to_state=State.WITH_DIRECTOR,
        permission=Permission.ASSESSMENT_LEAD,
        needs="every challenge has a response; without one only where no local lead can give it, or where it was given "
        "before the director returned it",
        snapshot="sent",
    ),
    Move.SIGN: Step(
        label="Signed on behalf of the partnership",
        from_states=frozenset({State.WITH_DIRECTOR}),
        to_state=State.SIGNED,
        permission=Permission.ASSESSMENT_SIGN,
        needs="the director, or acting director, in role that day; when the board discussed it, or that it has not",
        snapshot="signed",
    ),
    Move.RETURN: Step(
        label="Returned by the director",
        from_states=frozenset({State.WITH_DIRECTOR}),
        to_state=State.RETURNED,
        permission=Permission.ASSESSMENT_SIGN,
        needs="comments",
        reason=True,
    ),
    Move.RESUME: Step(
        label="Taken up again",
        from_states=frozenset({State.RETURNED}),
        to_state=State.AGREEING,
        permission=Permission.ASSESSMENT_LEAD,
        needs="nothing",
    ),
    Move.REOPEN: Step(
        label="Reopened",
        from_states=frozenset({State.SIGNED}),
        to_state=State.AGREEING,
        permission=Permission.ASSESSMENT_LEAD,
        needs="a reason; reports of the signed revision then say that a newer one supersedes them once it is signed",
        reason=True,
        revision=1,
    ),
    Move.END: Step(
        label="Ended by reorganisation",
        from_states=frozenset(State) - FINISHED,
        to_state=State.ENDED,
        permission=Permission.REORGANISATION_RECORD,
        needs="its council comes to an end and no successor goes on with it; what was written stays readable",
        reason=True,
    ),
}


# Lines of the history that change no state.
NOTED = {
    "open": "Opened",
    "window": "Time for giving views set",
    "extend": "Time for giving views extended",
    "name": "Somebody named to read partners’ views",
    "unname": "No longer named to read partners’ views",
    "follow": "Goes on under the council that followed",
}


def step_for(move: Move, state: State) -> Step:
    step = STEPS[move]
    if state not in step.from_states:
        wanted = f"{step.label[0].lower()}{step.label[1:]}"
        raise NotNow(f"This self-assessment is at the stage “{ABOUT[state].label}”, so it cannot be {wanted}.")
    return step


def check_editable(state: State) -> None:
    if state not in EDITABLE:
        raise NotNow(
            f"This self-assessment is at the stage “{ABOUT[state].label}”, so its answers can no longer be changed."
        )


def mermaid() -> str:
    """The state diagram, for the documentation."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.OPEN}"]
    for move, step in STEPS.items():
        lines += [f"    {source} --> {step.to_state}: {move}" for source in sorted(step.from_states)]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in sorted(FINISHED))])
