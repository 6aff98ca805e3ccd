"""What the programme’s desk calls an exception: where nobody should be content to wait. Pure.

`queries.desk` finds the packages; the order here is the order of the counts, the tone that of urgency.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from .workflow import ABOUT, Stage

RED, ORANGE, YELLOW = "red", "orange", "yellow"
URGENCY = {RED: 0, ORANGE: 1, YELLOW: 2}

# After how many weeks without a session, a message or somebody listened to, somebody should ask how it goes.
CONTACT_WEEKS = {Stage.SCOPING: 3, Stage.DELIVERY: 4, Stage.REVIEW: 4}
UNSIGNED = timedelta(days=7)  # complete terms, waiting for a signature
TWELVE_MONTHS = timedelta(days=365)
STALLS = {stage: about.days for stage, about in ABOUT.items() if about.days and stage is not Stage.DRAFT}


@dataclass(frozen=True)
class Exceptional:
    """One kind of exception. `page`: the address’s name where it is put right; `reason` may name {stage}, {enough} days
    or {weeks}.
    """

    key: str
    label: str
    reason: str
    tone: str
    page: str


def _table(*rows: tuple[str, str, str, str, str]) -> dict[str, Exceptional]:
    return {row[0]: Exceptional(*row) for row in rows}


KINDS: dict[str, Exceptional] = _table(
    ("escalated", "Put before the programme", "A risk or concern is put before you", RED, "package-plan"),
    ("red", "Red risks", "A risk or concern is red", RED, "package-plan"),
    ("lead", "Nobody in role leads it", "Nobody who may lead it today does", RED, "package-team"),
    ("over", "Over its days or budget", "More is used than was allocated", RED, "package-days"),
    (
        "stalled",
        "Stalled",
        "At “{stage}” longer than {enough} days, after which nobody should be content",
        ORANGE,
        "package-detail",
    ),
    ("contact", "No contact", "No session or message for more than {weeks} weeks", ORANGE, "package-messages"),
    ("unsigned", "Unsigned terms", "The terms are complete and wait for a signature", ORANGE, "package-terms"),
    ("beyond", "Heading over its days", "Used and forecast go beyond what is allocated", ORANGE, "package-days"),
    ("review", "Review overdue", "The day of its review has passed", ORANGE, "package-detail"),
    ("follow-up", "Follow-up overdue", "It was to be looked at again", ORANGE, "package-close"),
    ("check", "Conflict check to renew", "A check for conflicts has run out or soon will", ORANGE, "package-team"),
    ("champion", "No champion", "The lead area has no champion in role", ORANGE, "package-team"),
    ("milestone", "Milestone overdue", "The day of a milestone has passed", YELLOW, "package-plan"),
    ("revisit", "Time to come back to it", "The day to come back to it is here", YELLOW, "package-detail"),
    ("leads", "Third lead in a year", "Three or more people led it within a year", YELLOW, "package-team"),
)
CHOICES = [(kind.key, kind.label) for kind in KINDS.values()]


class Found(NamedTuple):
    """An exception of one package. `since`: the first day it was one."""

    kind: Exceptional
    package_id: int
    since: date

    def age(self, today: date) -> int:
        return (today - self.since).days

    @property
    def urgency(self) -> tuple[int, date, int]:
        """The gravest first; among those of one tone, whatever has waited longest."""
        return URGENCY[self.kind.tone], self.since, self.package_id


def reason(kind: Exceptional, stage: Stage) -> str:
    return kind.reason.format(
        stage=ABOUT[stage].label, enough=STALLS.get(stage, ""), weeks=CONTACT_WEEKS.get(stage, "")
    )
