"""Reads about agreeing the levels: what was said of each standard, what is agreed, what is still missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from commissioning.access.permissions import Permission
from commissioning.people.models import RoleAppointment, User
from commissioning.people.queries import holders

from .. import checks, spread
from ..levels import Answer
from ..models import (
    AgreedLevel,
    AssessmentMove,
    EvidenceUse,
    PartnerKind,
    Scorer,
    SelfAssessment,
    Standard,
    StandardEntry,
    View,
)
from ..spread import Given, Kind, Spread
from ..workflow import STEPS, Move
from .assessments import Before, signed_before

KIND_LABELS = {spread.CHAMPION: "Commissioning champion", **dict(PartnerKind.choices)}
LEADING_MOVES = ["open", *(move for move, step in STEPS.items() if step.permission is Permission.ASSESSMENT_LEAD)]


# --- What was said ------------------------------------------------------------------------


def views_by_standard(assessment: SelfAssessment) -> dict[int, list[Given]]:
    """Every view that was sent, whoever gave it, without names."""
    found: dict[int, list[Given]] = {}
    rows = View.objects.filter(scorer__in=assessment.scorers.sent()).select_related("scorer")
    for view in rows.order_by("scorer_id"):
        found.setdefault(view.standard_id, []).append(_given(view))
    return found


def _given(view: View) -> Given:
    scorer = view.scorer
    return Given(
        kind=spread.CHAMPION if scorer.kind == Scorer.Kind.CHAMPION else scorer.partner_kind,
        answer=view.answer,
        line=view.line,
        present=scorer.present if scorer.kind == Scorer.Kind.GROUP else None,
        lowest=view.lowest,
        highest=view.highest,
        apart=scorer.partner_kind == PartnerKind.INDEPENDENT_PROVIDER,
        at=scorer.sent_at,
    )


@dataclass(frozen=True)
class Matter:
    """One standard as those who agree its level see it."""

    standard: Standard
    entry: StandardEntry
    agreed: AgreedLevel | None
    given: tuple[Given, ...]
    before: Answer | None  # what was signed last time, where the wording can be followed

    @cached_property
    def spread(self) -> Spread:
        return spread.spread_of(self.given)

    @cached_property
    def kinds(self) -> list[Kind]:
        return spread.by_kind(self.given, KIND_LABELS)

    @property
    def answer(self) -> Answer:
        return self.agreed.answer if self.agreed else Answer()


@dataclass(frozen=True)
class Agenda:
    """Every standard, widest disagreement first."""

    matters: tuple[Matter, ...]
    before: Before | None

    @property
    def agreed(self) -> int:
        return sum(matter.answer.is_given for matter in self.matters)

    @property
    def is_agreed(self) -> bool:
        return self.agreed == len(self.matters)

    def position(self, code: str) -> int | None:
        return next((n for n, matter in enumerate(self.matters) if matter.standard.code == code), None)

    def after(self, matter: Matter) -> Matter | None:
        return self._at(self.matters.index(matter) + 1)

    def ahead_of(self, matter: Matter) -> Matter | None:
        return self._at(self.matters.index(matter) - 1)

    def _at(self, position: int) -> Matter | None:
        return self.matters[position] if 0 <= position < len(self.matters) else None


def agenda(assessment: SelfAssessment) -> Agenda:
    """In as many queries for two hundred views as for one."""
    said, before = views_by_standard(assessment), signed_before(assessment)
    agreed = {row.standard_id: row for row in assessment.agreed_levels.select_related("agreed_by")}
    entries = assessment.entries.select_related("standard__section").prefetch_related("standard__descriptors")
    matters = [
        Matter(
            standard=entry.standard,
            entry=entry,
            agreed=agreed.get(entry.standard_id),
            given=tuple(said.get(entry.standard_id, ())),
            before=before.answers.get(entry.standard.code) if before else None,
        )
        for entry in entries
    ]
    return Agenda(tuple(sorted(matters, key=lambda m: spread.widest_first(m.spread, m.standard.order))), before)


def agreed_answer(assessment: SelfAssessment, standard: Standard) -> Answer:
    row = assessment.agreed_levels.filter(standard=standard).first()
    return row.answer if row else Answer()


def views_given(assessment: SelfAssessment, standard: Standard) -> int:
    """How many scorers who sent their views gave an answer on that standard."""
    given = View.objects.filter(scorer__in=assessment.scorers.sent(), standard=standard)
    return given.filter(Q(level__isnull=False) | ~Q(no_level="")).count()


# --- What is missing ----------------------------------------------------------------------


def evidence_by_standard(assessment: SelfAssessment) -> dict[int, list[EvidenceUse]]:
    found: dict[int, list[EvidenceUse]] = {}
    uses = EvidenceUse.objects.filter(assessment=assessment, removed_at__isnull=True).select_related("evidence")
    for use in uses.order_by("pk"):
        found.setdefault(use.standard_id, []).append(use)
    return found


def facts(assessment: SelfAssessment) -> list[checks.Facts]:
    said, evidence = views_by_standard(assessment), evidence_by_standard(assessment)
    agreed = {row.standard_id: row for row in assessment.agreed_levels.all()}
    entries = assessment.entries.select_related("standard")
    return [
        _facts(entry, agreed.get(entry.standard_id), said.get(entry.standard_id, ()), evidence) for entry in entries
    ]


def _facts(
    entry: StandardEntry,
    agreed: AgreedLevel | None,
    said: Sequence[Given],
    evidence: dict[int, list[EvidenceUse]],
) -> checks.Facts:
    return checks.Facts(
        code=entry.standard.code,
        number=entry.standard.number,
        title=entry.standard.title,
        answer=agreed.answer if agreed else Answer(),
        target=agreed.target if agreed else None,
        has_words=bool(entry.narrative.strip()),
        pieces=len(evidence.get(entry.standard_id, ())),
        spread=spread.spread_of(said),
        dissent=bool(agreed and agreed.dissent.strip()),
        came_later=sum(view.answer.is_given and view.at > agreed.agreed_at for view in said) if agreed else 0,
        completed=entry.completed,
        look_again=entry.to_look_again,
    )


def findings(assessment: SelfAssessment) -> list[checks.Finding]:
    """Everything to look at before it goes to the director; drafts of actions that nobody took up are left out."""
    meant = assessment.authority.actions.unfinished().filter(drafted=False)
    planned = [checks.Planned(action.pk, action.title, action.owner, action.due_on) for action in meant]
    return checks.findings(facts(assessment), planned)


def standards_unfinished(assessment: SelfAssessment) -> list[str]:
    """Codes of the standards without an agreed answer, or not marked as completed, in order."""
    return list(dict.fromkeys(finding.code for finding in checks.kept_back(facts(assessment))))


# --- Who ----------------------------------------------------------------------------------


def led_pairs(assessments: Iterable[SelfAssessment]) -> set[tuple[int, int]]:
    """(self-assessment, person) for everybody who had a hand in leading it: they cannot challenge it as well."""
    ids = [assessment.pk for assessment in assessments]
    moves = AssessmentMove.objects.filter(assessment__in=ids, move__in=LEADING_MOVES, by__isnull=False)
    levels = AgreedLevel.objects.filter(assessment__in=ids, agreed_by__isnull=False)
    views = Scorer.objects.filter(assessment__in=ids, kind=Scorer.Kind.CHAMPION, person__isnull=False)
    return {
        *moves.values_list("assessment", "by"),
        *levels.values_list("assessment", "agreed_by"),
        *views.values_list("assessment", "person"),
    }


def led_by(assessment: SelfAssessment) -> set[int]:
    return {person for _, person in led_pairs([assessment])}


def challengers(assessment: SelfAssessment) -> list[RoleAppointment]:
    """The local leads in role who did not lead it themselves; none means that it goes without a challenge."""
    led = led_by(assessment)
    return [held for held in holders(Permission.CHALLENGE_GIVE, assessment.authority) if held.person_id not in led]


def may_skip_challenge(assessment: SelfAssessment) -> str:
    """Why it may go to the director without a new challenge; empty where it has to be challenged first."""
    if not challengers(assessment):
        return "Without a challenge: no local lead who did not lead it is in role."
    if assessment.challenge_given:
        return "Challenged before; sent straight back to the director."
    return ""


def was_made(assessment: SelfAssessment, move: Move, by: User, reason: str | None = None) -> bool:
    """Whether that person's same move, with that reason if it takes one, is the last thing that happened."""
    last = assessment.moves.first()
    if last is None or (last.move, last.by_id) != (move, by.pk):
        return False
    return reason is None or last.reason == reason
