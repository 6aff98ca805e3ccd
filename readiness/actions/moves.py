"""One move of a self-assessment's table, and the snapshot it keeps. Every change of state goes through `advance`."""

from django.db import transaction

from commissioning.access.gate import check
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..models import AssessmentMove, SelfAssessment, Snapshot
from ..queries import frozen
from ..workflow import Move, State, step_for


@transaction.atomic
def advance(*, assessment: SelfAssessment, move: Move, by: User, reason: str = "") -> SelfAssessment:
    """Makes one move of the table: lock, check, save, history, and the snapshot it calls for."""
    assessment = lock(assessment)
    step = step_for(move, State(assessment.state))
    check(scope_of(by), step.permission, assessment.authority)
    if step.reason and not reason.strip():
        raise NotNow("Say why first; the reason is kept in its history.")
    before, assessment.state = assessment.state, step.to_state.value
    assessment.revision += step.revision
    assessment.save(update_fields=["state", "revision"])
    note(assessment=assessment, move=move.value, by=by, reason=reason, from_state=before)
    if step.snapshot:
        freeze(assessment, step.snapshot)
    audit.record(f"assessment-{move.value}", assessment, by=by, authority_id=assessment.authority_id)
    return assessment


def note(*, assessment: SelfAssessment, move: str, by: User | None, reason: str = "", from_state: str = "") -> None:
    """One line of the history people read; a line that changes no state names the state it happened in."""
    AssessmentMove.objects.create(
        assessment=assessment,
        move=move,
        from_state=from_state,
        to_state=assessment.state,
        revision=assessment.revision,
        reason=reason,
        by=by,
    )


def lock(assessment: SelfAssessment) -> SelfAssessment:
    """The row, locked first by every action, so that a save and a move take turns."""
    rows = SelfAssessment.objects.select_for_update(of=("self",))
    return rows.select_related("authority__region", "version__framework").get(pk=assessment.pk)


def take_turns(authority: Authority) -> None:
    """For what decides on an area's self-assessments together: opening one, and reopening one. Before `lock`."""
    Authority.objects.select_for_update(of=("self",), no_key=True).get(pk=authority.pk)


def freeze(assessment: SelfAssessment, moment: str) -> Snapshot:
    """Keeps it as it now is."""
    snapshot = frozen.as_it_stands(assessment, moment)
    snapshot.save(force_insert=True)
    return snapshot
