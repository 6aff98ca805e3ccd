"""What one person may do and read of one package: by role in its areas, by being on its team, or as named sponsor."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.people.queries import holders

from ..models import PackageArea, SupportPackage, on_the_team


def packages() -> QuerySet[SupportPackage]:
    """With what every page of one needs; a view narrows it to its reader’s scope."""
    return SupportPackage.objects.select_related("authority__region", "region", "pot", "closing_assessment")


@dataclass(frozen=True)
class Reading:
    """`inside`: what passes between the area and the team, too: notes, risks, messages, files, who did what.

    `works`: they may record what is done. `of_team`: they are on its team by name.
    """

    inside: bool
    works: bool
    of_team: bool
    leads: bool
    runs: bool
    asks: bool  # speaks for the area: the champion
    signs_for: tuple[int, ...]  # areas by id, as sponsor


def reading_of(package: SupportPackage, scope: Scope) -> Reading:
    parts = list(parts_of(package))
    held = frozenset().union(*(scope.permissions_in(part.authority) for part in parts))
    of_team = is_on_team(package, scope)
    leads = scope.may(Permission.PACKAGE_LEAD, package.authority)
    runs = scope.may(Permission.PACKAGE_RUN, package.authority)
    named = sponsored_by_name(parts, scope)
    signs_for = tuple(part.authority_id for part in parts if _signs_for(part, scope))
    return Reading(
        inside=Permission.PACKAGE_WRITE in held or of_team or bool(named),
        works=of_team or leads or runs,
        of_team=of_team,
        leads=leads or runs,
        runs=runs,
        asks=scope.may(Permission.SUPPORT_REQUEST, package.authority),
        signs_for=signs_for,
    )


def parts_of(package: SupportPackage) -> QuerySet[PackageArea]:
    """The areas in it today, the lead one first."""
    return package.areas.filter(left_on__isnull=True).select_related("authority__region", "sponsor")


def is_on_team(package: SupportPackage, scope: Scope) -> bool:
    """By name, today, and still in a role that delivers or leads support."""
    if scope.person_id is None:
        return False
    mine = package.team.filter(on_the_team(timezone.localdate()), person=scope.person_id)
    in_role = scope.holds(Permission.PACKAGE_DELIVER) or scope.holds(Permission.PACKAGE_LEAD)
    return (in_role or scope.holds(Permission.PACKAGE_RUN)) and mine.exists()


def is_of_the_area(package: SupportPackage, scope: Scope) -> bool:
    """Champion, director or named sponsor of one of its areas: whose package it is, and who sees who looked."""
    parts = list(parts_of(package))
    held = frozenset().union(*(scope.permissions_in(part.authority) for part in parts))
    return bool(held & {Permission.SUPPORT_REQUEST, Permission.PACKAGE_SPONSOR} or sponsored_by_name(parts, scope))


def sponsored_by_name(parts: list[PackageArea], scope: Scope) -> list[PackageArea]:
    return [
        part
        for part in parts
        if part.sponsor_id is not None
        and part.sponsor_id == scope.person_id
        and scope.may(Permission.PACKAGE_SPONSOR_IF_NAMED, part.authority)
    ]


def _signs_for(part: PackageArea, scope: Scope) -> bool:
    """Its director; or whoever is named in the director’s place, in a role there that day."""
    return scope.may(Permission.PACKAGE_SPONSOR, part.authority) or bool(sponsored_by_name([part], scope))


def speaks_for_the_area(package: SupportPackage, scope: Scope) -> bool:
    """Its champion, as client; its director while there is no champion."""
    if scope.may(Permission.SUPPORT_REQUEST, package.authority):
        return True
    directs = scope.may(Permission.PACKAGE_SPONSOR, package.authority)
    return directs and not holders(Permission.SUPPORT_REQUEST, package.authority)


def check_speaks_for_the_area(scope: Scope, package: SupportPackage) -> None:
    if not speaks_for_the_area(package, scope):
        check(scope, Permission.SUPPORT_REQUEST, package.authority)


def check_may(scope: Scope, permission: Permission, package: SupportPackage) -> None:
    """In the lead area: what a package is asked for, led and run by belongs there."""
    check(scope, permission, package.authority)


def check_may_one_of(scope: Scope, permissions: frozenset[Permission], package: SupportPackage) -> None:
    if not scope.permissions_in(package.authority) & permissions:
        check(scope, min(permissions), package.authority)


def check_works(scope: Scope, package: SupportPackage) -> None:
    if not reading_of(package, scope).works:
        raise PermissionDenied("This is for the package’s lead, its advisers and the programme.")


def check_inside(scope: Scope, package: SupportPackage) -> None:
    if not reading_of(package, scope).inside:
        raise PermissionDenied(
            "This is for the area and for whoever works with it on the package. You can see its stage, its aims and"
            " how they came out."
        )
