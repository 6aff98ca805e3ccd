"""Who is to be reminded of what today, and whom to thank."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, Lower
from django.utils import timezone

from ..models import Action, AssessmentMove, Scorer, Snapshot
from ..window import REMIND, is_reminder_due
from ..workflow import GIVING_VIEWS
from . import plan


@dataclass(frozen=True)
class Due:
    """Everything one address is asked about today."""

    email: str
    views: tuple[Scorer, ...]
    actions: tuple[Action, ...]

    @property
    def name(self) -> str:
        return self.views[0].person.full_name if self.views else self.actions[0].owner


def due(today: date) -> list[Due]:
    """One an address, without those that were written to today already: one mail a day is enough."""
    told = _told(today)
    views: dict[str, list[Scorer]] = {}
    for scorer in views_due(today):
        views.setdefault(scorer.person.email.lower(), []).append(scorer)
    actions: dict[str, list[Action]] = {}
    for reminder in plan.reminders_due(today):
        actions.setdefault(reminder.email.lower(), []).append(reminder.action)
    emails = sorted({*views, *actions} - told)
    return [Due(email, tuple(views.get(email, ())), tuple(actions.get(email, ()))) for email in emails]


def views_due(today: date, among: Iterable[Scorer] | None = None) -> list[Scorer]:
    """Not sent, while views are taken, where a day to be reminded on has come, or more time was given, since they
    were last told. `more_time` on each says whether it is news that there is more time.
    """
    extended = AssessmentMove.objects.filter(assessment=OuterRef("assessment"), move="extend").order_by("-at")
    rows = (
        Scorer.objects.partners()
        .taking_part()
        .filter(
            sent_at__isnull=True,
            person__email__isnull=False,
            assessment__state__in=[state.value for state in GIVING_VIEWS],
            assessment__views_open_on__lte=today,
            assessment__views_close_on__gte=today,
        )
    )
    rows = rows.annotate(
        told_at=Greatest("invited_at", "reminded_at"),
        extended_at=Subquery(extended.values("at")[:1], output_field=DateTimeField()),
    )
    soon = Q(assessment__views_close_on__lte=today + timedelta(days=max(REMIND)))
    rows = rows.filter(soon | Q(extended_at__gt=F("told_at")))
    if among is not None:
        rows = rows.filter(pk__in=[scorer.pk for scorer in among]).select_for_update(of=("self",))
    rows = rows.select_related("person", "assessment__authority", "assessment__version")
    return [row for row in rows.order_by("assessment__views_close_on", "pk") if _is_due(row, today)]


def _is_due(row: Scorer, today: date) -> bool:
    row.more_time = row.extended_at is not None and row.extended_at > row.told_at
    return row.more_time or is_reminder_due(row.assessment.views_close_on, timezone.localdate(row.told_at), today)


def _told(today: date) -> set[str]:
    """The addresses that had their mail of today."""
    partners = Scorer.objects.filter(reminded_at__date=today, person__email__isnull=False)
    owners = Action.objects.filter(reminded_at__date=today)
    return {
        *partners.values_list(Lower("person__email"), flat=True),
        *owners.values_list(Lower("owner_email"), flat=True),
    }


def to_thank() -> QuerySet[Scorer]:
    """Those whose view was sent before a signature, and who were not thanked for it yet."""
    signed = Snapshot.objects.filter(
        assessment=OuterRef("assessment"), moment=Snapshot.Moment.SIGNED, made_at__gte=OuterRef("sent_at")
    )
    rows = Scorer.objects.partners().sent().filter(Exists(signed), thanked_at__isnull=True, person__email__isnull=False)
    return rows.order_by("pk")
