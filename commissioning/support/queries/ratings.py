"""How a package’s criteria are rated: by each side, the newest rating standing; and who is on which side."""

from dataclasses import dataclass

from django.db.models import QuerySet

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope

from ..models import Closing, Criterion, CriterionRating, FollowUp, Rating, SupportPackage
from .facts import lead_of

Side = CriterionRating.Side
Sides = dict[str, CriterionRating]


def standing_ratings(package: SupportPackage) -> dict[Criterion, Sides]:
    """Each criterion of the terms with the newest rating of each side; a side that has not rated is left out."""
    criteria = list(package.criteria.filter(dropped_at__isnull=True).select_related("authority", "standard"))
    rows = CriterionRating.objects.filter(criterion__in=criteria).order_by("at", "pk").select_related("by")
    found: dict[int, Sides] = {row.pk: {} for row in criteria}
    for rating in rows:
        found[rating.criterion_id][rating.side] = rating
    return {row: found[row.pk] for row in criteria}


def side_of(criterion: Criterion, scope: Scope) -> str | None:
    """Which side this person rates a criterion for: the champion or director of its area (of the lead area, where it
    is of all together) for the area; a local lead there, or whoever leads it by name, for the lead. Who is both rates
    for the area.
    """
    area = criterion.authority or criterion.package.authority
    held = scope.permissions_in(area)
    if held & {Permission.SUPPORT_REQUEST, Permission.PACKAGE_SPONSOR}:
        return Side.AREA
    leads = Permission.PACKAGE_LEAD in scope.permissions_in(criterion.package.authority)
    return Side.LEAD if leads or _leads_by_name(criterion.package, scope) else None


def _leads_by_name(package: SupportPackage, scope: Scope) -> bool:
    lead = lead_of(package)
    return lead is not None and lead.person_id == scope.person_id and scope.holds(Permission.PACKAGE_RUN)


def outcome_of(sides: Sides) -> str:
    """What a criterion counts as: the rating both sides share; too early where either thinks so; else that they
    differ ("").
    """
    ratings = {one.rating for one in sides.values()}
    if Rating.TOO_EARLY in ratings:
        return Rating.TOO_EARLY
    return ratings.pop() if len(sides) == len(Side) and len(ratings) == 1 else ""


@dataclass(frozen=True)
class Rated:
    """A criterion as the page of the close shows it. `side`: the one the reader rates for, or None."""

    criterion: Criterion
    area: CriterionRating | None
    lead: CriterionRating | None
    side: str | None

    @property
    def mine(self) -> CriterionRating | None:
        return {Side.AREA: self.area, Side.LEAD: self.lead}.get(self.side) if self.side else None

    @property
    def outcome(self) -> str:
        sides = {"area": self.area, "lead": self.lead}
        return outcome_of({side: rating for side, rating in sides.items() if rating})

    @property
    def outcome_label(self) -> str:
        if self.area is None or self.lead is None:
            return "Not rated by both yet"
        return Rating(self.outcome).label if self.outcome else "The sides differ"


def rated(package: SupportPackage, scope: Scope) -> list[Rated]:
    return [
        Rated(criterion, sides.get(Side.AREA), sides.get(Side.LEAD), side_of(criterion, scope))
        for criterion, sides in standing_ratings(package).items()
    ]


def closing_of(package: SupportPackage) -> Closing:
    """Its words so far; an unsaved one before there are any."""
    return Closing.objects.filter(package=package).first() or Closing(package=package, version=0)


def follow_ups(package: SupportPackage) -> QuerySet[FollowUp]:
    return package.follow_ups.filter(dropped_at__isnull=True).select_related("criterion", "done_by")


def of_follow_up() -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(dropped_at__isnull=True)
    return rows.select_related("package__authority__region", "criterion")
