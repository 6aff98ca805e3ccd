"""What a report's two pages for the board say: a choice from the report, never anything it does not say. Pure."""

from dataclasses import dataclass, replace
from textwrap import shorten

from .plan import PlannedAction
from .shapes import FeedbackReport

ACTIONS = 5
LONGEST_TITLE, LONGEST_OWNER = 110, 60  # two pages are two pages; the whole report has it all


@dataclass(frozen=True)
class NextStep:
    title: str
    who_and_when: str


@dataclass(frozen=True)
class BoardReport:
    """`more_actions`: how many of the plan are not among those shown. Lines that do not apply are empty."""

    report: FeedbackReport
    findings: tuple[str, ...]
    disagreement: str
    challenge: str
    actions: tuple[NextStep, ...]
    more_actions: int
    signed: str


def board_report(report: FeedbackReport) -> BoardReport:
    glance = report.glance
    return BoardReport(
        report=report,
        findings=tuple(sentence for sentence in (glance.where, glance.ends, glance.moved) if sentence),
        disagreement=glance.partners,
        challenge=glance.lead,
        actions=tuple(_step(action) for action in report.actions[:ACTIONS]),
        more_actions=max(0, len(report.actions) - ACTIONS),
        signed=_signed(report),
    )


def _step(action: PlannedAction) -> NextStep:
    owner = shorten(action.owner, LONGEST_OWNER, placeholder="…")
    return NextStep(shorten(action.title, LONGEST_TITLE, placeholder="…"), replace(action, owner=owner).who_and_when)


def _signed(report: FeedbackReport) -> str:
    """Who signed or sent it, when, and whether the board had discussed it."""
    latest = report.latest
    said = f"{latest.label} by {latest.by} on {latest.at.day} {latest.at:%B %Y}."
    if not report.is_signed:
        return f"{said} It is not signed yet, and levels may still change."
    if report.signing is None:
        return said
    same = " The same person led the self-assessment." if report.signing.also_led else ""
    return f"{said} {report.signing.board}{same}"
