"""What somebody reads on the train to an area: one page of what is known, so that nobody has to tell it again."""

from dataclasses import dataclass

from commissioning.access.scope import Scope

from ..models import Criterion, PlanStep, Risk, ScopingPoint, Session, SupportPackage, TeamMember
from .facts import lead_of
from .plan_steps import to_do
from .reading import Reading
from .risks import open_risks
from .scoping import Background, Scoping, scoping
from .sessions import sessions_of
from .terms import criteria

LAST = 3  # sessions


@dataclass(frozen=True)
class Brief:
    package: SupportPackage
    lead: TeamMember | None
    backgrounds: tuple[Background, ...]
    points: tuple[tuple[str, tuple[ScopingPoint, ...]], ...]
    criteria: tuple[Criterion, ...]
    sessions: tuple[Session, ...]  # the latest first
    steps: tuple[PlanStep, ...]
    risks: tuple[Risk, ...]
    handovers: tuple[TeamMember, ...]


def brief(package: SupportPackage, scope: Scope, reading: Reading) -> Brief:
    known: Scoping = scoping(package, scope, reading)
    handovers = package.team.filter(until__isnull=False).select_related("person").order_by("-until", "-pk")
    return Brief(
        package=package,
        lead=lead_of(package),
        backgrounds=known.backgrounds,
        points=tuple((kind, points) for kind, points in known.points if points),
        criteria=tuple(criteria(package)),
        sessions=tuple(sessions_of(package).filter(taken_back_at__isnull=True).order_by("-held_on", "-pk")[:LAST]),
        steps=tuple(to_do(package)),
        risks=tuple(open_risks(package)),
        handovers=tuple(handovers),
    )
