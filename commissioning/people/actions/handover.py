"""What somebody writes for whoever holds their role in the area next."""

from django.db import transaction

from commissioning.authorities.models import Authority
from commissioning.saving import NotNow

from .. import audit
from ..models import HandoverNote, RoleAppointment, User


@transaction.atomic
def write_note(*, authority: Authority, role: str, text: str, by: User) -> HandoverNote:
    """Of one's own role there, while one holds it. Each save is kept; the same words twice are one."""
    held = RoleAppointment.objects.filter(person=by, authority=authority, role=role).in_force()
    if not held.select_for_update(of=("self",)).exists():
        raise NotNow("You no longer hold this role in the area, so the note was not saved.")
    latest = HandoverNote.objects.filter(authority=authority, role=role, by=by).first()
    if latest and latest.text == text:
        return latest
    note = HandoverNote.objects.create(authority=authority, role=role, by=by, text=text)
    audit.record("handover-note-write", note, by=by, authority_id=authority.pk)
    return note
