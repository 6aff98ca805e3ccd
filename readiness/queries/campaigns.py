"""Reads about campaigns: how far each area is. Stages only; nothing here knows a level."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value
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
    annual = SelfAssessment.objects.filter(
        authority=OuterRef("pk"),
        year=campaign.year,
        framework=campaign.framework_id,
        occasion=SelfAssessment.Occasion.ANNUAL,
    )
    leading = [role.value for role, definition in ROLES.items() if Permission.ASSESSMENT_LEAD in definition.permissions]
    champion = RoleAppointment.objects.in_force().filter(authority=OuterRef("pk"), role__in=leading).order_by("pk")
    return campaign.areas.select_related("region").annotate(
        stage=Coalesce(Subquery(annual.values("state")[:1]), Value(NOT_STARTED), output_field=CharField()),
        assessment_id=Subquery(annual.values("pk")[:1]),
        champion=Subquery(champion.values("person__full_name")[:1]),
        champion_email=Subquery(champion.values("person__email")[:1]),
    )


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


def overview(campaign: Campaign, scope: Scope, today: date | None = None) -> Overview:
    seen = areas_seen(campaign, scope).order_by()
    counts = dict(seen.values_list("stage").annotate(Count("pk")))
    return Overview(
        campaign=campaign,
        stages=tuple(StageCount(stage, label, counts.get(stage, 0)) for stage, label in STAGES),
        areas=sum(counts.values()),
        signed=counts.get("signed", 0),
        without_champion=seen.filter(champion=None).count(),
        days_left=(campaign.closes_on - (today or timezone.localdate())).days,
    )


def stage_by_area(campaign: Campaign, scope: Scope) -> dict[str, str]:
    """ONS code → stage, for the map."""
    return dict(areas_seen(campaign, scope).order_by().values_list("gss_code", "stage"))
