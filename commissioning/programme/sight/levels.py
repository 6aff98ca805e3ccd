"""An area’s signed levels of each standard over the years, its predecessors’ included, as far as one reader may read
them: by a role there, because they took part, because they are shared, or for a support package they work on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from commissioning import years
from commissioning.access.scope import Scope
from commissioning.authorities.lineage import lineage_ids
from commissioning.authorities.models import Authority
from commissioning.support.models import PackageStandard
from commissioning.support.queries.levels import standards_shown
from readiness.levels import Answer
from readiness.models import FrameworkVersion, SelfAssessment, Snapshot
from readiness.queries.over_time import newest_signed
from readiness.queries.reading import readable_snapshots, ways_to_levels
from readiness.queries.standards import PROGRAMME_SET, comparable_codes
from readiness.visibility import SIGNED_OPEN


@dataclass(frozen=True)
class SignedLevel:
    """Of one standard at one time. `words` name the occasion; `url` leads to where this reader reads it."""

    at: datetime
    answer: Answer
    target: int | None
    words: str
    url: str
    assessment_id: int

    @property
    def on(self) -> date:
        return timezone.localtime(self.at).date()


@dataclass(frozen=True)
class SignedLevels:
    """`by_code`: oldest first. `whole`: by role, so all there is. `opened`, `shown`: for other readers, what opened
    them: self-assessments, and standards of packages; a copy is theirs as long as these stay open.
    """

    by_code: dict[str, list[SignedLevel]]
    whole: bool
    opened: tuple[int, ...]
    shown: tuple[int, ...]

    @property
    def are_there(self) -> bool:
        return any(self.by_code.values())


def signed_levels(authority: Authority, scope: Scope, version: FrameworkVersion) -> SignedLevels:
    """Of the standards of that version, where their wording compares."""
    snapshots = newest_signed(lineage_ids(authority), PROGRAMME_SET)
    whole = bool(scope.permissions_in(authority) & SIGNED_OPEN)
    reader = _Reader(authority, scope, snapshots, whole)
    comparable = Comparable()
    found: dict[str, list[SignedLevel]] = {}
    for snapshot in sorted(snapshots, key=lambda one: (one.made_at, one.pk)):
        for record in snapshot.data["standards"]:
            code = record["code"]
            url = reader.way_to(snapshot, code, comparable)
            if url and comparable.holds(code, snapshot.assessment.version, version):
                found.setdefault(code, []).append(_level(snapshot, record, url, authority))
    shown = tuple(row.pk for row in reader.shown)
    return SignedLevels(found, whole, () if whole else tuple(sorted(reader.open)), shown)


def _level(snapshot: Snapshot, record: dict, url: str, authority: Authority) -> SignedLevel:
    data = snapshot.data
    words = f"{SelfAssessment.Occasion(data['occasion']).label}, {years.label(data['year'])}"
    if snapshot.assessment.authority_id != authority.pk:
        words += f", {data['authority']['short_name']}"
    answer = Answer(record["level"], record["no_level"])
    return SignedLevel(snapshot.made_at, answer, record.get("target"), words, url, snapshot.assessment_id)


class _Reader:
    """By which way each signed self-assessment is open to them."""

    def __init__(self, authority: Authority, scope: Scope, snapshots: Iterable[Snapshot], whole: bool) -> None:
        self.authority, self.whole = authority, whole
        ids = [one.pk for one in snapshots]
        self.reports = set(
            Snapshot.objects.filter(readable_snapshots(scope), pk__in=ids).values_list("pk", "assessment_id")
        )
        assessments = [one.assessment_id for one in snapshots]
        shared = SelfAssessment.objects.filter(ways_to_levels(scope)["shared"], pk__in=assessments)
        self.open = {assessment for _, assessment in self.reports} | set(shared.values_list("pk", flat=True))
        self.shown = () if whole else standards_shown(authority, scope)

    def way_to(self, snapshot: Snapshot, code: str, comparable: "Comparable") -> str:
        """An address; "" where it is not open."""
        key = snapshot.pk, snapshot.assessment_id
        if key in self.reports:
            return reverse("readiness:report-version", args=[snapshot.assessment_id, snapshot.pk])
        if self.whole:  # a predecessor’s, too
            return reverse("readiness:over-time-detail", args=[self.authority.gss_code])
        if snapshot.assessment_id in self.open:
            return reverse("readiness:share-detail", args=[snapshot.assessment_id])
        row = next((row for row in self.shown if _fits(row, code, snapshot, comparable)), None)
        return row.package.get_absolute_url() if row else ""


def _fits(row: PackageStandard, code: str, snapshot: Snapshot, comparable: "Comparable") -> bool:
    """What is shown of a standard is shown of its wording."""
    return row.standard.code == code and comparable.holds(code, snapshot.assessment.version, row.standard.version)


class Comparable:
    """Follows a standard’s code between two versions, each pair asked once."""

    def __init__(self) -> None:
        self.asked: dict[tuple[int, int], frozenset[str]] = {}

    def holds(self, code: str, one: FrameworkVersion, other: FrameworkVersion) -> bool:
        then, now = sorted((one, other), key=lambda version: version.number)
        key = then.pk, now.pk
        if key not in self.asked:
            self.asked[key] = comparable_codes(then, now)
        return code in self.asked[key]


def around(levels: Iterable[SignedLevel], moment: datetime | None) -> tuple[list[SignedLevel], list[SignedLevel]]:
    """Those up to that moment, and those after it; without one all are before."""
    ordered = list(levels)
    before = [one for one in ordered if moment is None or one.at <= moment]
    return before, ordered[len(before) :]
