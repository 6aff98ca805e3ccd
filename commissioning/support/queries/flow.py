"""How packages flow: how many came to each stage and left it, month by month, and how long they stayed there.

Counts and medians, from the moves of the timeline; a package that came back to a stage counts each time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.relativedelta import relativedelta
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone

from ..amounts import first_of_month
from ..models import PackageEvent, SupportPackage
from ..workflow import ABOUT, SENT, Stage

MONTHS = 12
DAY = 86_400  # seconds


class Median(Aggregate):
    """PostgreSQL’s own; between two when their number is even."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class Through:
    """One stage in one month."""

    entered: int
    left: int


@dataclass(frozen=True)
class StageFlow:
    """`median`: days from coming to the stage to leaving it, of those that left in the months shown; None: none did."""

    stage: Stage
    label: str
    months: tuple[Through, ...]
    entered: int
    left: int
    median: int | None


@dataclass(frozen=True)
class Flow:
    months: tuple[date, ...]
    stages: tuple[StageFlow, ...]


def flow(today: date) -> Flow:
    """The last twelve months, this one included. Two queries."""
    months = tuple(first_of_month(today) - relativedelta(months=back) for back in reversed(range(MONTHS)))
    moves = _moves(months[0])
    (entered, left), medians = _counted(moves), _medians(moves)
    return Flow(months, tuple(_of_stage(stage, months, entered, left, medians) for stage in Stage if stage in SENT))


def _moves(since: date) -> QuerySet[PackageEvent]:
    """A draft that was discarded was nobody’s but the area’s."""
    begin = timezone.make_aware(datetime.combine(since, time.min))
    rows = PackageEvent.objects.exclude(move="").filter(at__gte=begin)
    return rows.exclude(from_stage=Stage.DRAFT, to_stage=Stage.WITHDRAWN).order_by()


Counts = Counter[tuple[str, date]]


def _counted(moves: QuerySet[PackageEvent]) -> tuple[Counts, Counts]:
    """By stage and month: what came to it, and what left it."""
    rows = moves.annotate(month=TruncMonth("at")).values_list("from_stage", "to_stage", "month")
    entered: Counts = Counter()
    left: Counts = Counter()
    for from_stage, to_stage, month, number in rows.annotate(number=Count("*")):
        left[from_stage, timezone.localdate(month)] += number
        entered[to_stage, timezone.localdate(month)] += number
    return entered, left


def _medians(moves: QuerySet[PackageEvent]) -> dict[str, float]:
    """By the stage that was left, in days."""
    stayed = ExpressionWrapper(F("at") - F("since"), output_field=DurationField())
    rows = moves.exclude(from_stage=Stage.DRAFT).filter(since__isnull=False).annotate(stayed=stayed)
    found = rows.values_list("from_stage").annotate(median=Median("stayed"))
    return {stage: median.total_seconds() / DAY for stage, median in found}


def _of_stage(
    stage: Stage, months: Iterable[date], entered: Counts, left: Counts, medians: dict[str, float]
) -> StageFlow:
    through = tuple(Through(entered[stage, one], left[stage, one]) for one in months)
    median = medians.get(stage)
    return StageFlow(
        stage=stage,
        label=ABOUT[stage].label,
        months=through,
        entered=sum(one.entered for one in through),
        left=sum(one.left for one in through),
        median=None if median is None else round(median),
    )


def astray() -> QuerySet[SupportPackage]:
    """Packages whose stage, or the day they came to it, is not what their last move says; none, unless something wrote
    past the actions.
    """
    last = PackageEvent.objects.exclude(move="").filter(package=OuterRef("pk")).order_by("-at", "-pk")
    rows = SupportPackage.objects.annotate(
        went=Subquery(last.values("to_stage")[:1]), moved_on=TruncDate(Subquery(last.values("at")[:1]))
    )
    elsewhere = ~Q(stage=F("went")) | ~Q(stage_since__date=F("moved_on"))
    return rows.filter(elsewhere, went__isnull=False).order_by("pk")
