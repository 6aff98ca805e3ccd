"""Who may see a comparison's figures: an account that can read levels of no other area.

What is withheld is proved safe for a reader who knows one area's levels, their own. Somebody who can read another's as
well could take both away from a count and be left with a third's. So the permission is not enough: roles elsewhere,
views given elsewhere and what other areas share are asked about, too, and asked again whenever a figure is shown.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from django.db.models import Case, CharField, Value, When

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.lineage import lineages
from commissioning.authorities.models import Authority

from .. import visibility
from ..models import SelfAssessment
from .reading import any_of, is_known_beside_roles, ways_to_levels

BECAUSE = {
    "role": "you have a role there that reads its levels",
    "named": "its champion named you for a self-assessment",
    "took part": "you gave a view there, so you can read what was agreed",
    "shared": "it shares what was signed with you",
}
Lines = Mapping[int, frozenset[int]]  # an area → itself and those it came from
EXPORT = "Every area: you can take levels out by name in an export"
# Ways to levels that apps above open: why, in words, and the areas an account reads by it.
_FURTHER: dict[str, Callable[[Scope], frozenset[int]]] = {}


def register_way(because: str, areas: Callable[[Scope], frozenset[int]]) -> None:
    _FURTHER[because] = areas


@dataclass(frozen=True)
class Comparing:
    """`stops`: in words, what other levels the account can read; empty for who lacks the permission anyway."""

    yes: bool
    stops: tuple[str, ...] = ()

    @property
    def is_stopped(self) -> bool:
        """They hold the permission, and know too much to use it."""
        return bool(self.stops)


def may_compare(scope: Scope, authority: Authority) -> Comparing:
    """That area beside others. A council and those it came from or became are one."""
    if not scope.may(Permission.COMPARISON_SEE, authority):
        return Comparing(False)
    read = _areas_read(scope)
    if read <= {authority.pk}:  # nearly everybody
        return _unless(scope, frozenset())
    return _unless(scope, _others(authority.pk, read, lineages({authority.pk, *read})))


def may_compare_groups(scope: Scope) -> Comparing:
    """The whole publication, for who is none of the areas: every area is another."""
    if not scope.holds(Permission.GROUP_LEVELS_SEE):
        return Comparing(False)
    return _unless(scope, _areas_read(scope))


def areas_compared(scope: Scope) -> frozenset[int]:
    """Of all areas, those for which `may_compare`."""
    if not scope.holds(Permission.COMPARISON_SEE) or scope.holds(Permission.LEVELS_EXPORT):
        return frozenset()
    read = _areas_read(scope)
    rows = Authority.objects.filter(scope.within([Permission.COMPARISON_SEE], ""))
    own = set(rows.values_list("pk", flat=True))
    lines = lineages(read | own)
    return frozenset(pk for pk in own if not _others(pk, read, lines))


def _unless(scope: Scope, others: Set[int]) -> Comparing:
    stops = _why_read(scope, others) if others else []
    if scope.holds(Permission.LEVELS_EXPORT):
        stops.insert(0, EXPORT)
    return Comparing(not stops, tuple(stops))


def _areas_read(scope: Scope) -> frozenset[int]:
    """The areas whose levels the account can read. A role that reads levels counts before there are any: what was
    subtracted from is not forgotten when they come.
    """
    in_role = frozenset(_in_role(scope)).union(*(areas(scope) for areas in _FURTHER.values()))
    if not is_known_beside_roles(scope):  # nearly everybody
        return in_role
    beside_roles = [way for name, way in ways_to_levels(scope).items() if name != "role"]
    rows = SelfAssessment.objects.filter(any_of(beside_roles)).order_by()
    return frozenset(rows.values_list("authority", flat=True)) | in_role


def _in_role(scope: Scope) -> Iterable[int]:
    return Authority.objects.filter(scope.within(visibility.SIGNED_OPEN, "")).values_list("pk", flat=True)


def _why_read(scope: Scope, areas: Set[int]) -> list[str]:
    """Of each of those areas in words, by the first way there is."""
    ways = ways_to_levels(scope)
    way = Case(*(When(condition, then=Value(name)) for name, condition in ways.items()), output_field=CharField())
    rows = SelfAssessment.objects.filter(any_of(ways.values()), authority__in=areas).order_by("pk")
    found = dict(rows.values_list("authority", way)) | dict.fromkeys(_in_role(scope), "role")
    why = {pk: because for because, further in _FURTHER.items() for pk in further(scope)}
    why |= {pk: BECAUSE[name] for pk, name in found.items()}
    named = Authority.objects.filter(pk__in=areas).order_by("short_name")
    return [f"{area}: {why[area.pk]}" for area in named]


def _others(authority_id: int, read: Iterable[int], lines: Lines) -> frozenset[int]:
    """Those that are neither the area itself nor in its own line."""
    return frozenset(pk for pk in read if pk not in lines[authority_id] and authority_id not in lines[pk])
