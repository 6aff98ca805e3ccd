"""Asking for workshop packs."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from commissioning.documents.actions import request_document
from commissioning.documents.models import Document
from commissioning.people.models import User
from commissioning.people.queries import scope_of

from ..models import PartnerKind, SelfAssessment
from ..queries import packs as queries
from ..queries.partners import may_convene
from . import moves


@transaction.atomic
def request_pack(*, assessment: SelfAssessment, partner_kind: str, by: User) -> Document:
    """Cards and tally sheet for that kind of partner, or with "" for all standards; the one made before serves."""
    current = moves.lock(assessment)
    if not may_convene(current, scope_of(by)):
        raise PermissionDenied("This is for the commissioning champion and the people the champion has named.")
    whose = PartnerKind(partner_kind).label if partner_kind else "All standards"
    return queries.newest_pack(current, partner_kind) or request_document(
        kind=queries.WORKSHOP_PACK,
        title=f"Workshop pack, {current.authority}, {current.year_label}, {whose}",
        authority=current.authority,
        params={"assessment": current.pk, "partner_kind": partner_kind},
        by=by,
    )
