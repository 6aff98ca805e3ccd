"""A package at work, with everybody who has a part in it, for tests of what happens while it is delivered."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.test import Client
from django.utils import timezone

from commissioning.people.models import User
from commissioning.support.models import PackageEvent, SupportPackage, TeamMember
from commissioning.support.workflow import Stage
from tests.conftest import browser_of

from .packages import a_package, people_for

AGO = timedelta(days=100)  # when the request was sent


@dataclass(frozen=True)
class Cast:
    package: SupportPackage
    champion: User
    director: User
    lead: User
    programme: User
    adviser: User | None

    @cached_property
    def by(self) -> dict[str, Client]:
        """A browser for each."""
        people = {name: getattr(self, name) for name in ("champion", "director", "lead", "programme", "adviser")}
        return {name: browser_of(person) for name, person in people.items() if person}

    def at(self, *parts: object) -> str:
        return "/".join(["/support", str(self.package.pk), *map(str, parts), ""])

    def lines(self) -> list[str]:
        """The timeline, newest first."""
        return list(self.package.events.values_list("text", flat=True))

    def of_kind(self, kind: PackageEvent.Kind) -> list[str]:
        return list(self.package.events.filter(kind=kind).values_list("text", flat=True))


def cast(stage: Stage = Stage.DELIVERY, **words) -> Cast:
    """The request was sent a hundred days ago, so that days in the past can be told of."""
    package = a_package(stage, **words)
    SupportPackage.objects.filter(pk=package.pk).update(sent_at=timezone.now() - AGO)
    package.refresh_from_db()
    TeamMember.objects.filter(package=package).update(since=timezone.localdate() - AGO)
    people = people_for(package)
    member = package.team.filter(part=TeamMember.Part.ADVISER).select_related("person").first()
    return Cast(
        package=package,
        champion=people.champion,
        director=people.director,
        lead=people.local_lead,
        programme=people.programme,
        adviser=member.person if member else None,
    )


def boxes(name: str, day: date) -> dict[str, str]:
    """A date as a browser sends it."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
