"""Which resources to offer beside a level: those tagged with the standard, and useful at that level or a lower one.

Low levels only (`readiness.gaps.LOW`): beside a level that is good a suggestion would be noise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, Q

from readiness.gaps import LOW
from readiness.models import SelfAssessment
from readiness.queries.standards import PROGRAMME_SET

from ..kinds import Tier
from ..models import ResourceVersion

MOST = 3  # of one standard
MOST_TIERS = [tier.value for tier in Tier]  # the strongest evidence first


@dataclass(frozen=True)
class Suggested:
    code: str  # of the standard
    title: str
    url: str
    kind: str
    tier: str
    places: str


def for_levels(levels: Mapping[str, int | None], most: int = MOST) -> dict[str, list[Suggested]]:
    """By standard’s code; where no level is known, whatever is tagged with the standard. One query for all."""
    wanted = {code: level for code, level in levels.items() if level is None or level in LOW}
    if not wanted:
        return {}
    condition = Q(pk__in=[])
    for code, level in wanted.items():
        at = Q() if level is None else Q(levels__overlap=list(range(1, level + 1)))
        condition |= Q(standards__contains=[code]) & at
    rows = list(_in_order(ResourceVersion.objects.published().filter(condition)))
    found = {
        code: [_suggested(row, code) for row in rows if _fits(row, code, level)][:most]
        for code, level in wanted.items()
    }
    return {code: some for code, some in found.items() if some}


def for_standards(codes: Iterable[str], most: int = MOST) -> list[Suggested]:
    """Without levels; each resource once."""
    by_code = for_levels(dict.fromkeys(codes), most)
    return list({one.url: one for some in by_code.values() for one in some}.values())


def agreed_levels(assessment: SelfAssessment) -> dict[str, int]:
    """Of the programme’s own standards: resources are tagged with no others."""
    ours = assessment.agreed_levels.filter(standard__version__framework__code=PROGRAMME_SET, level__isnull=False)
    rows = ours.select_related("standard")
    return {row.standard.code: row.level for row in rows.order_by("standard__order")}


def _fits(row: ResourceVersion, code: str, level: int | None) -> bool:
    return code in row.standards and (level is None or any(one <= level for one in row.levels))


def _in_order(rows):
    rows = rows.select_related("resource").only(
        "title", "places", "tier", "standards", "levels", "resource__code", "resource__kind"
    )
    return sorted(rows.order_by(F("title"), "pk"), key=lambda row: MOST_TIERS.index(row.tier))


def _suggested(row: ResourceVersion, code: str) -> Suggested:
    return Suggested(
        code=code,
        title=row.title,
        url=row.resource.get_absolute_url(),
        kind=row.resource.get_kind_display(),
        tier=row.get_tier_display(),
        places=row.places,
    )
