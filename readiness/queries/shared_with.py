"""What several areas show to one reader at a time, for a named purpose: a regional lead’s or the programme’s view.

Of each area the newest self-assessment it shares; of that the revision signed last. Whoever shows it to somebody
records a look for each area (`looks`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from ..levels import Answer
from ..models import SelfAssessment, Snapshot
from .reading import ways_to_levels
from .standards import PROGRAMME_SET, current_standards, standards_of


@dataclass(frozen=True)
class SharedLevel:
    """One area’s signed level of a standard, and the one it aims for."""

    assessment: SelfAssessment
    answer: Answer
    target: Answer

    @property
    def aims_higher(self) -> bool:
        level, target = self.answer.level, self.target.level
        return level is not None and target is not None and level < target


@dataclass(frozen=True)
class OfStandard:
    code: str
    number: int
    title: str
    levels: tuple[SharedLevel, ...]

    @property
    def aiming_higher(self) -> tuple[SharedLevel, ...]:
        return tuple(level for level in self.levels if level.aims_higher)


@dataclass(frozen=True)
class Shared:
    assessments: tuple[SelfAssessment, ...]
    standards: tuple[OfStandard, ...]


def shared_by_areas(scope: Scope, areas: Iterable[Authority]) -> Shared:
    """Of the programme’s set, in the order of its standards and of the areas’ names. Four queries."""
    rows = SelfAssessment.objects.filter(
        ways_to_levels(scope)["shared"], authority__in=areas, framework__code=PROGRAMME_SET
    )
    newest = rows.order_by("authority_id", "-year", "-pk").distinct("authority_id").select_related("authority")
    assessments = sorted(newest, key=lambda one: one.authority.short_name)
    signed = Snapshot.objects.filter(assessment__in=assessments, moment=Snapshot.Moment.SIGNED)
    last = signed.order_by("assessment_id", "-made_at", "-pk").distinct("assessment_id")
    records = {row.assessment_id: {one["code"]: one for one in row.data["standards"]} for row in last}
    standards = [
        OfStandard(one.code, one.number, one.title, tuple(_levels(one.code, assessments, records)))
        for one in standards_of(current_standards())
    ]
    return Shared(tuple(assessments), tuple(one for one in standards if one.levels))


def _levels(code: str, assessments: Iterable[SelfAssessment], records: dict) -> Iterable[SharedLevel]:
    for assessment in assessments:
        record = records.get(assessment.pk, {}).get(code)
        if record is not None:
            yield SharedLevel(assessment, Answer(record["level"], record["no_level"]), Answer(record["target"]))
