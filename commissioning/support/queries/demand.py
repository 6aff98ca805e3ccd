"""What the programme’s areas say they need, counted: priorities, and support that would be welcomed, by region.

Only what areas opened to the programme, whoever reads; so no number is too small to be shown. Areas are counted, not
what they said: an area that says a thing twice needs it once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from commissioning import years
from commissioning.access.scope import Scope
from commissioning.authorities.models import Region
from commissioning.kinds import Kind
from commissioning.profiles.models import Priority, WelcomedSupport
from commissioning.profiles.models.priorities import Theme
from commissioning.profiles.models.said import SAID_BY, Said
from commissioning.profiles.queries import shown_to_programme

from ..models import PackageArea, SupportPackage
from ..workflow import OPEN
from .needs import areas, regions


@dataclass(frozen=True)
class What:
    """Which of the two is counted. Support has packages beside it; a priority asks for none by itself."""

    key: str
    title: str
    kind_label: str
    model: type[Said]
    kinds: type[Kind] | type[Theme]

    @property
    def has_packages(self) -> bool:
        return self.kinds is Kind

    @property
    def url(self) -> str:
        return reverse(f"support:demand-{self.key}")

    @property
    def entries_url(self) -> str:
        return reverse(f"support:demand-{self.key}-entries")


WELCOMED = What("welcomed", "Support that would be welcomed", "Kind of support", WelcomedSupport, Kind)
PRIORITIES = What("priorities", "Priorities", "Theme", Priority, Theme)


@dataclass(frozen=True)
class Cut:
    """What is counted within; nothing means all of it."""

    year: int | None = None
    said_by: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        found = {"year": str(self.year or ""), "said_by": self.said_by}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class Number:
    areas: int
    url: str
    region: str


@dataclass(frozen=True)
class Line:
    """One kind of support or theme: in each region, in all, and how many packages of it are open or asked for."""

    label: str
    cells: tuple[Number, ...]
    total: Number
    packages: int


@dataclass(frozen=True)
class Demand:
    regions: tuple[Region, ...]
    lines: tuple[Line, ...]
    areas_saying: int
    areas: int


def entries(what: What, scope: Scope) -> QuerySet:
    """Of the areas this person oversees, each with its area and region."""
    return shown_to_programme(what.model, areas(scope)).select_related("authority__region")


def years_of(what: What, scope: Scope) -> list[int]:
    found = entries(what, scope).order_by("-year").values_list("year", flat=True).distinct()
    return list(found)


def demand(what: What, scope: Scope, cut: Cut) -> Demand:
    """Four queries, however much was said."""
    of_regions = regions(scope)
    said: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    everybody: set[int] = set()
    for kind, region, area in _within(what, scope, cut).values_list("kind", "authority__region", "authority"):
        said[kind, region].add(area)
        said[kind, None].add(area)
        everybody.add(area)
    packages = packages_by_kind(scope) if what.has_packages else {}
    lines = tuple(_line(what, kind, of_regions, said, cut, packages) for kind in what.kinds)
    return Demand(tuple(of_regions), lines, len(everybody), areas(scope).count())


def _within(what: What, scope: Scope, cut: Cut) -> QuerySet:
    rows = entries(what, scope).order_by()
    rows = rows.filter(year=cut.year) if cut.year else rows
    return rows.filter(said_by=cut.said_by) if cut.said_by else rows


def _line(what: What, kind, of_regions: Iterable[Region], said, cut: Cut, packages: dict[str, int]) -> Line:
    def number(region: Region | None) -> Number:
        asked = {"kind": kind.value, **({"region": region.slug} if region else {}), **cut.parameters}
        behind = said.get((kind.value, region.pk if region else None), ())
        return Number(len(behind), f"{what.entries_url}?{urlencode(asked)}", region.name if region else "")

    cells = tuple(number(region) for region in of_regions)
    return Line(kind.label, cells, number(None), packages.get(kind.value, 0))


def packages_of(scope: Scope) -> QuerySet[SupportPackage]:
    """Open, asked for ones included, with a part in an area this person oversees."""
    parts = PackageArea.objects.filter(authority__in=areas(scope), left_on__isnull=True)
    rows = SupportPackage.objects.visible_to(scope).filter(stage__in=OPEN, pk__in=parts.values("package"))
    return rows.select_related("authority").order_by("reference")


def packages_by_kind(scope: Scope) -> dict[str, int]:
    counted = packages_of(scope).order_by().values("kind").annotate(number=Count("pk"))
    return {row["kind"]: row["number"] for row in counted}


@dataclass(frozen=True)
class Counted:
    """A line of the file: one kind in one region, in one year, by one who said it."""

    kind: str
    region: str
    year: str
    said_by: str
    areas: int


def counted(what: What, scope: Scope, cut: Cut) -> list[Counted]:
    rows = _within(what, scope, cut).values("kind", "authority__region__name", "year", "said_by")
    labels, who = dict(what.kinds.choices), dict(SAID_BY)
    found = rows.annotate(areas=Count("authority", distinct=True))
    return [
        Counted(
            labels[row["kind"]],
            row["authority__region__name"],
            years.label(row["year"]),
            who[row["said_by"]],
            row["areas"],
        )
        for row in found.order_by("kind", "authority__region__name", "-year", "said_by")
    ]
