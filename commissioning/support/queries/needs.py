"""What the areas of a region need in common, each number with the areas behind it: for whoever oversees the region.

Stages and packages only; levels are what areas share, and asked for apart (`readiness.queries.shared_with`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority, Region
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
    area: Authority
    package: SupportPackage


@dataclass(frozen=True)
class Common:
    """A standard, or a kind of support, that several areas asked for; in the order of their names."""

    label: str
    kind: str
    asked: tuple[Asked, ...]

    @property
    def areas(self) -> int:
        return len({one.area.pk for one in self.asked})

    @property
    def propose_url(self) -> str:
        codes = ",".join(dict.fromkeys(one.area.gss_code for one in self.asked))
        return f"{reverse('support:proposal-add')}?{urlencode({'kind': self.kind, 'areas': codes})}"


@dataclass(frozen=True)
class Needs:
    areas: tuple[OfArea, ...]
    kinds: tuple[Common, ...]
    standards: tuple[Common, ...]
    proposals: tuple[JointProposal, ...]


def needs(scope: Scope, region: Region) -> Needs:
    """Six queries, however many areas and packages."""
    in_region = list(areas(scope).filter(region=region))
    asked = _asked(scope, in_region)
    assessments = _assessments(scope, in_region)
    proposals = JointProposal.objects.visible_to(scope).filter(areas__in=in_region).prefetch_related("areas")
    return Needs(
        areas=tuple(OfArea(area, assessments.get(area.pk), _of(asked, area)) for area in in_region),
        kinds=tuple(_kinds(asked)),
        standards=tuple(_standards(asked)),
        proposals=tuple(proposals.select_related("by")),
    )


def _asked(scope: Scope, in_region: Iterable[Authority]) -> list[Asked]:
    """Every open package that was sent, with each of its areas that is in the region."""
    seen = SupportPackage.objects.visible_to(scope).filter(stage__in=OPEN)
    rows = PackageArea.objects.filter(authority__in=in_region, left_on__isnull=True, package__in=seen)
    rows = rows.select_related("package__authority", "authority")
    return [Asked(row.authority, row.package) for row in rows.order_by("authority__short_name", "package__reference")]


def _assessments(scope: Scope, in_region: Iterable[Authority]) -> dict[int, SelfAssessment]:
    rows = SelfAssessment.objects.visible_to(scope).filter(
        authority__in=in_region, occasion=SelfAssessment.Occasion.ANNUAL, framework__code=PROGRAMME_SET
    )
    newest = rows.order_by("authority_id", "-year", "-pk").distinct("authority_id")
    return {row.authority_id: row for row in newest.select_related("authority", "version")}


def _of(asked: Iterable[Asked], area: Authority) -> tuple[SupportPackage, ...]:
    return tuple(one.package for one in asked if one.area.pk == area.pk)


def _kinds(asked: Iterable[Asked]) -> Iterable[Common]:
    for kind in Kind:
        yield from _in_common(kind.label, kind.value, [one for one in asked if one.package.kind == kind])


def _standards(asked: list[Asked]) -> Iterable[Common]:
    of_package: dict[int, set[str]] = {}
    titles: dict[str, str] = {}
    linked = PackageStandard.objects.filter(package__in={one.package.pk for one in asked}).select_related("standard")
    for row in linked.order_by("standard__order", "standard__version"):
        of_package.setdefault(row.package_id, set()).add(row.standard.code)
        titles[row.standard.code] = f"{row.standard.number}. {row.standard.title}"
    for code, title in titles.items():
        with_it = [one for one in asked if code in of_package.get(one.package.pk, ())]
        yield from _in_common(title, KIND_OF_STANDARD.get(code, ""), with_it)


def _in_common(label: str, kind: str, asked: list[Asked]) -> Iterable[Common]:
    common = Common(label, kind, tuple(asked))
    if common.areas >= IN_COMMON:
        yield common


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
