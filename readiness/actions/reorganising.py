"""What a reorganisation of councils does to self-assessments, plans and campaigns. Whether and where to is decided
above; who may is asked there, once for the whole. What is signed is never touched.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow

from ..models import Action, Campaign, Evidence, EvidenceUse, SelfAssessment
from ..queries.reorganising import has_signed, is_in_the_way
from ..workflow import FINISHED, Move, State
from . import moves


@transaction.atomic
def hand_on(*, assessment: SelfAssessment, to: Authority, by: User) -> SelfAssessment:
    """The successor goes on where the old council stopped, with the evidence that serves nothing else."""
    current = moves.lock(assessment)
    if State(current.state) in FINISHED or is_in_the_way(current, to):
        raise NotNow(f"{to} cannot go on with the {current.title.lower()} of {current.authority}.")
    before = current.authority
    for piece in _serving_only(current).select_for_update(of=("self",)):
        piece.authority = to
        piece.save(update_fields=["authority"])
        audit.record("evidence-hand-on", piece, by=by, authority_id=to.pk)
    current.authority = to
    current.save(update_fields=["authority"])
    reason = f"{to} goes on with what {before} began."
    moves.note(assessment=current, move="follow", by=by, reason=reason, from_state=current.state)
    audit.record("assessment-hand-on", current, by=by, authority_id=to.pk)
    return current


def _serving_only(assessment: SelfAssessment) -> QuerySet[Evidence]:
    used = EvidenceUse.objects.filter(evidence=OuterRef("pk"))
    elsewhere = used.exclude(assessment=assessment)
    rows = Evidence.objects.filter(authority=assessment.authority).order_by("pk")
    return rows.filter(Exists(used.filter(assessment=assessment)), ~Exists(elsewhere))


@transaction.atomic
def end(*, assessment: SelfAssessment, reason: str, by: User) -> SelfAssessment:
    return moves.advance(assessment=assessment, move=Move.END, by=by, reason=reason)


@transaction.atomic
def hand_on_plan(*, before: Authority, to: Authority, by: User) -> int:
    """Every action that is not finished; what is done or stopped stays where it was done. Returns how many."""
    rows = list(Action.objects.unfinished().filter(authority=before).order_by("pk").select_for_update(of=("self",)))
    for action in rows:
        action.authority = to
        action.save(update_fields=["authority"])
        audit.record("action-hand-on", action, by=by, authority_id=to.pk)
    return len(rows)


@transaction.atomic
def take_places(*, campaign: Campaign, before: Authority, after: list[Authority], by: User) -> None:
    """In a campaign under way the successors are asked in the place of a council that has not signed; what one has
    signed counts for the year, and nobody is asked twice.
    """
    current = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if current.closed_at or not current.areas.filter(pk=before.pk).exists() or has_signed(current, before):
        return
    current.areas.remove(before)
    current.areas.add(*after)
    audit.record("campaign-successors", current, by=by, authority_id=before.pk)
