"""The states and moves of one version of a resource, as a table (design rule 5). Pure.

`actions.moves` applies it; `docs/resource-states.md` is drawn from it. A published version never changes: a correction
is a new version, and the one before it stays readable.
"""

from dataclasses import dataclass
from enum import StrEnum

from commissioning.saving import NotNow


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


LABELS = {
    State.DRAFT: "Draft",
    State.SUBMITTED: "Being reviewed",
    State.RETURNED: "Returned",
    State.PUBLISHED: "Published",
    State.REPLACED: "Replaced",
    State.WITHDRAWN: "Withdrawn",
    State.DROPPED: "Dropped",
}
CHOICES = [(state.value, label) for state, label in LABELS.items()]
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
UNDER_WAY = EDITABLE | {State.SUBMITTED}  # one of these at a time for each resource


class Move(StrEnum):
    SUBMIT = "submit"
    TAKE_BACK = "take-back"
    RETURN = "return"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    DROP = "drop"
    REPLACE = "replace"  # follows from publishing the next version; nobody makes it by itself


class Hand(StrEnum):
    """Whose move it is."""

    WRITER = "whoever writes it"
    REVIEWER = "whoever publishes"
    NOBODY = "follows from publishing the next version"


@dataclass(frozen=True)
class Step:
    """`act`: the button’s words; `label`: what the history says."""

    act: str
    label: str
    from_states: frozenset[State]
    to_state: State
    hand: Hand
    reason: bool = False


STEPS: dict[Move, Step] = {
    Move.SUBMIT: Step("Send it to be reviewed", "Sent to be reviewed", EDITABLE, State.SUBMITTED, Hand.WRITER),
    Move.TAKE_BACK: Step(
        "Take it back", "Taken back by its writer", frozenset({State.SUBMITTED}), State.DRAFT, Hand.WRITER
    ),
    Move.RETURN: Step(
        "Return it with a reason", "Returned", frozenset({State.SUBMITTED}), State.RETURNED, Hand.REVIEWER, reason=True
    ),
    Move.PUBLISH: Step("Publish it", "Published", frozenset({State.SUBMITTED}), State.PUBLISHED, Hand.REVIEWER),
    Move.WITHDRAW: Step(
        "Withdraw it", "Withdrawn", frozenset({State.PUBLISHED}), State.WITHDRAWN, Hand.REVIEWER, reason=True
    ),
    Move.DROP: Step("Drop this draft", "Dropped", EDITABLE, State.DROPPED, Hand.WRITER),
    Move.REPLACE: Step(
        "Replace it", "Replaced by a newer version", frozenset({State.PUBLISHED}), State.REPLACED, Hand.NOBODY
    ),
}


def step_for(move: Move, state: State) -> Step:
    step = STEPS[move]
    if state not in step.from_states:
        raise NotNow(f"This version is “{LABELS[state].lower()}”, so that is not possible. See how it stands now.")
    return step


def check_editable(state: State) -> None:
    if state not in EDITABLE:
        raise NotNow(f"This version is “{LABELS[state].lower()}”, so its words can no longer be changed.")


def mermaid() -> str:
    """The state diagram, for the documentation."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    for move, step in STEPS.items():
        lines += [f"    {source} --> {step.to_state}: {move}" for source in sorted(step.from_states)]
    return "\n".join([*lines, *(f"    {end} --> [*]" for end in (State.REPLACED, State.WITHDRAWN, State.DROPPED))])
