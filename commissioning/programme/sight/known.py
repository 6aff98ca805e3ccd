"""What one reader may know of one area, read once for all its standards. Each thing by its own rule: levels by
`readiness.visibility`, actions with the levels they came from, packages by scope.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.library.models import ResourceVersion
from commissioning.library.queries.suggestions import Suggested, for_levels
from commissioning.library.workflow import State
from commissioning.support.kinds import Offer
from commissioning.support.models import Criterion, CriterionRating, FollowUp, PackageArea, SupportPackage
from commissioning.support.queries.links import packages_of
from commissioning.support.queries.ratings import Rated
from evaluation.queries.published_figures import Published, figures_of
from readiness.models import Action, Standard
from readiness.queries.plan import readable
from readiness.queries.standards import current_standards

from .levels import SignedLevels, signed_levels

_NAMED = (Permission.PACKAGE_DELIVER, Permission.PACKAGE_SPONSOR_IF_NAMED)


def areas(scope: Scope) -> QuerySet[Authority]:
    """Those of which the person may look at the line of sight: where they have a role, or a package they work on."""
    seen = scope.within([Permission.STAGE_SEE], "")
    if any(scope.holds(permission) for permission in _NAMED):
        parts = PackageArea.objects.filter(package__in=SupportPackage.objects.visible_to(scope), left_on__isnull=True)
        seen |= Q(pk__in=parts.values("authority"))
    return Authority.objects.filter(seen).select_related("region")


@dataclass(frozen=True)
class KnownPackage:
    """`codes`: of the standards it is about, itself or by an action this reader may read."""

    package: SupportPackage
    codes: frozenset[str]
    criteria: tuple[Rated, ...]
    follow_ups: tuple[FollowUp, ...]
    study: ResourceVersion | None

    @property
    def agreed_on(self) -> date | None:
        agreed = self.package.agreed_at
        return timezone.localtime(agreed).date() if agreed else None

    def criteria_of(self, code: str) -> list[Rated]:
        """Those about the standard, and those about none in particular."""
        return [one for one in self.criteria if one.criterion.standard_id is None or code_of(one) == code]


def code_of(rated: Rated) -> str:
    return rated.criterion.standard.code if rated.criterion.standard else ""


@dataclass(frozen=True)
class Known:
    """`…_whole`: the reader may see all there is; else whatever is missing is called not shared, and so is nothing."""

    authority: Authority
    standards: tuple[Standard, ...]
    levels: SignedLevels
    actions: tuple[Action, ...]
    actions_whole: bool
    packages: tuple[KnownPackage, ...]
    packages_whole: bool
    published: Published
    studies: dict[str, list[Suggested]]

    @cached_property
    def packages_by_code(self) -> dict[str, list[KnownPackage]]:
        """In their order of time."""
        found: dict[str, list[KnownPackage]] = {}
        for one in self.packages:
            for code in one.codes:
                found.setdefault(code, []).append(one)
        return found


def known(authority: Authority, scope: Scope) -> Known:
    version = current_standards()
    standards = tuple(version.standards.select_related("section"))
    actions = tuple(_actions(authority, scope))
    packages = tuple(_packages(authority, scope, actions))
    return Known(
        authority=authority,
        standards=standards,
        levels=signed_levels(authority, scope, version),
        actions=actions,
        actions_whole=scope.may(Permission.PLAN_SEE, authority),
        packages=packages,
        packages_whole=scope.may(Permission.PACKAGE_SEE, authority),
        published=figures_of(Offer.values),
        studies=for_levels({one.code: None for one in standards}),
    )


def _actions(authority: Authority, scope: Scope) -> QuerySet[Action]:
    """Taken up in its plan, each with its standards."""
    rows = Action.objects.in_plan().filter(readable(scope), authority=authority, drafted=False)
    return rows.prefetch_related("standards").order_by("created_at", "pk")


def _packages(authority: Authority, scope: Scope, actions: Iterable[Action]) -> Iterable[KnownPackage]:
    """Oldest first. Of one of several areas only the criteria of this one, and of all together."""
    of_actions = {action.pk: {one.code for one in action.standards.all()} for action in actions}
    criteria = Criterion.objects.filter(Q(authority=None) | Q(authority=authority), dropped_at__isnull=True)
    ratings = Prefetch("ratings", CriterionRating.objects.order_by("at", "pk"))
    rows = packages_of(authority, scope).prefetch_related(
        "package_standards__standard",
        "package_actions",
        Prefetch("criteria", criteria.select_related("standard").prefetch_related(ratings)),
        Prefetch("follow_ups", FollowUp.objects.filter(dropped_at__isnull=True)),
    )
    found = sorted(rows, key=lambda one: (one.created_at, one.pk))
    studies = _studies((one.case_study_id for one in found), scope)
    for package in found:
        rated = tuple(_rated(one) for one in package.criteria.all())
        own = {one.standard.code for one in package.package_standards.all()} | {code_of(one) for one in rated} - {""}
        linked = (of_actions.get(one.action_id, set()) for one in package.package_actions.all())
        codes = frozenset(own).union(*linked)
        yield KnownPackage(
            package, codes, rated, tuple(package.follow_ups.all()), studies.get(package.case_study_id or 0)
        )


def _rated(criterion: Criterion) -> Rated:
    """The newest rating of each side."""
    sides = {one.side: one for one in criterion.ratings.all()}
    return Rated(criterion, sides.get("area"), sides.get("lead"), None)


def _studies(resources: Iterable[int | None], scope: Scope) -> dict[int, ResourceVersion]:
    """By resource, the newest version this reader may open."""
    ids = [pk for pk in resources if pk]
    rows = ResourceVersion.objects.visible_to(scope).filter(resource__in=ids).exclude(state=State.DROPPED)
    return {row.resource_id: row for row in rows.select_related("resource").order_by("number")}
