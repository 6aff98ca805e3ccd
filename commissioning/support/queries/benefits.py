"""A package’s costs and benefits: its figures, what they come to, and which of them another package counts too."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from ..benefits import Total, alike, totals
from ..models import CostBenefit, SupportPackage
from .reading import Reading, parts_of, reading_of

ANOTHER = "another support package"  # one that the reader may not see


def figures(package: SupportPackage) -> QuerySet[CostBenefit]:
    """Those that stand."""
    return package.costs_and_benefits.filter(removed_at__isnull=True).select_related("authority")


def standing() -> QuerySet[CostBenefit]:
    """Of every package; a view narrows them to its reader’s scope."""
    rows = CostBenefit.objects.filter(removed_at__isnull=True)
    return rows.select_related("package__authority__region", "package__region", "package__pot", "authority__region")


# --- Who writes and who verifies ----------------------------------------------------------


def areas_written_for(package: SupportPackage, scope: Scope) -> list[Authority]:
    """All of the package’s areas for whoever works on it; for a champion those they are champion of."""
    areas = [part.authority for part in parts_of(package)]
    if reading_of(package, scope).works:
        return areas
    return [area for area in areas if scope.may(Permission.SUPPORT_REQUEST, area)]


def may_write(figure: CostBenefit, scope: Scope) -> bool:
    works = reading_of(figure.package, scope).works
    return works or scope.may(Permission.SUPPORT_REQUEST, figure.authority)


def may_verify(figure: CostBenefit, scope: Scope) -> bool:
    """The champion or the director of its area, or whoever leads the package. An adviser supplied it, perhaps."""
    held = scope.permissions_in(figure.authority)
    leads = reading_of(figure.package, scope).leads
    return leads or bool(held & {Permission.SUPPORT_REQUEST, Permission.PACKAGE_SPONSOR})


# --- Counted twice ------------------------------------------------------------------------


def twins(figure: CostBenefit) -> QuerySet[CostBenefit]:
    """What another package counts of the same area, year and category: savings of any kind for a saving, costs of any
    kind for a cost. `figure` need not be saved.
    """
    rows = CostBenefit.objects.filter(
        authority=figure.authority,
        year=figure.year,
        category=figure.category,
        kind__in=alike(figure.kind),
        removed_at__isnull=True,
    )
    return rows.exclude(package=figure.package).select_related("package").order_by("package__reference", "pk")


def named(packages: Iterable[SupportPackage], scope: Scope) -> tuple[str, ...]:
    """The references of those the reader may see, and one mention of the others."""
    wanted = {package.pk for package in packages}
    seen = SupportPackage.objects.visible_to(scope).filter(pk__in=wanted).order_by("reference")
    references = dict(seen.values_list("pk", "reference"))
    return (*references.values(), *([ANOTHER] if wanted - set(references) else []))


def named_twins(figure: CostBenefit, scope: Scope) -> tuple[str, ...]:
    return named([twin.package for twin in twins(figure)], scope)


# --- The page -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """A figure with what this reader may do about it; `also_in`: the packages that count the same, in words."""

    figure: CostBenefit
    also_in: tuple[str, ...]
    may_write: bool
    may_verify: bool


@dataclass(frozen=True)
class Page:
    listed: tuple[Listed, ...]
    totals: tuple[Total, ...]
    areas: tuple[Authority, ...]  # those the reader may add a figure for

    @property
    def has_twins(self) -> bool:
        return any(one.also_in for one in self.listed)

    @property
    def may_act(self) -> bool:
        return any(one.may_write or one.may_verify for one in self.listed)


def page(package: SupportPackage, scope: Scope, reading: Reading) -> Page:
    """The same number of queries however many figures there are."""
    rows = list(figures(package).select_related("authority__region"))
    areas = tuple(areas_written_for(package, scope))
    also_in = _also_in(package, rows, scope)
    listed = []
    for row in rows:
        held = scope.permissions_in(row.authority)
        champion = Permission.SUPPORT_REQUEST in held
        signs = champion or Permission.PACKAGE_SPONSOR in held
        listed.append(
            Listed(
                row, also_in.get(row.pk, ()), reading.works or champion, not row.verified and (reading.leads or signs)
            )
        )
    return Page(tuple(listed), totals(rows), areas)


def _also_in(package: SupportPackage, rows: list[CostBenefit], scope: Scope) -> dict[int, tuple[str, ...]]:
    """For each figure that another package counts as well, which one."""
    same = Q(pk__in=[])
    for area, year, category in {(row.authority_id, row.year, row.category) for row in rows}:
        same |= Q(authority=area, year=year, category=category)
    others = CostBenefit.objects.filter(same, removed_at__isnull=True).exclude(package=package)
    by_key: dict[tuple, set[int]] = {}
    for other in others.only("authority_id", "year", "category", "kind", "package_id"):
        key = (other.authority_id, other.year, other.category, alike(other.kind))
        by_key.setdefault(key, set()).add(other.package_id)
    wanted = set().union(*by_key.values())
    seen = dict(SupportPackage.objects.visible_to(scope).filter(pk__in=wanted).values_list("pk", "reference"))
    found = {}
    for row in rows:
        packages = by_key.get((row.authority_id, row.year, row.category, alike(row.kind)), set())
        references = sorted({seen.get(pk, ANOTHER) for pk in packages}, key=lambda name: (name == ANOTHER, name))
        if references:
            found[row.pk] = tuple(references)
    return found
