"""Reads about uses: of one area with its levels before and after, and counted over all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.lineage import lineage_ids, lineages
from commissioning.authorities.models import Authority
from readiness.models import Campaign, FrameworkVersion, Snapshot
from readiness.queries.comparing import may_compare_groups
from readiness.queries.over_time import newest_signed
from readiness.queries.standards import PROGRAMME_SET, comparable_codes
from readiness.visibility import SIGNED_OPEN

from ..kinds import Helped
from ..models import Resource, ResourceUse
from ..movement import FEWEST_OF_A_KIND, Counts, Moved, counted, in_words
from .resources import current_of, currents, standards

OF_THE_AREA = frozenset({Permission.ASSESSMENT_LEAD, Permission.ASSESSMENT_SIGN})


def areas_that_use(scope: Scope) -> QuerySet[Authority]:
    """Those the reader may speak for in the resource bank."""
    return Authority.objects.current().filter(scope.within([Permission.LIBRARY_USE], "")).order_by("short_name")


def areas(scope: Scope) -> QuerySet[Authority]:
    return Authority.objects.filter(scope.within([Permission.LIBRARY_USE], "")).select_related("region")


def uses() -> QuerySet[ResourceUse]:
    return ResourceUse.objects.kept().select_related("authority__region", "resource", "recorded_by")


def uses_of(authority: Authority) -> QuerySet[ResourceUse]:
    return uses().filter(authority=authority)


def uses_by(resource: Resource, scope: Scope) -> list[ResourceUse]:
    """Those of the areas this reader speaks for."""
    return list(uses().visible_to(scope).filter(resource=resource))


# --- One area: levels before and after ----------------------------------------------------


@dataclass(frozen=True)
class Used:
    use: ResourceUse
    title: str
    moved: tuple[Moved, ...]


def may_read_levels(authority: Authority, scope: Scope) -> bool:
    """By their role there, as for everything that was signed."""
    return bool(scope.permissions_in(authority) & SIGNED_OPEN)


def is_from_outside(authority: Authority, scope: Scope) -> bool:
    """Whether the area is to see that they looked."""
    return not scope.permissions_in(authority) & OF_THE_AREA


@dataclass(frozen=True)
class Levels:
    """What adds levels to the uses of one page, for one reader."""

    authority: Authority
    scope: Scope

    def beside(self, rows: Iterable[ResourceUse]) -> list[Used]:
        return with_levels(rows, self.authority, self.scope)


def with_levels(rows: Iterable[ResourceUse], authority: Authority, scope: Scope) -> list[Used]:
    """Each use with its title, and the levels of its standards where this reader may read them."""
    rows = list(rows)
    current = currents(row.resource_id for row in rows)
    reads = bool(rows) and may_read_levels(authority, scope)
    signed = newest_signed(lineage_ids(authority), PROGRAMME_SET) if reads else []
    titles = {standard.code: standard.title for standard in standards()} if reads else {}
    compare = _Compare()
    found = []
    for row in rows:
        shown = current[row.resource_id]
        codes = [code for code in shown.standards if code in titles]
        moved = tuple(_moved(signed, code, titles[code], row.used_on, compare) for code in codes)
        found.append(Used(row, str(shown), moved))
    return found


class _Compare:
    """Which standards can be followed from one version of the set to another; each pair asked once."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int], frozenset[str]] = {}

    def codes(self, then: FrameworkVersion, now: FrameworkVersion) -> frozenset[str]:
        key = then.pk, now.pk
        if key not in self.known:
            self.known[key] = comparable_codes(then, now)
        return self.known[key]


def _moved(signed: list[Snapshot], code: str, title: str, used_on: date, compare: _Compare) -> Moved:
    """`signed`: an area’s, oldest first. Only where the wording compares with that of the newest."""
    before, after = None, None
    for row in signed:
        if code not in compare.codes(row.assessment.version, signed[-1].assessment.version):
            continue
        level = next((one["level"] for one in row.data["standards"] if one["code"] == code), None)
        if level is not None and timezone.localtime(row.made_at).date() <= used_on:
            before = level
        elif level is not None:
            after = level
    return Moved(code, title, before, after)


# --- All areas: counts --------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """How many areas used a resource, and whether it helped them; None where too few have said."""

    words: str
    helped: tuple[tuple[str, int], ...] | None


def reach(resource: Resource) -> Reach:
    said = dict(
        ResourceUse.objects.kept().filter(resource=resource).values_list("helped").annotate(Count("pk")).order_by()
    )
    answered = [(str(Helped(one).label), said.get(one.value, 0)) for one in Helped]
    total = sum(count for _, count in answered)
    few = any(0 < count < FEWEST_OF_A_KIND for _, count in answered)
    return Reach(in_words(sum(said.values())), None if few or total < FEWEST_OF_A_KIND else tuple(answered))


@dataclass(frozen=True)
class ByStandard:
    title: str
    counts: Counts | None


def movements(resource: Resource, scope: Scope) -> tuple[ByStandard, ...] | None:
    """For those who read levels by group only, and whose account reads no area’s: None for everybody else.

    As they stood when a campaign was last closed, so that they change for many areas at once: figures that grew with
    each use or signature would give an area’s levels away by subtraction.
    """
    if not may_compare_groups(scope).yes:
        return None
    closed = Campaign.objects.filter(closed_at__isnull=False).order_by("-closed_at").first()
    if closed is None:
        return ()
    titles = {standard.code: f"{standard.number}. {standard.title}" for standard in standards()}
    used_on = _used_by(resource, closed.closed_at)
    signed, compare = _signed_until(closed.closed_at, used_on), _Compare()
    found = []
    for code in (code for code in current_of(resource).standards if code in titles):
        moved = [_moved(signed[pk], code, "", day, compare) for pk, day in used_on.items()]
        pairs = [(one.before, one.after) for one in moved if one.before is not None and one.after is not None]
        found.append(ByStandard(titles[code], counted(pairs)))
    return tuple(found)


def _used_by(resource: Resource, moment: datetime) -> dict[int, date]:
    """The areas that had said so by then, also those that have taken it back since."""
    then = Q(removed_at__isnull=True) | Q(removed_at__gt=moment)
    rows = ResourceUse.objects.filter(then, resource=resource, recorded_at__lte=moment)
    return dict(rows.values_list("authority", "used_on"))


def _signed_until(moment: datetime, areas_: Iterable[int]) -> dict[int, list[Snapshot]]:
    """What each area and those it came from had signed by then, oldest first."""
    lines = lineages(areas_)
    rows = Snapshot.objects.filter(
        moment=Snapshot.Moment.SIGNED,
        made_at__lte=moment,
        assessment__authority__in={pk for line in lines.values() for pk in line},
        assessment__framework__code=PROGRAMME_SET,
    ).select_related("assessment__version__framework")
    newest = {row.assessment_id: row for row in rows.order_by("revision", "made_at", "id")}
    in_order = sorted(newest.values(), key=lambda row: (row.data["year"], row.assessment.opened_at, row.pk))
    return {pk: [row for row in in_order if row.assessment.authority_id in line] for pk, line in lines.items()}
