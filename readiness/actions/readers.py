"""Naming people, such as the facilitator of a workshop, to read partners' views beside the champion; and ending it."""

from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow

from ..models import NamedReader, SelfAssessment
from ..queries import partners as queries
from . import moves
from .partners import to_lead


@transaction.atomic
def name_reader(*, assessment: SelfAssessment, person: User, by: User) -> NamedReader:
    """Somebody in a role in the area. Its history says whom."""
    current = to_lead(assessment, by)
    named = current.named_readers.filter(person=person, ended_at__isnull=True).first()
    if named is not None:
        return named
    role = next((row.role_label for row in queries.people_to_name(current) if row.person_id == person.pk), None)
    if role is None:
        raise NotNow("Only people in a role in the area who do not lead the self-assessment can be named.")
    named = NamedReader.objects.create(assessment=current, person=person, named_by=by)
    moves.note(assessment=current, move="name", by=by, reason=f"{person.full_name}, {role[0].lower()}{role[1:]}")
    audit.record("reader-name", named, by=by, authority_id=current.authority_id)
    return named


@transaction.atomic
def end_reader(*, reader: NamedReader, by: User) -> None:
    """From now on they read no partner's view; what they entered of a workshop stays."""
    current = to_lead(reader.assessment, by)
    ended = current.named_readers.filter(pk=reader.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=by
    )
    if ended:
        moves.note(assessment=current, move="unname", by=by, reason=reader.person.full_name)
        audit.record("reader-end", reader, by=by, authority_id=current.authority_id)
