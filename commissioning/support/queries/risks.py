"""Reads about a package’s risks, concerns and decisions."""

from django.db.models import Case, IntegerField, QuerySet, Value, When

from ..models import Decision, Risk, SupportPackage

_GRAVEST_FIRST = Case(
    When(rating=Risk.Rating.RED, then=Value(0)),
    When(rating=Risk.Rating.AMBER, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def risks_of(package: SupportPackage) -> QuerySet[Risk]:
    return package.risks.select_related("raised_by", "escalated_by", "closed_by")


def open_risks(package: SupportPackage) -> QuerySet[Risk]:
    """Red ones first."""
    return risks_of(package).filter(closed_at__isnull=True).order_by(_GRAVEST_FIRST, "pk")


def closed_risks(package: SupportPackage) -> QuerySet[Risk]:
    return risks_of(package).filter(closed_at__isnull=False).order_by("-closed_at", "-pk")


def risk_in(package: SupportPackage, pk: int) -> Risk | None:
    return package.risks.select_related("package__authority__region").filter(pk=pk).first()


def decisions_of(package: SupportPackage) -> QuerySet[Decision]:
    """The newest first, with what has taken a decision’s place."""
    return package.decisions.select_related("by", "replaced_by", "replaces").order_by("-made_on", "-pk")


def decision_in(package: SupportPackage, pk: int) -> Decision | None:
    return package.decisions.filter(pk=pk).first()
