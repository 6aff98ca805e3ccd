"""Packages as lists show them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from commissioning.access.scope import Scope

from ..models import PackageArea, SupportPackage, TeamMember, on_the_team


def listed(scope: Scope) -> QuerySet[SupportPackage]:
    """Beside the fields: `area_names`, the lead one first, and `lead_name`, "" where nobody leads it."""
    areas = PackageArea.objects.filter(package=OuterRef("pk"), left_on__isnull=True).order_by("pk")
    leads = TeamMember.objects.filter(
        on_the_team(timezone.localdate()), package=OuterRef("pk"), part=TeamMember.Part.LEAD
    ).order_by("-since", "-pk")
    return (
        SupportPackage.objects.visible_to(scope)
        .select_related("authority__region")
        .annotate(
            area_names=ArraySubquery(areas.values("authority__short_name")),
            lead_name=Subquery(leads.values("person__full_name")[:1]),
        )
    )
