"""Reads of the register that need thought. Lineage has a module of its own."""

from dataclasses import dataclass

from django.db.models import QuerySet

from .lineage import Lineage, lineage_of
from .models import Authority, Judgement, StatisticalNeighbour


def register() -> QuerySet[Authority]:
    """Every authority, current and former, with what a row or a heading shows."""
    return Authority.objects.select_related("region")


@dataclass(frozen=True)
class Neighbours:
    """The ten councils one model puts closest, closest first; no year means the model does not cover this one."""

    model_year: int | None
    rows: tuple[StatisticalNeighbour, ...]


def neighbours_of(authority: Authority) -> Neighbours:
    """By the newest model that covers the authority; models are never mixed."""
    rows = list(
        StatisticalNeighbour.objects.filter(authority=authority)
        .select_related("neighbour")
        .order_by("-model_year", "rank")
    )
    year = rows[0].model_year if rows else None
    return Neighbours(year, tuple(row for row in rows if row.model_year == year))


@dataclass(frozen=True)
class Facts:
    """What the register knows of one authority; judgements newest first."""

    authority: Authority
    lineage: Lineage
    neighbours: Neighbours
    judgements: tuple[Judgement, ...]


def facts_about(authority: Authority) -> Facts:
    judgements = Judgement.objects.filter(authority=authority).order_by("-inspected_from", "scheme")
    return Facts(authority, lineage_of(authority), neighbours_of(authority), tuple(judgements))
