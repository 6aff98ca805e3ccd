"""What a reorganisation of councils finds of case studies."""

from collections.abc import Iterable

from django.db.models import QuerySet

from commissioning.authorities.models import Authority

from ..models import ResourceVersion
from ..models.resources import IS_UNDER_WAY


def under_way(areas: Iterable[Authority]) -> QuerySet[ResourceVersion]:
    """Written on behalf of these areas, and not published yet."""
    return ResourceVersion.objects.filter(IS_UNDER_WAY, authority__in=areas).order_by("pk")
