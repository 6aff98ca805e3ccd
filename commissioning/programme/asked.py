"""Everything the programme is asking of one area now, with minutes: read by whoever is about to ask for more."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import ROLES, Role
from commissioning.access.scope import Grant, Scope
from commissioning.authorities.models import Authority
from commissioning.support.queries import todo as support
from readiness.models import Scorer
from readiness.queries import giving
from readiness.queries import todo as readiness
from readiness.workflow import GIVING_VIEWS


@dataclass(frozen=True)
class Ask:
    """`whom`: a role in words, never a person: it is asked of whoever holds it."""

    whom: str
    what: str
    minutes: int


@dataclass(frozen=True)
class Asked:
    asks: tuple[Ask, ...]

    @property
    def minutes(self) -> int:
        return sum(ask.minutes for ask in self.asks)


def areas(scope: Scope) -> QuerySet[Authority]:
    """Those of which the person may know it."""
    return Authority.objects.current().filter(scope.within([Permission.ASKED_SEE], "")).select_related("region")


def asked_of(area: Authority) -> Asked:
    """Of its champion, its director and its partners. Drafts are the area's own and not among it."""
    of_roles = [ask for role in (Role.CHAMPION, Role.DIRECTOR) for ask in _of_role(area, role)]
    return Asked((*of_roles, *_of_partners(area)))


def _of_role(area: Authority, role: Role) -> list[Ask]:
    """What would stand on the home page of somebody who holds that role alone."""
    scope, whom = Scope((Grant(role, area.pk),)), ROLES[role].label
    waiting = [*readiness.todos(scope), *support.todos(scope)]
    return [Ask(whom, row.title, row.minutes) for row in waiting if row.minutes]


def _of_partners(area: Authority) -> list[Ask]:
    today = timezone.localdate()
    views = (
        Scorer.objects.taking_part()
        .partners()
        .filter(
            assessment__authority=area,
            assessment__state__in=[state.value for state in GIVING_VIEWS],
            assessment__views_close_on__gte=today,
            sent_at__isnull=True,
        )
    )
    number = views.count()
    if not number:
        return []
    what = f"{number} view{'s' * (number != 1)} of partners, {giving.MINUTES} minutes each"
    return [Ask("Partners", what, number * giving.MINUTES)]
