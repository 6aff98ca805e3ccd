"""Reads about a package’s milestones and actions."""

from django.db.models import F, Q, QuerySet

from ..models import PlanStep, SupportPackage

TO_DO = Q(done_on__isnull=True, dropped_at__isnull=True)


def steps_of(package: SupportPackage) -> QuerySet[PlanStep]:
    return package.plan_steps.select_related("added_by")


def to_do(package: SupportPackage) -> QuerySet[PlanStep]:
    """What is due first comes first."""
    return steps_of(package).filter(TO_DO).order_by("due_on", "pk")


def ended(package: SupportPackage) -> QuerySet[PlanStep]:
    """Done or dropped, the latest first."""
    return steps_of(package).exclude(TO_DO).order_by(F("done_on").desc(nulls_last=True), "-dropped_at", "-pk")


def step_in(package: SupportPackage, pk: int) -> PlanStep | None:
    return package.plan_steps.select_related("package__authority__region").filter(pk=pk).first()
