"""What a reorganisation of councils finds of outcomes."""

from collections.abc import Iterable

from django.db.models import QuerySet

from commissioning.authorities.models import Authority

from ..models import Outcome


def being_built(areas: Iterable[Authority]) -> QuerySet[Outcome]:
    """What was taken into a package goes with the package."""
    return Outcome.objects.standing().filter(authority__in=areas, taken_at__isnull=True).order_by("pk")
