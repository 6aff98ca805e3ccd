"""Reads about action plans: who reads which action, an area's plan, the gaps in it, whom to remind."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from .. import visibility
from ..gaps import Draft, draft_for
from ..models import (
    Action,
    ActionUpdate,
    AgreedLevel,
    AssessmentMove,
    FrameworkVersion,
    NamedReader,
    SelfAssessment,
    Snapshot,
    Standard,
)
from ..models.plan import is_overdue_on
from ..workflow import Move
from .standards import PROGRAMME_SET, comparable_codes, current_standards, standards_of

REMINDED_DAYS_BEFORE = 7
DAYS_BETWEEN_REMINDERS = 7


# --- Who reads which action ---------------------------------------------------------------


def readable(scope: Scope) -> Q:
    """Actions of self-assessments whose levels the scope may read, as they stand or as they were signed: an action
    says as much as its level. What was added after a reopening comes from levels that are being agreed again, so
    the signature does not open it.
    """
    live = [
        scope.within([permission]) & Q(assessment__state__in=[state.value for state in states])
        for permission, states in visibility.LEVELS_OPEN.items()
    ]
    of_the_same = {"assessment": OuterRef("assessment")}
    named = NamedReader.objects.filter(**of_the_same, person=scope.person_id, ended_at__isnull=True)
    signed = Snapshot.objects.filter(**of_the_same, moment=Snapshot.Moment.SIGNED)
    reopened = AssessmentMove.objects.filter(
        **of_the_same,
        move=Move.REOPEN,
        revision=OuterRef("assessment__revision"),
        at__lte=OuterRef("created_at"),
    )
    as_signed = scope.within(visibility.SIGNED_OPEN) & Q(Exists(signed)) & ~Q(Exists(reopened))
    return scope.within([Permission.PLAN_SEE]) & reduce(or_, live, as_signed | Q(Exists(named)))


def actions(scope: Scope) -> QuerySet[Action]:
    """Those the scope may read, with what a page about one needs."""
    rows = Action.objects.filter(readable(scope))
    return rows.select_related("authority__region", "assessment__version", "created_by")


def plan_areas(scope: Scope) -> QuerySet[Authority]:
    """The areas, former ones too, whose plan the person may look into."""
    return Authority.objects.filter(scope.within([Permission.PLAN_SEE], "")).select_related("region")


# --- An area's plan -----------------------------------------------------------------------


@dataclass(frozen=True)
class Summary:
    """How a plan stands: how many of each status (drafts apart), how many drafts, how many overdue."""

    by_status: tuple[tuple[str, int], ...]
    drafts: int
    overdue: int

    @property
    def total(self) -> int:
        return self.drafts + sum(number for _, number in self.by_status)

    @property
    def in_words(self) -> str:
        """ "2 planned, 1 done, 3 drafts": what there is, and nothing of what there is not."""
        counted = [f"{number} {label.lower()}" for label, number in self.by_status if number]
        drafts = [f"{self.drafts} draft{'s' * (self.drafts != 1)}"] if self.drafts else []
        return ", ".join(counted + drafts)


def summary(authority: Authority, scope: Scope) -> Summary:
    """Of what the scope may read."""
    rows = Action.objects.in_plan().filter(readable(scope), authority=authority)
    taken_up = Q(drafted=False)
    counts = {status.value: Count("pk", filter=taken_up & Q(status=status)) for status in Action.Status}
    found = rows.aggregate(
        **counts,
        drafts=Count("pk", filter=~taken_up),
        overdue=Count("pk", filter=is_overdue_on(timezone.localdate())),
    )
    by_status = tuple((str(status.label), found[status.value]) for status in Action.Status)
    return Summary(by_status, found["drafts"], found["overdue"])


@dataclass(frozen=True)
class Plan:
    """`assessment` is what new actions come from; without one there is nothing to plan for yet."""

    authority: Authority
    assessment: SelfAssessment | None
    standards: tuple[Standard, ...]
    summary: Summary
    may_write: bool


def plan(authority: Authority, scope: Scope) -> Plan:
    assessment = current_assessment(authority)
    standards = tuple(standards_of(assessment.version)) if assessment else ()
    may_write = authority.is_current and scope.may(Permission.ASSESSMENT_LEAD, authority)
    return Plan(authority, assessment, standards, summary(authority, scope), may_write)


def current_assessment(authority: Authority) -> SelfAssessment | None:
    """The newest on the programme's standards with levels agreed; before there is one, the newest opened."""
    agreed = AgreedLevel.objects.filter(assessment=OuterRef("pk")).filter(Q(level__isnull=False) | ~Q(no_level=""))
    rows = authority.assessments.filter(framework__code=PROGRAMME_SET).annotate(has_levels=Exists(agreed))
    return rows.select_related("version__framework").order_by("-has_levels", "-opened_at", "-pk").first()


# Drafts first, for they wait for somebody; what has come to an end last.
_STATUS_ORDER = Case(
    When(drafted=True, then=Value(0)),
    *(When(status=status, then=Value(place)) for place, status in enumerate(Action.Status, 1)),
    output_field=IntegerField(),
)


def listed(authority: Authority, scope: Scope) -> QuerySet[Action]:
    """The plan's actions as its list, its CSV and its spreadsheet show them.

    Beside the fields: `overdue`, `status_order`, `standards_listed` ({"code", "title"} each), `last_text`.
    """
    linked = Action.standards.through.objects.filter(action=OuterRef("pk")).order_by("standard__order")
    latest = ActionUpdate.objects.filter(action=OuterRef("pk")).exclude(text="").order_by("-at", "-pk")
    return (
        actions(scope)
        .in_plan()
        .filter(authority=authority)
        .annotate(
            overdue=Case(When(is_overdue_on(timezone.localdate()), then=True), default=False),
            status_order=_STATUS_ORDER,
            standards_listed=ArraySubquery(
                linked.values(json=JSONObject(code="standard__code", title="standard__short_title"))
            ),
            last_text=Subquery(latest.values("text")[:1]),
        )
    )


def updates(authority: Authority, scope: Scope) -> QuerySet[ActionUpdate]:
    """What was said of each of them, newest first."""
    found = Action.objects.in_plan().filter(readable(scope), authority=authority)
    rows = ActionUpdate.objects.filter(action__in=found)
    return rows.select_related("action", "by")


# --- Gaps ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    standard: Standard
    draft: Draft


def gaps(assessment: SelfAssessment) -> list[Gap]:
    """Its standards with something to do that no unfinished action of the area is about yet, in order."""
    covered = _covered_codes(assessment)
    standards = {standard.pk: standard for standard in standards_of(assessment.version)}
    found = []
    for row in assessment.agreed_levels.order_by("standard__order"):
        standard = standards[row.standard_id]
        draft = draft_for(standard=standard.title, texts=standard.level_texts, answer=row.answer, target=row.target)
        if draft and standard.code not in covered:
            found.append(Gap(standard, draft))
    return found


def _covered_codes(assessment: SelfAssessment) -> set[str]:
    """An action about an earlier version's standard counts where the wording can be followed to this one."""
    unfinished = Action.objects.unfinished().filter(authority=assessment.authority)
    linked = Standard.objects.filter(pk__in=unfinished.values("standards")).select_related("version")
    covered: dict[FrameworkVersion, set[str]] = {}
    for standard in linked:
        covered.setdefault(standard.version, set()).add(standard.code)
    return {
        code for version, codes in covered.items() for code in codes & comparable_codes(version, assessment.version)
    }


# --- One action ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Detail:
    """`shown` are its standards that the page about standards still has; of others the title is all there is."""

    action: Action
    standards: tuple[Standard, ...]
    shown: frozenset[int]
    updates: tuple[ActionUpdate, ...]
    may_write: bool


def detail(action: Action, scope: Scope) -> Detail:
    standards = tuple(action.standards.order_by("order"))
    current = current_standards()
    may_write = action.authority.is_current and scope.may(Permission.ASSESSMENT_LEAD, action.authority)
    return Detail(
        action=action,
        standards=standards,
        shown=frozenset(standard.pk for standard in standards if standard.version_id == current.pk),
        updates=tuple(action.updates.select_related("by")),
        may_write=may_write,
    )


def standard_codes(action: Action) -> list[str]:
    return list(action.standards.order_by("order").values_list("code", flat=True))


# --- What is late -------------------------------------------------------------------------


def overdue_by_area(scope: Scope) -> list[tuple[Authority, int]]:
    """The current areas whose plan the person writes, with how many actions are overdue, where any is."""
    late = Count("actions", filter=Q(actions__in=Action.objects.overdue(timezone.localdate())))
    areas = Authority.objects.current().filter(scope.within([Permission.ASSESSMENT_LEAD], ""))
    return [(area, area.late) for area in areas.annotate(late=late).filter(late__gt=0)]


@dataclass(frozen=True)
class Reminder:
    email: str
    owner: str
    action: Action


def to_remind(today: date) -> QuerySet[Action]:
    """Overdue or due within the week, with somebody to write to, and not written about in the last seven days."""
    rows = Action.objects.unfinished().filter(drafted=False, authority__ended_on__isnull=True)
    rows = rows.filter(due_on__lte=today + timedelta(days=REMINDED_DAYS_BEFORE)).exclude(owner_email="")
    long_ago = today - timedelta(days=DAYS_BETWEEN_REMINDERS)
    return rows.filter(Q(reminded_at__isnull=True) | Q(reminded_at__date__lte=long_ago))


def reminders_due(today: date) -> list[Reminder]:
    """One an action, the same addresses together, the most urgent first."""
    rows = to_remind(today).select_related("authority").order_by("owner_email", "due_on", "pk")
    return [Reminder(action.owner_email, action.owner, action) for action in rows]
