"""Every support package that was sent, as the programme’s own file has it (`interface.md`, `export_packages`)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from commissioning.authorities.models import Authority

from ..amounts import NOTHING
from ..models import CostBenefit, Criterion, CriterionRating, PackageArea, Rating, SupportPackage
from .ratings import Sides, outcome_of

# What is exported of costs and benefits: verified and unverified together.
FIGURES = (CostBenefit.Kind.CASHABLE, CostBenefit.Kind.NON_CASHABLE, CostBenefit.Kind.AVOIDED)


@dataclass(frozen=True)
class Exported:
    """One package. `areas`: the lead one first; `figures` by kind of saving, in pounds."""

    package: SupportPackage
    areas: tuple[Authority, ...]
    outcomes: Counter[str]
    figures: dict[str, Decimal]

    @property
    def row(self) -> dict[str, object]:
        package = self.package
        return {
            "reference": package.reference,
            "gss_code": package.authority.gss_code,
            "areas": ";".join(area.gss_code for area in self.areas),
            "kind": package.kind,
            "form": package.form,
            "offer": package.offer,
            "stage": package.stage,
            "opened": _day(package.sent_at),
            "agreed": _day(package.agreed_at),
            "closed": _day(package.closed_at),
            "days_agreed": package.days,
            "days_used": package.days_used,
            "criteria_met": self.outcomes[Rating.MET],
            "criteria_too_early": self.outcomes[Rating.TOO_EARLY],
            "criteria_total": self.outcomes.total(),
            **{kind.value: self.figures.get(kind.value, NOTHING) for kind in FIGURES},
        }


def exported() -> list[Exported]:
    """In the order of their references. Five queries, however many packages."""
    packages = list(SupportPackage.objects.sent().select_related("authority").order_by("reference"))
    areas, outcomes, figures = _areas(), _outcomes(), _figures()
    return [Exported(one, tuple(areas[one.pk]), outcomes[one.pk], figures[one.pk]) for one in packages]


def _day(at) -> object:
    return at and timezone.localdate(at)


def _areas() -> dict[int, list[Authority]]:
    found: dict[int, list[Authority]] = defaultdict(list)
    parts = PackageArea.objects.filter(left_on__isnull=True).select_related("authority").order_by("pk")
    for part in parts:
        found[part.package_id].append(part.authority)
    return found


def _outcomes() -> dict[int, Counter[str]]:
    """Of each package, how many criteria of its terms came out how (`ratings.outcome_of`)."""
    sides = defaultdict(dict)
    for rating in _newest_ratings():
        sides[rating.criterion_id][rating.side] = rating
    found: dict[int, Counter[str]] = defaultdict(Counter)
    standing = Criterion.objects.filter(dropped_at__isnull=True).order_by()
    for criterion, package in standing.values_list("pk", "package"):
        rated: Sides = sides.get(criterion, {})
        found[package][outcome_of(rated)] += 1
    return found


def _newest_ratings() -> Iterator[CriterionRating]:
    rows = CriterionRating.objects.order_by("criterion_id", "side", "-at", "-pk").distinct("criterion_id", "side")
    return rows.only("criterion_id", "side", "rating").iterator(chunk_size=2000)


def _figures() -> dict[int, dict[str, Decimal]]:
    rows = CostBenefit.objects.filter(removed_at__isnull=True).order_by().values_list("package", "kind")
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for package, kind, pounds in rows.annotate(total=Sum("pounds")):
        found[package][kind] = pounds
    return found
