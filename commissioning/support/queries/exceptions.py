"""The exceptions of the programme’s desk, each a set of packages and the day it began (`desk.KINDS`).

Every one is a question that an index over what is open can answer, however much has been closed: together they are
one query. The desk, its table’s filter and the weekly digest all ask here.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, TruncDate
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import ROLES
from commissioning.people.models import RoleAppointment

from ..desk import CONTACT_WEEKS, KINDS, STALLS, TWELVE_MONTHS, UNSIGNED, Found
from ..models import (
    Criterion,
    FollowUp,
    LedgerEntry,
    PackageArea,
    PackageEvent,
    PlanStep,
    Risk,
    SupportPackage,
    TeamMember,
    TermsSignature,
    on_the_team,
)
from ..workflow import KEPT, OPEN, WORKING, Stage
from .conflict_checks import CHECKED_AGAIN, expiring_checks
from .ledger import still_expected
from .plan_steps import TO_DO
from .team import MANY_LEADS

Part, Kind, Side = TeamMember.Part, LedgerEntry.Kind, TermsSignature.Side


def exceptions(today: date) -> list[Found]:
    """Every one there is, the most urgent first. Two queries; a third where forecasts may be too high."""
    sources = (
        SOURCES[key](today).annotate(exception=Value(key)).values_list("exception", "of", "began") for key in SOURCES
    )
    first, *rest = sources
    rows = [*first.union(*rest, all=True), *(("beyond", pk, since) for pk, since in _beyond(today).items())]
    return sorted((Found(KINDS[key], pk, since) for key, pk, since in rows), key=lambda found: found.urgency)


def with_exception(key: str, today: date) -> Q:
    """The packages that have it, as a condition on packages."""
    if key == "beyond":
        return Q(pk__in=list(_beyond(today)))
    return Q(pk__in=SOURCES[key](today).values("of"))


# --- Of the package itself ----------------------------------------------------------------


def _at(stages: Iterable[Stage]) -> QuerySet[SupportPackage]:
    return SupportPackage.objects.sent().filter(stage__in=[stage.value for stage in stages]).annotate(of=F("pk"))


def _since(rows: QuerySet, day, *more: Value) -> QuerySet:
    """`more`: days to add."""
    for days in more:
        day = ExpressionWrapper(day + days, output_field=DateField())
    return rows.order_by().annotate(began=day)


def _by_stage(days: Mapping[Stage, int]) -> Case:
    return Case(*(When(stage=s, then=Value(n)) for s, n in days.items()), output_field=IntegerField())


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _stalled(today: date) -> QuerySet:
    late = _any(Q(stage=s, stage_since__lt=_midnight(today - timedelta(n))) for s, n in STALLS.items())
    return _since(_at(STALLS).filter(late), TruncDate("stage_since"), _by_stage(STALLS))


def _contact(today: date) -> QuerySet:
    """Where nobody has been in touch yet, from the day it came to the stage."""
    quiet = {stage: 7 * weeks for stage, weeks in CONTACT_WEEKS.items()}
    rows = _at(quiet).annotate(last=Coalesce("last_contact_on", TruncDate("stage_since")))
    late = _any(Q(stage=s, last__lt=today - timedelta(n)) for s, n in quiet.items())
    return _since(rows.filter(late), F("last"), _by_stage(quiet))


def _review(today: date) -> QuerySet:
    return _since(_at([Stage.DELIVERY]).filter(review_on__lt=today), F("review_on"))


def _revisit(today: date) -> QuerySet:
    return _since(_at([Stage.DEFERRED]).filter(revisit_on__lte=today), F("revisit_on"))


# --- Days and money -----------------------------------------------------------------------


def _over(today: date) -> QuerySet:
    """Since it was first said why more was used than there was: nothing goes over without."""
    rows = _at(KEPT).filter(Q(days_used__gt=F("days_allocated")) | Q(pounds_used__gt=F("pounds_allocated")))
    first = LedgerEntry.objects.filter(package=OuterRef("pk"), kind=Kind.USED).exclude(override="").order_by("at")
    return _since(rows, TruncDate(Coalesce(Subquery(first.values("at")[:1]), F("stage_since"))))


def _beyond(today: date) -> dict[int, date]:
    """By package id, since the newest forecast. All that was ever forecast is the most that can still be expected."""
    at_most = F("days_used") + F("days_forecast")
    rows = _at(KEPT).filter(days_allocated__lt=at_most, days_used__lte=F("days_allocated"))
    newest = LedgerEntry.objects.filter(package=OuterRef("pk"), kind=Kind.FORECAST).order_by("-at")
    expected = still_expected(rows.values("pk"), today)
    rows = _since(rows, TruncDate(Subquery(newest.values("at")[:1]))).annotate(left=_left())
    return {pk: since for pk, left, since in rows.values_list("pk", "left", "began") if expected.get(pk, 0) > left}


def _left():
    return F("days_allocated") - F("days_used")


# --- People -------------------------------------------------------------------------------


def _roles(*permissions: Permission) -> list[str]:
    return [role.value for role, one in ROLES.items() if one.permissions & set(permissions)]


_LEADERS = _roles(Permission.PACKAGE_LEAD, Permission.PACKAGE_RUN)
_CHAMPIONS = _roles(Permission.SUPPORT_REQUEST)
_LED = WORKING | {Stage.PAUSED}


_LEADS = "person__packages_led"


def leads_in_role(stages: Iterable[Stage]) -> QuerySet[RoleAppointment]:
    """Of whoever leads a package: the appointments that let them, in the package’s lead area; each with its
    `led`, the package.
    """
    reaches = Q(authority=F(f"{_LEADS}__authority")) | Q(authority=None, region=None)
    rows = RoleAppointment.objects.in_force().filter(reaches, role__in=_LEADERS, **{f"{_LEADS}__stage__in": stages})
    return rows.order_by().annotate(led=F(_LEADS))


def _lead(today: date) -> QuerySet:
    """Since the last appointment of somebody who led it ended; else since it came to this stage."""
    before = RoleAppointment.objects.filter(
        role__in=_LEADERS, person__package_parts__package=OuterRef("pk"), person__package_parts__part=Part.LEAD
    )
    rows = _at(_LED).exclude(pk__in=leads_in_role(_LED).values("led"))
    return _since(rows, Coalesce(_last_end(before), TruncDate("stage_since")))


def _champion(today: date) -> QuerySet:
    """Since the last one’s appointment ended; else since it was sent."""
    champions = RoleAppointment.objects.filter(role__in=_CHAMPIONS)
    has_one = champions.in_force().filter(authority__isnull=False).values("authority")
    rows = _at(OPEN).exclude(authority__in=has_one)
    return _since(rows, Coalesce(_last_end(champions.filter(authority=OuterRef("authority"))), TruncDate("sent_at")))


def _last_end(rows: QuerySet[RoleAppointment]) -> Subquery:
    ended = rows.annotate(end=Least("ends_on", TruncDate("revoked_at"))).filter(end__isnull=False)
    return Subquery(ended.order_by("-end").values("end")[:1])


def _leads(today: date) -> QuerySet:
    """Whoever is not the first came when another left: of the rest nothing need be counted."""
    leads, since = TeamMember.objects.filter(part=Part.LEAD), today - TWELVE_MONTHS
    changed = leads.filter(until__gte=since).values("package")
    rows = leads.filter(on_the_team(since), package__in=changed, package__stage__in=OPEN)
    people = _of(rows).annotate(people=Count("person", distinct=True), began=Max("since"))
    return people.filter(people__gte=MANY_LEADS)


def _of(rows: QuerySet) -> QuerySet:
    """By package."""
    return rows.order_by().values(of=F("package"))


def _check(today: date) -> QuerySet:
    by_package = _of(expiring_checks(today)).annotate(runs_out=Min("valid_until"))
    return _since(by_package, F("runs_out"), Value(-CHECKED_AGAIN.days))


# --- What is written down and due ---------------------------------------------------------


def _escalated(today: date) -> QuerySet:
    return _of(_open_risks().filter(escalated_at__isnull=False)).annotate(began=TruncDate(Min("escalated_at")))


def _red(today: date) -> QuerySet:
    """Those the programme was not told of anyway."""
    rows = _open_risks().filter(rating=Risk.Rating.RED, escalated_at__isnull=True)
    return _of(rows).annotate(began=TruncDate(Min("raised_at")))


def _open_risks() -> QuerySet[Risk]:
    return Risk.objects.filter(closed_at__isnull=True, package__stage__in=KEPT)


def _milestone(today: date) -> QuerySet:
    rows = PlanStep.objects.filter(TO_DO, kind=PlanStep.Kind.MILESTONE, due_on__lt=today, package__stage__in=WORKING)
    return _of(rows).annotate(began=Min("due_on"))


def _follow_up(today: date) -> QuerySet:
    rows = FollowUp.objects.filter(done_at__isnull=True, dropped_at__isnull=True, due_on__lt=today)
    return _of(rows).annotate(began=Min("due_on"))


def _unsigned(today: date) -> QuerySet:
    """All that the agreement needs but a signature, and nothing written on the terms for a week."""
    lines = PackageEvent.objects.filter(package=OuterRef("pk"), kind=PackageEvent.Kind.TERMS).order_by("-at")
    rows = _complete(_at([Stage.SCOPING])).annotate(touched=Subquery(lines.values("at")[:1]))
    rows = rows.filter(_lacks_a_signature(), touched__lt=_midnight(today - UNSIGNED))
    return _since(rows, TruncDate("touched"), Value(UNSIGNED.days))


def _complete(rows: QuerySet[SupportPackage]) -> QuerySet[SupportPackage]:
    rows = rows.filter(picture_agreed_at__isnull=False, days__isnull=False, budget__isnull=False, pot__isnull=False)
    criteria = Criterion.objects.filter(package=OuterRef("pk"), dropped_at__isnull=True)
    vague = Q(measure="") | Q(baseline="") | Q(target="") | Q(due_on__isnull=True)
    return rows.exclude(aims="").filter(Exists(criteria), ~Exists(criteria.filter(vague)))


def _lacks_a_signature() -> Q:
    signed = TermsSignature.objects.filter(package=OuterRef("pk"), terms=OuterRef("terms"))
    of_area = TermsSignature.objects.filter(
        package=OuterRef("package"), terms=OuterRef("package__terms"), authority=OuterRef("authority")
    )
    parts = PackageArea.objects.filter(package=OuterRef("pk"), left_on__isnull=True)
    return ~Exists(signed.filter(side=Side.PROGRAMME)) | Exists(parts.filter(~Exists(of_area)))


SOURCES: Mapping[str, Callable[[date], QuerySet]] = {
    "escalated": _escalated,
    "red": _red,
    "lead": _lead,
    "over": _over,
    "stalled": _stalled,
    "contact": _contact,
    "unsigned": _unsigned,
    "review": _review,
    "follow-up": _follow_up,
    "champion": _champion,
    "milestone": _milestone,
    "revisit": _revisit,
    "check": _check,
    "leads": _leads,
}
