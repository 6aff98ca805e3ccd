"""Reads about campaigns: how far each area is. Stages only; nothing here knows a level."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import ROLES
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import RoleAppointment

from ..models import Campaign, SelfAssessment
from ..workflow import CHOICES

COMPARISON_TABLES = "comparison-tables"
NOT_STARTED = "not_started"
STAGES = [(NOT_STARTED, "Not started"), *CHOICES]


def campaigns(scope: Scope) -> QuerySet[Campaign]:
    return Campaign.objects.visible_to(scope).select_related("framework")


def areas_of(campaign: Campaign) -> QuerySet[Authority]:
    """The areas invited, each with `stage`, `assessment_id`, `champion`, `champion_email` (none: a vacancy)."""
    annual, champion = _annual(OuterRef("pk"), campaign.year, campaign.framework_id), _champion(OuterRef("pk"))
    return campaign.areas.select_related("region").annotate(
        stage=_stage(annual),
        assessment_id=Subquery(annual.values("pk")[:1]),
        champion=Subquery(champion.values("person__full_name")[:1]),
        champion_email=Subquery(champion.values("person__email")[:1]),
    )


def _annual(authority: OuterRef, year: int | OuterRef, framework: int | OuterRef) -> QuerySet[SelfAssessment]:
    occasion = SelfAssessment.Occasion.ANNUAL
    return SelfAssessment.objects.filter(authority=authority, year=year, framework=framework, occasion=occasion)


def _champion(authority: OuterRef) -> QuerySet[RoleAppointment]:
    leading = [role.value for role, definition in ROLES.items() if Permission.ASSESSMENT_LEAD in definition.permissions]
    return RoleAppointment.objects.in_force().filter(authority=authority, role__in=leading).order_by("pk")


def _stage(annual: QuerySet[SelfAssessment]) -> Coalesce:
    return Coalesce(Subquery(annual.values("state")[:1]), Value(NOT_STARTED), output_field=CharField())


def areas_seen(campaign: Campaign, scope: Scope) -> QuerySet[Authority]:
    """Those whose taking part the reader may see: a regional lead's are the region's."""
    return areas_of(campaign).filter(scope.within([Permission.PARTICIPATION_SEE], ""))


@dataclass(frozen=True)
class StageCount:
    stage: str
    label: str
    areas: int


@dataclass(frozen=True)
class Overview:
    """A campaign for one reader; `days_left` is negative once its last day has passed."""

    campaign: Campaign
    stages: tuple[StageCount, ...]
    areas: int
    signed: int
    without_champion: int
    days_left: int


def overviews(campaigns: Iterable[Campaign], scope: Scope, today: date | None = None) -> list[Overview]:
    """Of each campaign, in their order: one query for however many."""
    annual = _annual(OuterRef("authority"), OuterRef("campaign__year"), OuterRef("campaign__framework"))
    invited = Campaign.areas.through.objects.filter(
        scope.within([Permission.PARTICIPATION_SEE], "authority"), campaign__in=campaigns
    ).annotate(stage=_stage(annual), is_vacant=~Exists(_champion(OuterRef("authority"))))
    counts: dict[int, list[tuple[str, bool, int]]] = {}
    for campaign, *count in invited.values_list("campaign", "stage", "is_vacant").annotate(Count("pk")):
        counts.setdefault(campaign, []).append(tuple(count))
    today = today or timezone.localdate()
    return [_overview(campaign, counts.get(campaign.pk, []), today) for campaign in campaigns]


def overview(campaign: Campaign, scope: Scope, today: date | None = None) -> Overview:
    return overviews([campaign], scope, today)[0]


def _overview(campaign: Campaign, counts: list[tuple[str, bool, int]], today: date) -> Overview:
    by_stage = Counter()
    for stage, _, areas in counts:
        by_stage[stage] += areas
    return Overview(
        campaign=campaign,
        stages=tuple(StageCount(stage, label, by_stage[stage]) for stage, label in STAGES),
        areas=by_stage.total(),
        signed=by_stage["signed"],
        without_champion=sum(areas for _, is_vacant, areas in counts if is_vacant),
        days_left=(campaign.closes_on - today).days,
    )


def stage_by_area(campaign: Campaign, scope: Scope) -> dict[str, str]:
    """ONS code → stage, for the map."""
    return dict(areas_seen(campaign, scope).order_by().values_list("gss_code", "stage"))
