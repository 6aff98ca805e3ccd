"""What a reorganisation of councils finds of self-assessments, plans and campaigns."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from commissioning.authorities.models import Authority

from ..models import Action, Campaign, SelfAssessment, Snapshot
from ..workflow import FINISHED

Occasion = SelfAssessment.Occasion


def unfinished(areas: Iterable[Authority]) -> QuerySet[SelfAssessment]:
    rows = SelfAssessment.objects.filter(authority__in=areas).exclude(state__in=FINISHED)
    return rows.select_related("authority__region", "version").order_by("authority__short_name", "opened_at", "pk")


def finished(areas: Iterable[Authority]) -> QuerySet[SelfAssessment]:
    rows = SelfAssessment.objects.filter(authority__in=areas, state__in=FINISHED).select_related("authority")
    return rows.order_by("authority__short_name", "-year", "pk")


def unfinished_actions(areas: Iterable[Authority]) -> QuerySet[Action]:
    return Action.objects.unfinished().filter(authority__in=areas).order_by("authority__short_name", "due_on", "pk")


def open_campaigns(areas: Iterable[Authority]) -> QuerySet[Campaign]:
    return Campaign.objects.filter(closed_at__isnull=True, areas__in=areas).distinct().order_by("year")


def has_signed(campaign: Campaign, area: Authority) -> bool:
    """Whether it signed an annual one of the campaign’s year: that counts for the year."""
    return Snapshot.objects.filter(
        moment=Snapshot.Moment.SIGNED,
        assessment__authority=area,
        assessment__year=campaign.year,
        assessment__framework=campaign.framework_id,
        assessment__occasion=Occasion.ANNUAL,
    ).exists()


def is_in_the_way(assessment: SelfAssessment, to: Authority) -> bool:
    """Whether the successor has one beside which this cannot stand: of its kind unfinished, or of that year."""
    own = SelfAssessment.objects.filter(authority=to, framework=assessment.framework_id, occasion=assessment.occasion)
    if assessment.occasion == Occasion.CLOSE:
        return own.filter(about_package=assessment.about_package).exclude(state__in=FINISHED).exists()
    same_year = Q(year=assessment.year) if assessment.occasion == Occasion.ANNUAL else Q(pk__in=[])
    return own.filter(same_year | ~Q(state__in=FINISHED)).exists()


def of_one_kind(assessment: SelfAssessment) -> tuple:
    """Two that agree in this could not both go on under one successor."""
    package = assessment.about_package if assessment.occasion == Occasion.CLOSE else ""
    return (assessment.framework_id, assessment.occasion, package)
