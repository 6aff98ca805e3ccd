"""A support package's stages and moves, as a table (design rule 5).

Pure: it knows no database. `actions.moves.advance` applies it, `gates` say what is missing, and
`docs/package-stages.md` is drawn from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from commissioning.access.permissions import Permission
from commissioning.saving import NotNow


class Stage(StrEnum):
    DRAFT = "draft"  # the area's own until it is sent
    REQUEST = "request"
    TRIAGE = "triage"
    SCOPING = "scoping"
    AGREED = "agreed"
    DELIVERY = "delivery"
    REVIEW = "review"
    CLOSED = "closed"
    DEFERRED = "deferred"
    DECLINED = "declined"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class About:
    """`days`: after how many in this stage nobody should be content; None where nothing is awaited."""

    label: str
    ball: str  # who holds it
    next_step: str
    days: int | None = None


AREA, PROGRAMME, LEAD = "the commissioning champion", "the programme", "the lead of the package"

ABOUT: dict[Stage, About] = {
    Stage.DRAFT: About("Draft", AREA, "Finish the request and send it to the programme", 30),
    Stage.REQUEST: About("Requested", PROGRAMME, "Read the request and take it up", 5),
    Stage.TRIAGE: About("Triage", PROGRAMME, "Decide whether to scope it now, and name who leads it", 14),
    Stage.SCOPING: About("Scoping", LEAD, "Listen first; then agree the need, the aims and how success is seen", 42),
    Stage.AGREED: About("Agreed", LEAD, "Allocate an adviser and begin", 28),
    Stage.DELIVERY: About("Delivery", LEAD, "Hold the sessions and record them; review when the aims are due", 183),
    Stage.REVIEW: About("Review", LEAD, "Rate every criterion with the area, record the days, write the lessons", 42),
    Stage.CLOSED: About("Closed", "", "Look again, six and twelve months on"),
    Stage.DEFERRED: About("Not now", PROGRAMME, "Come back to it on the day agreed"),
    Stage.DECLINED: About("Declined", "", "Nothing; it can be looked at again"),
    Stage.PAUSED: About("Paused", PROGRAMME, "Resume it, or end it", 90),
    Stage.WITHDRAWN: About("Withdrawn", "", "Nothing; it can be looked at again"),
}
CHOICES = [(stage.value, about.label) for stage, about in ABOUT.items()]

# What counts as a package to anybody but the area itself.
SENT = frozenset(Stage) - {Stage.DRAFT}
ENDED = frozenset({Stage.CLOSED, Stage.DECLINED, Stage.WITHDRAWN})
OPEN = SENT - ENDED
# From when somebody has taken it up until it ends, what was heard is written down.
LISTENING = OPEN - {Stage.REQUEST, Stage.DEFERRED}
# While it is in one of these what was asked for may still be reworded by the area.
REQUEST_EDITABLE = frozenset({Stage.DRAFT, Stage.REQUEST, Stage.TRIAGE})
# While it is in one of these areas join and leave it.
FORMING = frozenset({Stage.DRAFT, Stage.REQUEST, Stage.TRIAGE, Stage.SCOPING})
# While it is in one of these areas that the request names say whether they take part: asked for, and not yet agreed.
AREAS_ANSWER = frozenset({Stage.REQUEST, Stage.TRIAGE, Stage.SCOPING})
# While it is in one of these the terms (aims, criteria, days, budget, shares) may still be changed.
TERMS_EDITABLE = frozenset({Stage.SCOPING})
# While it is in one of these the area may assess itself at its close.
LOOKING_BACK = frozenset({Stage.DELIVERY, Stage.REVIEW, Stage.CLOSED})
# While it is in one of these work is planned, done and recorded.
WORKING = frozenset({Stage.SCOPING, Stage.AGREED, Stage.DELIVERY, Stage.REVIEW})
# While it is in one of these its plan, risks and decisions are kept: a pause is there to settle some of them.
KEPT = WORKING | {Stage.PAUSED}
# While it is in one of these files are added: also after the close, when it is looked at again.
FILED = OPEN | {Stage.CLOSED}


class Move(StrEnum):
    SEND = "send"
    DISCARD = "discard"
    TAKE_UP = "take-up"
    SCOPE = "scope"
    AGREE = "agree"
    RENEGOTIATE = "renegotiate"
    DELIVER = "deliver"
    REVIEW = "review"
    GO_ON = "go-on"
    CLOSE = "close"
    REOPEN = "reopen"
    DEFER = "defer"
    REVISIT = "revisit"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LOOK_AGAIN = "look-again"
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True)
class Step:
    """One move: from where, to where, who may, what it needs.

    `to_stage` None: back to the stage it was in before. `act` is what a button says, `label` what the history says.
    `reason`: somebody has to say why. The permissions are held in the lead area; any of them will do.
    """

    act: str
    label: str
    from_stages: frozenset[Stage]
    to_stage: Stage | None
    permissions: frozenset[Permission]
    needs: str = "nothing"
    reason: bool = False


_AREA = frozenset({Permission.SUPPORT_REQUEST})
_PROGRAMME = frozenset({Permission.PACKAGE_RUN})
_LEAD = frozenset({Permission.PACKAGE_LEAD, Permission.PACKAGE_RUN})

STEPS: dict[Move, Step] = {
    Move.SEND: Step(
        act="Send to the programme",
        label="Requested",
        from_stages=frozenset({Stage.DRAFT}),
        to_stage=Stage.REQUEST,
        permissions=_AREA,
        needs="what kind of support, what is needed and what should be different afterwards",
    ),
    Move.DISCARD: Step(
        act="Discard the draft",
        label="Draft discarded",
        from_stages=frozenset({Stage.DRAFT}),
        to_stage=Stage.WITHDRAWN,
        permissions=_AREA,
    ),
    Move.TAKE_UP: Step(
        act="Take it up",
        label="Taken up by the programme",
        from_stages=frozenset({Stage.REQUEST}),
        to_stage=Stage.TRIAGE,
        permissions=_PROGRAMME,
    ),
    Move.SCOPE: Step(
        act="Begin scoping",
        label="Scoping began",
        from_stages=frozenset({Stage.TRIAGE}),
        to_stage=Stage.SCOPING,
        permissions=_PROGRAMME,
        needs="somebody in role who leads it",
    ),
    Move.AGREE: Step(
        act="Confirm the agreement",
        label="Agreed",
        from_stages=frozenset({Stage.SCOPING}),
        to_stage=Stage.AGREED,
        permissions=_PROGRAMME,
        needs="a picture of the need agreed with the area, aims, at least one criterion with baseline, target, measure"
        " and date, days and budget from a pot, each area’s share, and the signatures of every area’s sponsor and of"
        " the programme on these terms",
    ),
    Move.RENEGOTIATE: Step(
        act="Change what was agreed",
        label="Terms taken up again",
        from_stages=frozenset({Stage.AGREED, Stage.DELIVERY}),
        to_stage=Stage.SCOPING,
        permissions=_LEAD,
        needs="a reason; changed terms have to be signed again",
        reason=True,
    ),
    Move.DELIVER: Step(
        act="Begin delivery",
        label="Delivery began",
        from_stages=frozenset({Stage.AGREED}),
        to_stage=Stage.DELIVERY,
        permissions=_LEAD,
        needs="an adviser allocated, with a valid check for conflicts of interest",
    ),
    Move.REVIEW: Step(
        act="Begin the review",
        label="Review began",
        from_stages=frozenset({Stage.DELIVERY}),
        to_stage=Stage.REVIEW,
        permissions=_LEAD,
    ),
    Move.GO_ON: Step(
        act="Go on delivering",
        label="Back to delivery",
        from_stages=frozenset({Stage.REVIEW}),
        to_stage=Stage.DELIVERY,
        permissions=_LEAD,
        needs="a reason",
        reason=True,
    ),
    Move.CLOSE: Step(
        act="Close it",
        label="Closed",
        from_stages=frozenset({Stage.REVIEW}),
        to_stage=Stage.CLOSED,
        permissions=_LEAD,
        needs="every criterion rated by the area and by the lead (too early to tell is a rating, and says when to look"
        " again), every adviser’s days recorded, costs and benefits entered or “none yet”, what else was happening and"
        " the programme’s part, the three tests of good support, what helped, what hindered, and lessons",
    ),
    Move.REOPEN: Step(
        act="Reopen it",
        label="Reopened",
        from_stages=frozenset({Stage.CLOSED}),
        to_stage=Stage.DELIVERY,
        permissions=_PROGRAMME,
        needs="a reason",
        reason=True,
    ),
    Move.DEFER: Step(
        act="Say “not now”",
        label="Not now",
        from_stages=frozenset({Stage.REQUEST, Stage.TRIAGE, Stage.SCOPING}),
        to_stage=Stage.DEFERRED,
        permissions=_PROGRAMME,
        needs="a reason, the condition that has to be in place, and a day to come back to it",
        reason=True,
    ),
    Move.REVISIT: Step(
        act="Come back to it",
        label="Taken up again",
        from_stages=frozenset({Stage.DEFERRED}),
        to_stage=Stage.TRIAGE,
        permissions=_PROGRAMME,
    ),
    Move.DECLINE: Step(
        act="Decline it",
        label="Declined",
        from_stages=frozenset({Stage.REQUEST, Stage.TRIAGE, Stage.SCOPING, Stage.DEFERRED}),
        to_stage=Stage.DECLINED,
        permissions=_PROGRAMME,
        needs="a reason",
        reason=True,
    ),
    Move.WITHDRAW: Step(
        act="Withdraw it",
        label="Withdrawn by the area",
        from_stages=frozenset(
            {Stage.REQUEST, Stage.TRIAGE, Stage.SCOPING, Stage.AGREED, Stage.DELIVERY, Stage.DEFERRED, Stage.PAUSED}
        ),
        to_stage=Stage.WITHDRAWN,
        permissions=_AREA,
        needs="a reason",
        reason=True,
    ),
    Move.LOOK_AGAIN: Step(
        act="Look at it again",
        label="Looked at again",
        from_stages=frozenset({Stage.DECLINED, Stage.WITHDRAWN}),
        to_stage=Stage.TRIAGE,
        permissions=_PROGRAMME,
        needs="that it was sent once; a reason",
        reason=True,
    ),
    Move.PAUSE: Step(
        act="Pause it",
        label="Paused",
        from_stages=frozenset({Stage.SCOPING, Stage.AGREED, Stage.DELIVERY, Stage.REVIEW}),
        to_stage=Stage.PAUSED,
        permissions=_LEAD | _AREA,
        needs="a reason",
        reason=True,
    ),
    Move.RESUME: Step(
        act="Resume it",
        label="Resumed",
        from_stages=frozenset({Stage.PAUSED}),
        to_stage=None,
        permissions=_LEAD,
        needs="the stage it was paused in",
    ),
}


def step_for(move: Move, stage: Stage) -> Step:
    step = STEPS[move]
    if stage not in step.from_stages:
        wanted = f"“{step.act}”"
        raise NotNow(f"This package is at the stage “{ABOUT[stage].label}”, where {wanted} is not possible.")
    return step


def moves_from(stage: Stage) -> list[Move]:
    return [move for move, step in STEPS.items() if stage in step.from_stages]


def check_in(stages: frozenset[Stage], stage: Stage, what: str) -> None:
    """`what` as a sentence begins: "Sessions are recorded"."""
    if stage not in stages:
        among = ", ".join(f"“{ABOUT[one].label}”" for one in Stage if one in stages)
        raise NotNow(f"{what} at these stages: {among}. This package is at “{ABOUT[stage].label}”.")


def mermaid() -> str:
    """The stage diagram, for the documentation."""
    lines = ["stateDiagram-v2", f"    [*] --> {Stage.DRAFT}"]
    for move, step in STEPS.items():
        for source in sorted(step.from_stages):
            for target in [step.to_stage] if step.to_stage else sorted(STEPS[Move.PAUSE].from_stages):
                lines.append(f"    {source} --> {target}: {move}")
    return "\n".join([*lines, f"    {Stage.CLOSED} --> [*]"])
