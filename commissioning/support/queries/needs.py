"""What the areas of a region need in common, each number with the areas behind it: for whoever oversees the region.

Stages and packages, and the support an area says would be welcomed as far as it lets the programme read that; levels
are what areas share, and asked for apart (`readiness.queries.shared_with`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority, Region
from commissioning.profiles.models import WelcomedSupport
from commissioning.profiles.queries import welcomed_shown_to_programme
from readiness.models import SelfAssessment
from readiness.queries.standards import PROGRAMME_SET

from ..kinds import KIND_OF_STANDARD, Kind
from ..models import JointProposal, PackageArea, PackageStandard, SupportPackage
from ..workflow import OPEN

IN_COMMON = 2  # areas


def areas(scope: Scope) -> QuerySet[Authority]:
    """Today’s areas of the regions this person oversees."""
    rows = Authority.objects.current().filter(scope.within([Permission.REGION_NEEDS_SEE], ""))
    return rows.select_related("region").order_by("short_name")


def regions(scope: Scope) -> list[Region]:
    return list(Region.objects.filter(pk__in=areas(scope).order_by().values("region")))


@dataclass(frozen=True)
class OfArea:
    """`assessment`: its newest annual one, or None."""

    area: Authority
    assessment: SelfAssessment | None
    packages: tuple[SupportPackage, ...]


@dataclass(frozen=True)
class Asked:
    """A package that an area leads, takes part in or is named in: `how` says which."""

    area: Authority
    package: SupportPackage
    how: str

    @property
    def kind(self) -> str:
        return self.package.kind

    @property
    def text(self) -> str:
        return f"{self.package.reference}, {self.package.title}"

    @property
    def url(self) -> str:
        return self.package.get_absolute_url()


@dataclass(frozen=True)
class Welcomed:
    """Said, and not asked for."""

    area: Authority
    entry: WelcomedSupport

    @property
    def kind(self) -> str:
        return self.entry.kind

    @property
    def how(self) -> str:
        return "would be welcomed"

    @property
    def text(self) -> str:
        said = f"{self.entry.get_said_by_display()}, {self.entry.year_label}"
        return f"{said}: {self.entry.words}" if self.entry.words else said

    @property
    def url(self) -> str:
        return self.entry.get_absolute_url()


@dataclass(frozen=True)
class Common:
    """A standard, or a kind of support, with what stands behind it; in the order of the areas’ names."""

    label: str
    kind: str
    behind: tuple[Asked | Welcomed, ...]

    @property
    def areas(self) -> int:
        return len({one.area.pk for one in self.behind})

    @property
    def propose_url(self) -> str:
        codes = ",".join(dict.fromkeys(one.area.gss_code for one in self.behind))
        return f"{reverse('support:proposal-add')}?{urlencode({'kind': self.kind, 'areas': codes})}"


@dataclass(frozen=True)
class Needs:
    """`kinds` and `standards`: in common; `welcomed`: each kind that any area says would be welcomed."""

    areas: tuple[OfArea, ...]
    kinds: tuple[Common, ...]
    standards: tuple[Common, ...]
    welcomed: tuple[Common, ...]
    proposals: tuple[JointProposal, ...]


def needs(scope: Scope, region: Region) -> Needs:
    """Seven queries, however many areas and packages."""
    in_region = list(areas(scope).filter(region=region))
    asked, welcomed = _asked(scope, in_region), _welcomed(in_region)
    assessments = _assessments(scope, in_region)
    proposals = JointProposal.objects.visible_to(scope).filter(areas__in=in_region).prefetch_related("areas")
    return Needs(
        areas=tuple(OfArea(area, assessments.get(area.pk), _of(asked, area)) for area in in_region),
        kinds=tuple(one for one in _by_kind([*asked, *welcomed]) if one.areas >= IN_COMMON),
        standards=tuple(one for one in _standards(asked) if one.areas >= IN_COMMON),
        welcomed=tuple(_by_kind(welcomed)),
        proposals=tuple(proposals.select_related("by")),
    )


def _asked(scope: Scope, in_region: Iterable[Authority]) -> list[Asked]:
    """Every open package that was sent, with each of its areas that is in the region."""
    seen = SupportPackage.objects.visible_to(scope).filter(stage__in=OPEN)
    rows = PackageArea.objects.filter(authority__in=in_region, left_on__isnull=True, package__in=seen)
    rows = rows.select_related("package__authority", "authority")
    return [
        Asked(row.authority, row.package, _how(row))
        for row in rows.order_by("authority__short_name", "package__reference")
    ]


def _how(part: PackageArea) -> str:
    if part.authority_id == part.package.authority_id:
        return "asked for"
    return "takes part in" if part.confirmed_at else "named in"


def _assessments(scope: Scope, in_region: Iterable[Authority]) -> dict[int, SelfAssessment]:
    rows = SelfAssessment.objects.visible_to(scope).filter(
        authority__in=in_region, occasion=SelfAssessment.Occasion.ANNUAL, framework__code=PROGRAMME_SET
    )
    newest = rows.order_by("authority_id", "-year", "-pk").distinct("authority_id")
    return {row.authority_id: row for row in newest.select_related("authority", "version")}


def _of(asked: Iterable[Asked], area: Authority) -> tuple[SupportPackage, ...]:
    return tuple(one.package for one in asked if one.area.pk == area.pk)


def _welcomed(in_region: Iterable[Authority]) -> list[Welcomed]:
    """Only what is for the programme too, whoever reads."""
    rows = welcomed_shown_to_programme(in_region).order_by("authority__short_name", "-year", "pk")
    return [Welcomed(row.authority, row) for row in rows]


def _by_kind(found: Iterable[Asked | Welcomed]) -> Iterable[Common]:
    """Every kind that there is any of."""
    in_order = sorted(found, key=lambda one: one.area.short_name)
    for kind in Kind:
        if behind := tuple(one for one in in_order if one.kind == kind):
            yield Common(kind.label, kind.value, behind)


def _standards(asked: list[Asked]) -> Iterable[Common]:
    of_package: dict[int, set[str]] = {}
    titles: dict[str, str] = {}
    linked = PackageStandard.objects.filter(package__in={one.package.pk for one in asked}).select_related("standard")
    for row in linked.order_by("standard__order", "standard__version"):
        of_package.setdefault(row.package_id, set()).add(row.standard.code)
        titles[row.standard.code] = f"{row.standard.number}. {row.standard.title}"
    for code, title in titles.items():
        with_it = tuple(one for one in asked if code in of_package.get(one.package.pk, ()))
        yield Common(title, KIND_OF_STANDARD.get(code, ""), with_it)


# --- Proposals ----------------------------------------------------------------------------


def proposals(scope: Scope) -> QuerySet[JointProposal]:
    return JointProposal.objects.select_related("by").prefetch_related("areas")


@dataclass(frozen=True)
class Asking:
    """An area that the reader may ask for, and the request with what is proposed filled in."""

    area: Authority
    url: str


def may_ask(proposal: JointProposal, scope: Scope) -> list[Asking]:
    with_them = list(proposal.areas.select_related("region").order_by("short_name"))
    filled = urlencode({"kind": proposal.kind, "areas": ",".join(area.gss_code for area in with_them)})
    return [
        Asking(area, f"{reverse('support:request-add', args=[area.gss_code])}?{filled}")
        for area in with_them
        if scope.may(Permission.SUPPORT_REQUEST, area)
    ]
