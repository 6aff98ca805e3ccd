"""What whoever takes on a role in an area finds: what waits, what is open, what was left for them, whom to ask."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.access.scope import Grant, Scope
from commissioning.authorities.models import Authority
from commissioning.people.queries import RoleInArea, roles_in_area
from commissioning.people.queries.directory import POSTS
from commissioning.people.queries.handover import Handed, handed, readable_roles
from commissioning.support.models import PackageArea, SupportPackage
from commissioning.support.queries import todo as support
from commissioning.support.workflow import OPEN
from readiness.models import SelfAssessment
from readiness.queries import plan
from readiness.queries import todo as readiness
from readiness.workflow import FINISHED


@dataclass(frozen=True)
class Waiting:
    """`text` and `url` are for whoever holds the role: the programme sees that it waits."""

    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Takeover:
    handed: Handed
    waiting: tuple[Waiting, ...]
    overdue: int


@dataclass(frozen=True)
class Handover:
    roles: tuple[Takeover, ...]
    assessments: QuerySet[SelfAssessment]
    packages: QuerySet[SupportPackage]
    people: list[RoleInArea]


def handover(authority: Authority, scope: Scope) -> Handover:
    roles = tuple(_takeover(role, authority, scope) for role in readable_roles(scope, authority))
    taking_part = PackageArea.objects.filter(authority=authority, left_on__isnull=True).values("package")
    return Handover(
        roles=roles,
        assessments=SelfAssessment.objects.filter(authority=authority).exclude(state__in=FINISHED),
        packages=SupportPackage.objects.filter(pk__in=taking_part, stage__in=OPEN).select_related("authority"),
        people=roles_in_area(authority.pk),
    )


def _takeover(role: Role, authority: Authority, scope: Scope) -> Takeover:
    """What stands on the home page of somebody who holds that role there and no other; for a local lead what waits for
    the lead of each package there too, whoever that is by name. To the programme no more is said than on the page of
    everything it asks: drafts are the area’s own.
    """
    found = handed(role, authority, scope)
    alone = Scope((Grant(role, authority.pk),))
    rows = [*readiness.todos(alone), *support.todos(alone)]
    if role is Role.LOCAL_LEAD:
        rows += support.of_area_led(authority)
    waiting = [
        Waiting(row.title, row.text if found.writes else "", row.url if found.writes else "")
        for row in rows
        if found.writes or row.minutes
    ]
    overdue = sum(number for _, number in plan.overdue_by_area(alone)) if found.writes else 0
    return Takeover(found, tuple(waiting), overdue)


def areas(scope: Scope) -> QuerySet[Authority]:
    """Where the reader holds a role that is handed over, or follows how often they change hands."""
    own = [grant.authority_id for grant in scope.grants if grant.role in POSTS and grant.authority_id]
    follows = scope.within([Permission.CONTINUITY_SEE], "")
    return Authority.objects.current().filter(follows | Q(pk__in=own)).select_related("region")


def own(role: str, authority: Authority, scope: Scope) -> Handed | None:
    """Of a role that the reader holds there."""
    mine = [one for one in readable_roles(scope, authority) if one.value == role]
    found = handed(mine[0], authority, scope) if mine else None
    return found if found and found.writes else None
