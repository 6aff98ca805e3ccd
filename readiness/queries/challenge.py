"""Reads about the local lead's challenge and the area's response."""

from dataclasses import dataclass

from django.db.models import QuerySet

from ..levels import Answer
from ..models import AgreedLevel, Challenge, EvidenceUse, SelfAssessment, Standard, StandardEntry
from .agreement import evidence_by_standard
from .assessments import Before, signed_before


def challenges_given(assessment: SelfAssessment) -> QuerySet[Challenge]:
    """Those the area was given in this revision; a round that was taken back is none of its business."""
    rows = assessment.challenges.filter(round=assessment.challenge_given)
    return rows.select_related("standard__section", "given_by", "responded_by")


def challenges_to_answer(assessment: SelfAssessment) -> QuerySet[Challenge]:
    return challenges_given(assessment).exclude(finding=Challenge.Finding.AGREE).filter(response="")


@dataclass(frozen=True)
class Point:
    """One standard as the local lead and the area discuss it: never what single partners said."""

    standard: Standard
    entry: StandardEntry
    agreed: AgreedLevel | None
    evidence: tuple[EvidenceUse, ...]
    before: Answer | None
    found: Challenge | None
    found_before: Challenge | None  # what was said of it in an earlier round

    @property
    def answer(self) -> Answer:
        return self.agreed.answer if self.agreed else Answer()

    @property
    def descriptor(self) -> str:
        """What the agreed level looks like for this standard; empty where there is none."""
        return self.standard.level_texts.get(self.answer.level, "")

    @property
    def is_disputed(self) -> bool:
        return self.found is not None and self.found.finding != Challenge.Finding.AGREE

    @property
    def needs_response(self) -> bool:
        return self.is_disputed and not self.found.response

    @property
    def has_moved(self) -> bool:
        """The area changed its level after the challenge."""
        return self.found is not None and self.found.answer != self.answer


@dataclass(frozen=True)
class Discussion:
    """Every standard in the set's order."""

    points: tuple[Point, ...]
    before: Before | None

    @property
    def left(self) -> list[Point]:
        return [point for point in self.points if point.found is None]

    @property
    def disputed(self) -> list[Point]:
        return [point for point in self.points if point.is_disputed]

    @property
    def agreed_with(self) -> list[Point]:
        return [point for point in self.points if point.found and not point.is_disputed]

    @property
    def unanswered(self) -> list[Point]:
        return [point for point in self.points if point.needs_response]

    def point(self, code: str) -> Point | None:
        return next((point for point in self.points if point.standard.code == code), None)

    def next_left(self, point: Point) -> Point | None:
        """The next one without a finding, going round from this one."""
        return self._next(point, self.left)

    def next_unanswered(self, point: Point) -> Point | None:
        return self._next(point, self.unanswered)

    def _next(self, point: Point, wanted: list[Point]) -> Point | None:
        order = point.standard.order
        later = [other for other in wanted if other.standard.order > order]
        return next((other for other in [*later, *wanted] if other.standard != point.standard), None)


def discussion(assessment: SelfAssessment, number: int | None) -> Discussion:
    """Round `number`: the one under way for the local lead, the one given for the area."""
    rounds: dict[int, dict[int, Challenge]] = {}
    for row in assessment.challenges.select_related("given_by", "responded_by").order_by("round"):
        rounds.setdefault(row.round, {})[row.standard_id] = row
    found = rounds.get(number, {})
    earlier = {
        standard: row for past in sorted(rounds) if past < (number or 0) for standard, row in rounds[past].items()
    }
    agreed = {row.standard_id: row for row in assessment.agreed_levels.all()}
    evidence, before = evidence_by_standard(assessment), signed_before(assessment)
    entries = assessment.entries.select_related("standard__section").prefetch_related("standard__descriptors")
    points = (
        Point(
            standard=entry.standard,
            entry=entry,
            agreed=agreed.get(entry.standard_id),
            evidence=tuple(evidence.get(entry.standard_id, ())),
            before=before.answers.get(entry.standard.code) if before else None,
            found=found.get(entry.standard_id),
            found_before=earlier.get(entry.standard_id),
        )
        for entry in entries
    )
    return Discussion(tuple(points), before)
