"""An area’s later signed levels of the standards a package is about, in their order of time: a sequence, not a cause.

Whoever reads signed levels of the area by their role there reads them here. The package’s team and the programme read
those of the lead area that its champion shows for this package (`PackageStandard.shared`); another area’s are not the
lead area’s to show.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.lineage import lineage_ids
from commissioning.authorities.models import Authority
from readiness.levels import Answer
from readiness.models import FrameworkVersion, SelfAssessment, Snapshot
from readiness.queries.over_time import newest_signed
from readiness.queries.standards import comparable_codes
from readiness.visibility import SIGNED_OPEN

from ..models import PackageStandard, SupportPackage, TeamMember, on_the_team
from .reading import Reading, parts_of

OF_THE_AREA = frozenset({Permission.ASSESSMENT_LEAD, Permission.ASSESSMENT_SIGN})


@dataclass(frozen=True)
class Level:
    """Of one standard at one time; `words` "" where the wording does not compare or the standard was not there."""

    words: str = ""
    target: int | None = None


@dataclass(frozen=True)
class Step:
    """A row: a signed self-assessment with its levels, or what happened to the package (no levels)."""

    on: date
    text: str
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True)
class AreaLevels:
    """`from_outside`: the reader is not of the area, so the area is told."""

    authority: Authority
    standards: tuple[PackageStandard, ...]
    steps: tuple[Step, ...]
    from_outside: bool

    @property
    def has_levels(self) -> bool:
        return any(step.levels for step in self.steps)


def levels_of(package: SupportPackage, scope: Scope, reading: Reading) -> tuple[AreaLevels, ...]:
    """Of each area whose levels this reader may read; without any linked standard nothing."""
    rows = tuple(package.package_standards.select_related("standard__version__framework"))
    found = []
    for part in parts_of(package) if rows else ():
        open_to_them = _open(part.authority, package, rows, scope, reading)
        if open_to_them:
            is_own = bool(scope.permissions_in(part.authority) & OF_THE_AREA)
            steps = tuple(_steps(part.authority, package, open_to_them))
            found.append(AreaLevels(part.authority, open_to_them, steps, not is_own))
    return tuple(found)


def _open(
    area: Authority, package: SupportPackage, rows: tuple[PackageStandard, ...], scope: Scope, reading: Reading
) -> tuple[PackageStandard, ...]:
    if scope.permissions_in(area) & SIGNED_OPEN:
        return rows
    if reading.works and area.pk == package.authority_id:
        return tuple(row for row in rows if row.shared)
    return ()


def _steps(area: Authority, package: SupportPackage, rows: tuple[PackageStandard, ...]) -> list[Step]:
    """Self-assessments by the day they were signed, and between them the days of the package."""
    sets = {row.standard.version.framework.code for row in rows}
    snapshots = [one for code in sorted(sets) for one in newest_signed(lineage_ids(area), code)]
    compare = _Compare()
    steps = [
        Step(_local(one.made_at), _occasion(one, area), tuple(compare.level(one, row) for row in rows))
        for one in snapshots
    ]
    return sorted([*steps, *_marks(package)], key=lambda step: (step.on, bool(step.levels)))


def _marks(package: SupportPackage) -> Iterator[Step]:
    for at, text in ((package.agreed_at, "The package was agreed"), (package.closed_at, "The package was closed")):
        if at:
            yield Step(_local(at), text)


def _occasion(snapshot: Snapshot, area: Authority) -> str:
    data = snapshot.data
    title = f"{SelfAssessment.Occasion(data['occasion']).label}, {years.label(data['year'])}"
    is_own = snapshot.assessment.authority_id == area.pk
    return title if is_own else f"{title}, {data['authority']['short_name']}"


def _local(at: datetime) -> date:
    return timezone.localtime(at).date()


class _Compare:
    """Follows a standard’s code between versions, each pair asked once."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int], frozenset[str]] = {}

    def level(self, snapshot: Snapshot, row: PackageStandard) -> Level:
        standard = row.standard
        if standard.code not in self._codes(snapshot.assessment.version, standard.version):
            return Level()
        record = _record(snapshot.data["standards"], standard.code)
        return Level(Answer(record["level"], record["no_level"]).short, record.get("target")) if record else Level()

    def _codes(self, one: FrameworkVersion, other: FrameworkVersion) -> frozenset[str]:
        then, now = sorted((one, other), key=lambda version: version.number)
        key = then.pk, now.pk
        if key not in self.known:
            self.known[key] = comparable_codes(then, now)
        return self.known[key]


def _record(records: Iterable[dict], code: str) -> dict | None:
    return next((one for one in records if one["code"] == code), None)


def standards_shown(area: Authority, scope: Scope) -> tuple[PackageStandard, ...]:
    """The standards of which the area shows this reader its signed levels, for packages they work on."""
    if not (scope.holds(Permission.PACKAGE_DELIVER) or scope.may(Permission.PACKAGE_RUN, area)):
        return ()
    rows = PackageStandard.objects.filter(
        package__in=SupportPackage.objects.visible_to(scope), package__authority=area, shared=True
    )
    if not scope.may(Permission.PACKAGE_RUN, area):
        mine = TeamMember.objects.filter(on_the_team(timezone.localdate()), person=scope.person_id or 0)
        rows = rows.filter(package__in=mine.values("package"))
    return tuple(rows.select_related("standard__version__framework", "package"))


def areas_shown(scope: Scope) -> frozenset[int]:
    """The lead areas of packages that show this account levels it would not read otherwise; for `comparing`."""
    if not (scope.holds(Permission.PACKAGE_DELIVER) or scope.holds(Permission.PACKAGE_RUN)):
        return frozenset()
    packages = SupportPackage.objects.visible_to(scope).filter(package_standards__shared=True)
    if not scope.holds(Permission.PACKAGE_RUN):
        packages = packages.filter(team__person=scope.person_id)
    return frozenset(packages.values_list("authority", flat=True))
