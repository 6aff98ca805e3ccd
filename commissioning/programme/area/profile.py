"""An area's profile for one reader: what is known of it, its structure map and services used, and what this copy leaves
out. What is left out is said of every copy for such a reader, whether there is any of it or not.
"""

from dataclasses import dataclass

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.area_page import Line, area_page
from commissioning.authorities.models import Authority
from commissioning.authorities.queries import Facts, facts_about
from commissioning.profiles import service_use
from commissioning.profiles.queries import usual_day
from commissioning.profiles.sensitivity import Sensitivity, readable
from commissioning.profiles.structure_map import StructureMap, structure_map

from .known import KnownArea, known

_LEFT_OUT = {
    Sensitivity.AREA: "Entries that an area keeps to itself are not in this copy.",
    Sensitivity.LEAD: "Entries that an area keeps to itself and its local lead are not in this copy.",
}
NO_LEVELS_BUT_SHARED = (
    "Levels of a self-assessment are in this copy only where the area shares them with its reader today."
)
NEVER = "Notes on how organisations get on, and the names on the list of people to listen to, are in no copy."


@dataclass(frozen=True)
class Profile:
    known: KnownArea
    facts: Facts
    summary: tuple[Line, ...]
    map: StructureMap | None
    uses: service_use.UseGlance | None
    left_out: tuple[str, ...]


def profile(authority: Authority, scope: Scope) -> Profile:
    facts, found = facts_about(authority), known(authority, scope)
    counts_uses = scope.may(Permission.SERVICE_USE_COUNT, authority)
    return Profile(
        known=found,
        facts=facts,
        summary=area_page(facts, ()).summary,
        map=structure_map(authority, usual_day(authority), scope, printed=True),
        uses=service_use.glance(authority) if counts_uses else None,
        left_out=_left_out(authority, scope, found),
    )


def _left_out(authority: Authority, scope: Scope, found: KnownArea) -> tuple[str, ...]:
    open_to_them = readable(scope, authority)
    closed = [words for key, words in _LEFT_OUT.items() if key not in open_to_them]
    return (*closed, *(() if found.levels.whole else (NO_LEVELS_BUT_SHARED,)), NEVER)
