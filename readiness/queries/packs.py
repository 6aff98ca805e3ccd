"""Reads about workshop packs: printed cards and a tally sheet for meeting one kind of partner."""

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.documents.models import Document

from ..models import NamedReader, SelfAssessment

WORKSHOP_PACK = "workshop-pack"


def packs_of(assessment: SelfAssessment) -> QuerySet[Document]:
    """Those asked for before, newest first."""
    return Document.objects.filter(kind=WORKSHOP_PACK, params__assessment=assessment.pk)[:20]


def newest_pack(assessment: SelfAssessment, partner_kind: str) -> Document | None:
    """One that is made or being made: the cards say the same whoever asks for them, so one serves all."""
    made = Document.objects.filter(
        kind=WORKSHOP_PACK, params={"assessment": assessment.pk, "partner_kind": partner_kind}
    )
    return made.exclude(state=Document.State.FAILED).first()


def convened(scope: Scope) -> QuerySet[SelfAssessment]:
    """As a condition on a document's self-assessment: who leads it, and whom they named."""
    named = NamedReader.objects.filter(person=scope.person_id, ended_at__isnull=True).values("assessment")
    rows = SelfAssessment.objects.filter(pk=Cast(OuterRef("params__assessment"), BigIntegerField()))
    return rows.filter(
        scope.within([Permission.ASSESSMENT_LEAD]) | (scope.within([Permission.STAGE_SEE]) & Q(pk__in=named))
    )
