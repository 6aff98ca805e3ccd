"""The programme's own page: how the year stands, and what failed and wants a remedy."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.documents.models import Document
from commissioning.people.models import OutgoingEmail
from commissioning.people.queries.directory import OftenChanged, often_changed
from evaluation.queries.setbacks import SetAside, set_aside
from readiness.models import Campaign, SelfAssessment
from readiness.queries.campaigns import campaigns
from readiness.workflow import CHOICES


@dataclass(frozen=True)
class StageCount:
    stage: str
    label: str
    number: int


@dataclass(frozen=True)
class Overview:
    """What failed is None for readers who do not look after the site's jobs."""

    stages: tuple[StageCount, ...]
    opens_lists: bool  # whether the numbers lead to the self-assessments behind them
    campaigns: QuerySet[Campaign]
    shows_group_levels: bool
    opens_lines: bool  # the table of lines of sight
    records_reorganisations: bool
    refreshes_register: bool
    keeps_personal_data: bool
    often_changed: list[OftenChanged]  # areas with a third local lead in twelve months
    failed_documents: QuerySet[Document] | None
    failed_mail: QuerySet[OutgoingEmail] | None
    set_aside: list[SetAside]


def overview(scope: Scope) -> Overview:
    seen = SelfAssessment.objects.filter(scope.within([Permission.PARTICIPATION_SEE]))
    counts = dict(seen.order_by().values_list("state").annotate(Count("pk")))
    failed = Document.objects.filter(state=Document.State.FAILED).select_related("authority")
    keeps_jobs = scope.holds(Permission.JOBS_SEE)
    return Overview(
        stages=tuple(StageCount(state, label, counts.get(state, 0)) for state, label in CHOICES),
        opens_lists=scope.holds(Permission.STAGE_SEE),
        campaigns=campaigns(scope),
        shows_group_levels=scope.holds(Permission.GROUP_LEVELS_SEE),
        opens_lines=scope.holds(Permission.PACKAGE_RUN),
        records_reorganisations=scope.holds(Permission.REORGANISATION_RECORD),
        refreshes_register=scope.holds(Permission.REGISTER_REFRESH),
        keeps_personal_data=scope.holds(Permission.PERSONAL_DATA_KEEP),
        often_changed=_often_changed(scope),
        failed_documents=failed[:50] if keeps_jobs else None,
        failed_mail=OutgoingEmail.objects.filter(state=OutgoingEmail.State.FAILED)[:50] if keeps_jobs else None,
        set_aside=set_aside() if keeps_jobs else [],
    )


def _often_changed(scope: Scope) -> list[OftenChanged]:
    if not scope.holds(Permission.CONTINUITY_SEE):
        return []
    areas = Authority.objects.current().filter(scope.within([Permission.CONTINUITY_SEE], ""))
    return often_changed(areas, timezone.localdate())


def latest_mail() -> QuerySet[OutgoingEmail]:
    return OutgoingEmail.objects.all()
