"""Parts of home about areas: one’s own with who holds the ball, those one leads by what is due, a region’s by stage.

As many queries for one area as for forty; nothing is put in the order of a level.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.reporting.calendar_file import Entry
from commissioning.support.models import PackageArea, SupportPackage
from commissioning.support.queries import calendar
from commissioning.support.workflow import AREA, ENDED
from readiness import workflow
from readiness.models import Scorer, SelfAssessment, Share
from readiness.queries import giving
from readiness.queries.partners import standards_asked
from readiness.queries.reading import shares_in_force
from readiness.workflow import State

MOST = 10
# Somebody holds the ball.
UNDER_WAY = Q(state__in=[state.value for state, about in workflow.ABOUT.items() if about.ball])
OWN = (Permission.ASSESSMENT_LEAD, Permission.ASSESSMENT_SIGN)
WITH_CHAMPION = workflow.ABOUT[State.OPEN].ball
WITH_DIRECTOR = workflow.ABOUT[State.WITH_DIRECTOR].ball


# --- Whose ball it is, in one’s own area --------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """`is_ours`: whether the area holds the ball."""

    area: str
    what: str
    url: str
    ball: str
    next_step: str

    @property
    def is_ours(self) -> bool:
        return self.ball in (AREA, WITH_CHAMPION, WITH_DIRECTOR)


def ball(scope: Scope) -> dict[str, Any] | None:
    """Self-assessments and support packages under way, those with the area first; and the way to all that is asked."""
    own = list(Authority.objects.current().filter(scope.within(OWN, "")))
    if not own:
        return None
    found = [*_assessments_under_way(scope), *_packages_under_way(scope, own)]
    return {"standings": sorted(found, key=lambda one: not one.is_ours), "areas": own}


def _assessments_under_way(scope: Scope) -> list[Standing]:
    rows = SelfAssessment.objects.filter(UNDER_WAY & scope.within(OWN)).select_related("authority")
    return [
        Standing(str(one.authority), one.title, one.get_absolute_url(), one.about_state.ball, one.about_state.next_step)
        for one in rows
    ]


def _packages_under_way(scope: Scope, own: Iterable[Authority]) -> list[Standing]:
    parts = PackageArea.objects.filter(authority__in=list(own), left_on__isnull=True).values("package")
    rows = SupportPackage.objects.visible_to(scope).filter(pk__in=parts).exclude(stage__in=ENDED)
    rows = rows.select_related("authority").order_by("stage_since", "pk")
    return [Standing(str(one.authority), one.title, one.get_absolute_url(), one.ball, one.next_step) for one in rows]


# --- Several areas, in a table ------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """An area with its newest annual self-assessment, its open packages, and the first day that something is due."""

    area: Authority
    assessment: SelfAssessment | None
    packages: tuple[SupportPackage, ...]
    due: Entry | None = None

    @property
    def waits(self) -> bool:
        """For its local lead’s challenge."""
        return self.assessment is not None and self.assessment.state == State.CHALLENGE


def led(scope: Scope) -> dict[str, Any] | None:
    """For a local lead: what waits for a challenge first, then whatever is due soonest."""
    found = _rows(_areas(scope, Permission.CHALLENGE_GIVE), scope, calendar.entries(scope))
    found.sort(key=lambda row: (not row.waits, row.due.on if row.due else date.max, row.area.short_name))
    return {"rows": found, "by_due": True} if found else None


def overseen(scope: Scope) -> dict[str, Any] | None:
    """For a regional lead: stage and package alone, by name."""
    found = _rows(_areas(scope, Permission.SHARED_WITH_REGION), scope, ())
    return {"rows": found, "by_due": False} if found else None


def _areas(scope: Scope, permission: Permission) -> QuerySet[Authority]:
    return Authority.objects.current().filter(scope.within([permission], "")).order_by("short_name")


def _rows(areas: QuerySet[Authority], scope: Scope, entries: Iterable[Entry]) -> list[Row]:
    found = list(areas)
    annual = SelfAssessment.objects.filter(authority__in=found, occasion=SelfAssessment.Occasion.ANNUAL)
    newest = annual.order_by("authority_id", "-year", "-pk").distinct("authority_id").select_related("authority")
    assessments = {row.authority_id: row for row in newest}
    packages = _packages(found, scope)
    due: dict[str, Entry] = {}
    for entry in entries:  # in order of their days
        due.setdefault(entry.path, entry)
    return [
        Row(area, assessments.get(area.pk), tuple(packages[area.pk]), _first(packages[area.pk], due)) for area in found
    ]


def _packages(areas: Iterable[Authority], scope: Scope) -> dict[int, list[SupportPackage]]:
    """Open ones by area, each under every area that takes part."""
    seen = SupportPackage.objects.visible_to(scope).exclude(stage__in=ENDED).sent()
    parts = PackageArea.objects.filter(authority__in=list(areas), left_on__isnull=True, package__in=seen)
    found = defaultdict(list)
    for part in parts.select_related("package").order_by("package__reference"):
        found[part.authority_id].append(part.package)
    return found


def _first(packages: Iterable[SupportPackage], due: dict[str, Entry]) -> Entry | None:
    entries = [due[path] for path in (one.get_absolute_url() for one in packages) if path in due]
    return min(entries, key=lambda entry: entry.on, default=None)


# --- What an area shows its senior leaders ------------------------------------------------


def shown(scope: Scope) -> dict[str, Any] | None:
    """Their own areas, with the way to what each shows them today and what for."""
    own = Authority.objects.current().filter(scope.within([Permission.SHARED_WITH_LEADERS], ""))
    if not (found := list(own.order_by("short_name"))):
        return None
    rows = Share.objects.filter(shares_in_force(), assessment__authority__in=found, audience=Share.Audience.LEADERS)
    shares = defaultdict(list)
    for share in rows.select_related("assessment__authority"):
        shares[share.assessment.authority_id].append(share)
    return {"rows": [(area, shares[area.pk]) for area in found]}


# --- What a contributor is asked ----------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    scorer: Scorer
    standards: tuple[str, ...]


def views(scope: Scope) -> dict[str, Any] | None:
    """Of this person by name: which standards, and until when; whatever closes first is first."""
    waiting = sorted(giving.waiting_for(scope), key=lambda row: row.assessment.views_close_on or date.max)
    return {"asked": [_asked(row) for row in waiting[:MOST]]} if waiting else None


def _asked(row: Scorer) -> Asked:
    standards = standards_asked(row.assessment, row.partner_kind).prefetch_related(None)
    return Asked(row, tuple(standards.values_list("title", flat=True)))
