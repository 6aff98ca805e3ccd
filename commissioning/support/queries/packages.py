"""Packages as lists show them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery

from commissioning.access.scope import Scope
from commissioning.people.models import User

from ..models import PackageArea, SupportPackage


def listed(scope: Scope) -> QuerySet[SupportPackage]:
    """Beside the fields: `area_names`, the lead one first, and `lead_name`, none where nobody leads it. Both are looked
    up for the rows of the page alone: what is joined would be read for every package there is before any is left out.
    """
    areas = PackageArea.objects.filter(package=OuterRef("pk"), left_on__isnull=True).order_by("pk")
    return SupportPackage.objects.visible_to(scope).annotate(
        area_names=ArraySubquery(areas.values("authority__short_name")),
        lead_name=Subquery(User.objects.filter(pk=OuterRef("led_by")).values("full_name")),
    )
