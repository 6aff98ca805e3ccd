"""What one reader may know of one area on a day. Each thing by its own rule: entries by their sensitivity, levels by
`readiness.visibility`, packages by scope. What somebody may not see is not counted either.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.dateformat import format as format_date

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.lineage import lineage_ids
from commissioning.authorities.models import Authority, Judgement
from commissioning.people.queries import RoleInArea, roles_in_area
from commissioning.people.queries.directory import POSTS
from commissioning.profiles import queries as profiles
from commissioning.profiles.models import HistoryEntry, Insight, Priority, WelcomedSupport
from commissioning.support.models import SupportPackage
from commissioning.support.queries.links import packages_of
from evaluation.queries.listening import of_area as listenings_of
from evaluation.queries.listening import with_told
from readiness.models import SelfAssessment, Standard
from readiness.queries.standards import PROGRAMME_SET, versions
from readiness.workflow import State

from ..asked import Asked, asked_of
from ..sight.levels import SignedLevel, SignedLevels, signed_levels

NO_LEVELS = SignedLevels({}, whole=False, opened=(), shown=())
MOST_ASSESSMENTS = 3


@dataclass(frozen=True)
class StandardNow:
    """One standard with the level signed last, None where this reader may read none."""

    standard: Standard
    signed: SignedLevel | None


@dataclass(frozen=True)
class KnownArea:
    """`…_whole`: the reader may see all there is; else of the rest nothing is said, not even whether there is any.

    `told`: what the area has said already, and need not be asked again.
    """

    authority: Authority
    on: date
    roles: tuple[RoleInArea, ...]
    history: tuple[HistoryEntry, ...]
    insights: tuple[Insight, ...]
    priorities: tuple[Priority, ...]
    welcomed: tuple[WelcomedSupport, ...]
    judgements: tuple[Judgement, ...]
    assessments: tuple[SelfAssessment, ...]
    levels: SignedLevels
    standards: tuple[StandardNow, ...]
    packages: tuple[SupportPackage, ...]
    packages_whole: bool
    asked: Asked | None
    told: tuple[str, ...]

    @property
    def open_packages(self) -> list[SupportPackage]:
        return [one for one in self.packages if one.is_open and one.reference]

    def insights_of(self, kind: str) -> list[Insight]:
        return [one for one in self.insights if one.kind == kind]


def areas(scope: Scope) -> QuerySet[Authority]:
    """Those that a role of the person covers; nobody visits a council that is no more."""
    return profiles.areas(scope).filter(ended_on__isnull=True)


def known(authority: Authority, scope: Scope) -> KnownArea:
    line, day = lineage_ids(authority), timezone.localdate()
    history = tuple(profiles.history_of_line(line, scope))
    priorities = tuple(profiles.priorities_for(authority, scope))
    welcomed = tuple(profiles.welcomed_for(authority, scope))
    assessments = _assessments(authority, scope)
    taking_part = {"areas__authority": authority, "areas__left_on__isnull": True}
    packages = tuple(packages_of(authority, scope).filter(**taking_part))
    levels, standards = _levels(authority, scope)
    return KnownArea(
        authority=authority,
        on=day,
        roles=tuple(one for one in roles_in_area(authority.pk) if one.role in POSTS),
        history=history,
        insights=tuple(profiles.insights_of_line(line, scope)),
        priorities=priorities,
        welcomed=welcomed,
        judgements=tuple(Judgement.objects.filter(authority__in=line).select_related("authority")),
        assessments=assessments[:MOST_ASSESSMENTS],
        levels=levels,
        standards=standards,
        packages=packages,
        packages_whole=scope.may(Permission.PACKAGE_SEE, authority),
        asked=asked_of(authority) if scope.may(Permission.ASKED_SEE, authority) else None,
        told=(
            *_told_in_words(history, priorities, welcomed),
            *_told_of_structures(authority, scope),
            *_told_in_interviews(authority, scope),
            *_told_of_levels(assessments),
            *_told_of_need(packages),
        ),
    )


def _assessments(authority: Authority, scope: Scope) -> tuple[SelfAssessment, ...]:
    """The latest first, each with the day it came to its state."""
    rows = SelfAssessment.objects.visible_to(scope).filter(authority=authority)
    rows = rows.select_related("authority", "version").annotate(moved_at=Max("moves__at"))
    return tuple(rows.order_by("-year", "-opened_at", "-pk"))


def _levels(authority: Authority, scope: Scope) -> tuple[SignedLevels, tuple[StandardNow, ...]]:
    version = versions().newest(PROGRAMME_SET)
    if version is None:
        return NO_LEVELS, ()
    levels = signed_levels(authority, scope, version)
    standards = version.standards.select_related("section")
    return levels, tuple(StandardNow(one, next(reversed(levels.by_code.get(one.code, [])), None)) for one in standards)


# --- What was told already ----------------------------------------------------------------


def _told_in_words(history: Iterable, priorities: Iterable, welcomed: Iterable) -> Iterator[str]:
    """As far as the reader may read it."""
    if latest := max((one.recorded_at for one in history), default=None):
        yield f"Last added to on {_day(latest)}: what shaped the area."
    for title, rows in (("its priorities", priorities), ("the support it would welcome", welcomed)):
        if said_in := max((one.year for one in rows), default=None):
            yield f"Said in {years.label(said_in)}: {title}."


def _told_of_structures(authority: Authority, scope: Scope) -> Iterator[str]:
    if scope.may(Permission.PROFILE_SEE_PROGRAMME, authority):
        found = profiles.structures_on(authority, timezone.localdate()).aggregate(n=Count("pk", filter=Q(draft=False)))
        if found["n"]:
            yield f"On the structure map: who reports to whom, of {found['n']} structures."
    if scope.may(Permission.PROFILE_SEE_LEAD, authority):
        covered = profiles.coverage(authority)
        if covered.people:
            yield f"On the list of people to hear: {covered.people}, of whom {covered.agreed} agreed by the champion."


def _told_in_interviews(authority: Authority, scope: Scope) -> Iterator[str]:
    """What was told back, and that people are being heard: to whoever reads of it by their role. Never who."""
    if not scope.may(Permission.LISTENING_SEE, authority):
        return
    rows = list(with_told(listenings_of(authority, scope)))
    if told_at := max((row.told_at for row in rows if row.told_at), default=None):
        yield f"Told back on {_day(told_at)}: what people here said in interviews."
    for row in rows:
        if row.is_open:
            yield f"Being heard in interviews since {_day(row.begun_at)}: {row.purpose}"


def _told_of_levels(assessments: Iterable[SelfAssessment]) -> Iterator[str]:
    signed = next((one for one in assessments if one.state == State.SIGNED), None)
    if signed:
        yield f"Signed on {_day(signed.moved_at)}: where it is on each standard, with evidence."


def _told_of_need(packages: Iterable[SupportPackage]) -> Iterator[str]:
    for package in packages:
        if package.is_open and package.picture_agreed_at:
            yield f"Agreed on {_day(package.picture_agreed_at)}: what is needed of “{package}”."


def _day(at) -> str:
    return format_date(timezone.localtime(at), "j F Y")
