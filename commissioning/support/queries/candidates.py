"""Who fits a package: the pool in the order of the reasons (`matching`); a person decides."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from ..matching import Known, Match, Wanted, matches
from ..models import Conflict, PackageArea, SupportPackage, TeamMember
from .advisers import advisers, away_on, days_taken, in_role
from .conflict_checks import areas_by_line
from .detail import members
from .facts import valid_checks
from .reading import parts_of


@dataclass(frozen=True)
class Candidate:
    """A match, and how far it has got: on the team, and with a check that holds."""

    match: Match
    person_id: int
    on_the_team: bool
    is_checked: bool


def candidates(package: SupportPackage, today: date) -> list[Candidate]:
    people = in_role()
    rows = advisers().filter(person__in=people).annotate(taken=days_taken(today))
    standing = Conflict.objects.standing_on(today)
    rows = rows.prefetch_related(
        Prefetch("conflicts", standing, to_attr="known_conflicts"), Prefetch("away", away_on(today), to_attr="away_now")
    )
    pool = list(rows)
    found = matches(_wanted(package, today), [_known(adviser) for adviser in pool])
    on_it = {member.person_id for member in members(package, TeamMember.Part.ADVISER)}
    checked = valid_checks(package)
    people_of = {adviser.pk: adviser.person_id for adviser in pool}
    ordered = [(match, people_of[match.known.id]) for match in found]
    return [Candidate(match, person, person in on_it, person in checked) for match, person in ordered]


def _wanted(package: SupportPackage, today: date) -> Wanted:
    parts: list[PackageArea] = list(parts_of(package))
    linked = package.package_standards.select_related("standard")
    return Wanted(
        kind=package.kind,
        standards={row.standard.code: row.standard.title for row in linked},
        areas=areas_by_line(package),
        regions=frozenset(part.authority.region.name for part in parts),
        days=package.days,
        today=today,
    )


def _known(adviser) -> Known:
    return Known(
        id=adviser.pk,
        name=str(adviser.person),
        accredited_until=adviser.accredited_until,
        kinds=frozenset(adviser.kinds),
        standards=frozenset(adviser.standards),
        regions=frozenset(region.name for region in adviser.regions.all()),
        employer=adviser.employer_id,
        conflicts={row.authority_id: row.why for row in adviser.known_conflicts},
        days_a_month=adviser.days_a_month,
        taken=adviser.taken,
        away_until=max((row.last for row in adviser.away_now), default=None),
    )
