"""The retention schedule: for each kind of row how long it is kept, from when, what happens then, and why.

It speaks only of rows that may go. Histories that nobody may change, what an area wrote and signed, answers, figures
and the ledger of days are the record of the programme, and no rule may name them (`tests/programme/protection`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailConfirmation
from django.contrib.sessions.models import Session
from django.db.models import Max, Min, Model, QuerySet

from commissioning.documents.models import UNFINISHED, Document
from commissioning.people.models import HeldPost, Invitation, OutgoingEmail
from commissioning.profiles.models import BookingLink, ServiceUseFile
from commissioning.support.models import CalendarLink
from readiness.models import ScorerLink, StandardsDraft

from .periods import Period

SUBJECT_ACCESS = "subject-access"  # the kind of document that holds everything about one person
DAY, MONTH, QUARTER, YEAR = Period(days=1), Period(days=30), Period(days=90), Period(years=1)


@dataclass(frozen=True)
class Rule:
    """`rows`: those the rule speaks of, whatever their age; `since`: the column their age is counted from. They are
    deleted, or for `empty` made empty by it, after which `rows` no longer finds them.
    """

    key: str
    noun: str
    rows: Callable[[], QuerySet]
    since: str
    kept: Period
    counted_from: str  # `since` in words
    why: str
    empty: Callable[[QuerySet, datetime], object] | None = None
    file: str = ""  # a column with a file, which goes first

    @property
    def model(self) -> type[Model]:
        return self.rows().model

    @property
    def happens(self) -> str:
        return "Its words are removed; the row stays, with its number" if self.empty else "Deleted"

    def due(self, now: datetime) -> QuerySet:
        """Older than the period at that moment, the oldest first."""
        return self.rows().filter(**{f"{self.since}__lt": self.kept.before(now)}).order_by(self.since, "pk")


def _documents() -> QuerySet[Document]:
    """Those that have come to an end and are not waiting to be joined; what was joined goes after its parts."""
    return Document.objects.exclude(state__in=UNFINISHED).filter(parts=None).exclude(parent__state__in=UNFINISHED)


# In the order in which they are run.
SCHEDULE = (
    Rule(
        key="subject-access",
        noun="Copies of everything about one person",
        rows=lambda: _documents().filter(kind=SUBJECT_ACCESS),
        since="finished_at",
        kept=MONTH,
        counted_from="the day the copy was made",
        why="It has been handed over by then, and may be asked for again.",
        file="file",
    ),
    Rule(
        key="documents-of-erased",
        noun="Documents asked for by people who have been erased",
        rows=lambda: _documents().filter(requested_by__erased_at__isnull=False),
        since="requested_by__erased_at",
        kept=MONTH,
        counted_from="the day the person was erased",
        why="Most are copies for their reader alone, who is gone; the others can be made again.",
        file="file",
    ),
    Rule(
        key="documents",
        noun="Documents and their files",
        rows=lambda: _documents().exclude(kind=SUBJECT_ACCESS),
        since="finished_at",
        kept=YEAR,
        counted_from="the day the document was made",
        why="Each can be made again from what it was made of, which stays.",
        file="file",
    ),
    Rule(
        key="mail",
        noun="Outgoing mail",
        rows=lambda: OutgoingEmail.objects.exclude(state=OutgoingEmail.State.WAITING),
        since="created_at",
        kept=QUARTER,
        counted_from="the day it was written",
        why="Long enough to find out why somebody did not get it; its text is removed when it is sent.",
    ),
    Rule(
        key="invitations",
        noun="Links that open an account",
        rows=Invitation.objects.all,
        since="expires_at",
        kept=QUARTER,
        counted_from="the day the link ran out",
        why="Long enough to answer questions about who was invited; the history keeps that it was sent.",
    ),
    Rule(
        key="scorer-links",
        noun="Links into a self-assessment",
        rows=ScorerLink.objects.all,
        since="expires_at",
        kept=QUARTER,
        counted_from="the day the link ran out",
        why="A link that has run out opens nothing.",
    ),
    Rule(
        key="booking-links",
        noun="Links to a booking",
        rows=BookingLink.objects.all,
        since="expires_at",
        kept=QUARTER,
        counted_from="the day the link ran out",
        why="A link that has run out opens nothing.",
    ),
    Rule(
        key="calendar-links",
        noun="Calendar addresses that were replaced",
        rows=lambda: CalendarLink.objects.filter(ended_at__isnull=False),
        since="ended_at",
        kept=QUARTER,
        counted_from="the day the address was replaced",
        why="It opens nothing any more.",
    ),
    Rule(
        key="confirmations",
        noun="Confirmations of an email address",
        rows=EmailConfirmation.objects.all,
        since="created",
        kept=QUARTER,
        counted_from="the day it was asked for",
        why="It has run out long before.",
    ),
    Rule(
        key="held-posts",
        noun="Text that was being typed when a session ran out",
        rows=HeldPost.objects.all,
        since="created_at",
        kept=DAY,
        counted_from="the moment it was held",
        why="It is held for whoever typed it, until they come back; also looked at every hour.",
    ),
    Rule(
        key="imports",
        noun="Imported lists of people that nobody saved",
        rows=lambda: ServiceUseFile.objects.waiting(),
        since="brought_in_at",
        kept=DAY,
        counted_from="the moment it was brought in",
        why="It names people and nobody took it over; also looked at every hour.",
        empty=lambda rows, now: rows.update(text="", discarded_at=now),
    ),
    Rule(
        key="standards-drafts",
        noun="Drafts of standards that were discarded",
        rows=lambda: StandardsDraft.objects.filter(discarded_at__isnull=False, published__isnull=True),
        since="discarded_at",
        kept=YEAR,
        counted_from="the day it was discarded",
        why="Nobody published it.",
    ),
    Rule(
        key="sessions",
        noun="Sessions that ran out",
        rows=Session.objects.all,
        since="expire_date",
        kept=DAY,
        counted_from="the moment it ran out",
        why="For a day it says whose typed text is held; also looked at every hour.",
    ),
)


@dataclass(frozen=True)
class Due:
    """What a rule would remove now. `oldest` is none where there is nothing."""

    rule: Rule
    number: int
    oldest: datetime | None
    newest: datetime | None


def preview(now: datetime) -> list[Due]:
    return [_due(rule, now) for rule in SCHEDULE]


def _due(rule: Rule, now: datetime) -> Due:
    rows = rule.due(now)
    ends = rows.order_by().aggregate(oldest=Min(rule.since), newest=Max(rule.since))
    return Due(rule, rows.count(), ends["oldest"], ends["newest"])
