"""How packages stand beside an area, its standards and its actions: what the pages of those show of them."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from readiness.gaps import is_gap
from readiness.models import Action, AgreedLevel, SelfAssessment
from readiness.queries.plan import readable

from ..models import PackageArea, SupportPackage

MOST_WEAK = 5


def linkable_actions(package: SupportPackage) -> QuerySet[Action]:
    """Those taken up in the lead area’s plan."""
    return Action.objects.in_plan().filter(authority=package.authority, drafted=False).order_by("due_on", "pk")


def linked_actions(package: SupportPackage, scope: Scope) -> QuerySet[Action]:
    """Those the package helps with, as far as the reader may read them."""
    rows = Action.objects.filter(package_links__package=package).filter(readable(scope))
    return rows.order_by("due_on", "pk")


def packages_of(authority: Authority, scope: Scope) -> QuerySet[SupportPackage]:
    """Those an area is or was in, newest first, as far as the reader may see them."""
    part = PackageArea.objects.filter(package=OuterRef("pk"), authority=authority)
    return SupportPackage.objects.visible_to(scope).filter(Exists(part)).select_related("authority")


def packages_helping(action: Action, scope: Scope) -> QuerySet[SupportPackage]:
    return SupportPackage.objects.visible_to(scope).filter(package_actions__action=action).select_related("authority")


def weak_standards(assessment: SelfAssessment) -> list[AgreedLevel]:
    """Its agreed levels that leave a gap (`readiness.gaps`), the lowest first, at most five."""
    rows = assessment.agreed_levels.filter(level__isnull=False).select_related("standard").order_by("level", "standard")
    return [row for row in rows if is_gap(row.answer, row.target)][:MOST_WEAK]


def packages_about(codes: Iterable[str], authority: Authority, scope: Scope) -> QuerySet[SupportPackage]:
    """Those of an area that are about any of these standards, by code."""
    return packages_of(authority, scope).filter(package_standards__standard__code__in=list(codes)).distinct()
