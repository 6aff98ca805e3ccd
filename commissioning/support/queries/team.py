"""Who is on a package’s team, who was, and who could be."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.lineage import lineage_of
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.people.queries import holders, holders_anywhere

from ..models import PackageArea, SupportPackage, TeamMember, on_the_team
from ..workflow import AREAS_ANSWER, FORMING, OPEN, Stage
from .detail import members
from .facts import lead_of
from .reading import parts_of

MANY_LEADS = 3  # within twelve months is a flag on the programme (domain, People)


@dataclass(frozen=True)
class Part:
    """An area in the package, what is known of its taking part, and who signs for it today; nobody is a vacancy."""

    part: PackageArea
    says: str
    signers: tuple[User, ...]


@dataclass(frozen=True)
class Team:
    lead: TeamMember | None
    advisers: tuple[TeamMember, ...]
    before: tuple[TeamMember, ...]
    parts: tuple[Part, ...]
    forms: bool  # whether areas still join and leave


def team(package: SupportPackage) -> Team:
    before = package.team.filter(until__isnull=False).select_related("person").order_by("-until", "-pk")
    return Team(
        lead=lead_of(package),
        advisers=tuple(members(package, TeamMember.Part.ADVISER)),
        before=tuple(before),
        parts=tuple(Part(part, _says(part, package), signers(part)) for part in parts_of(package)),
        forms=package.at in FORMING,
    )


def _says(part: PackageArea, package: SupportPackage) -> str:
    if part.authority_id == package.authority_id:
        return "leads"
    if package.at is Stage.DRAFT:
        return "is told when the request is sent"
    if package.at in AREAS_ANSWER and part.confirmed_at is None:
        return "has not said yet whether it takes part"
    return "takes part"


def signers(part: PackageArea) -> tuple[User, ...]:
    """Whoever is named in the director’s place; else the director, or acting directors, in role today."""
    if part.sponsor is not None:
        return (part.sponsor,)
    return tuple(held.person for held in holders(Permission.PACKAGE_SPONSOR, part.authority))


def possible_leads(package: SupportPackage) -> list[User]:
    """The lead area’s local leads, then programme leads, in role today."""
    local = [held.person for held in holders(Permission.PACKAGE_LEAD, package.authority)]
    national = [held.person for held in holders_anywhere(Permission.PACKAGE_RUN)]
    return list(dict.fromkeys([*local, *national]))


def possible_advisers(package: SupportPackage) -> list[User]:
    on_it = {member.person_id for member in members(package, TeamMember.Part.ADVISER)}
    people = sorted((held.person for held in holders_anywhere(Permission.PACKAGE_DELIVER)), key=str)
    return [person for person in dict.fromkeys(people) if person.pk not in on_it]


def possible_sponsors(part: PackageArea) -> list[User]:
    held = holders(Permission.PACKAGE_SPONSOR_IF_NAMED, part.authority)
    return sorted({one.person for one in held}, key=str)


def other_areas(package: SupportPackage) -> QuerySet[Authority]:
    return Authority.objects.current().exclude(pk=package.authority_id).select_related("region").order_by("short_name")


def successors_of(authority: Authority) -> list[Authority]:
    """Today’s councils that took over from it, wholly or in part; none for one that still is."""
    return [] if authority.is_current else [one for one in _heirs(authority) if one.is_current]


def _heirs(authority: Authority) -> list[Authority]:
    heirs = [relative.authority for relative in lineage_of(authority).successors]
    return [later for heir in heirs for later in ([heir] if heir.is_current else _heirs(heir))]


def to_answer(scope: Scope) -> QuerySet[PackageArea]:
    """Parts of areas this person speaks for in requests of other areas, while nothing is agreed."""
    rows = PackageArea.objects.filter(scope.within([Permission.SUPPORT_REQUEST]), left_on__isnull=True)
    asked = rows.filter(package__stage__in=AREAS_ANSWER).exclude(authority=F("package__authority"))
    return asked.select_related("package__authority", "authority").order_by("package__sent_at", "pk")


def of_area_named() -> QuerySet[PackageArea]:
    """Also of areas that have left, so that an answer sent twice is one."""
    return PackageArea.objects.select_related("package__authority__region", "authority__region")


def of_member() -> QuerySet[TeamMember]:
    return TeamMember.objects.select_related("package__authority__region", "person")


def of_part() -> QuerySet[PackageArea]:
    return PackageArea.objects.filter(left_on__isnull=True).select_related(
        "package__authority__region", "authority__region", "sponsor"
    )


def parts_in_open(today: date) -> QuerySet[TeamMember]:
    """Advisers on the team of an open package."""
    return TeamMember.objects.filter(on_the_team(today), part=TeamMember.Part.ADVISER, package__stage__in=OPEN)
