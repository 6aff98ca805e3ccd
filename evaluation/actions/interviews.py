"""Every write about interviews. The answers themselves go the respondent's own way: `answering`."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import OutgoingEmail, User
from commissioning.saving import NotNow, Saved

from ..models import Draft, Interview, Invitation, Passage, Round
from ..queries.answering import Way
from . import answering, inviting


@dataclass(frozen=True)
class Held:
    """What the page about an interview sent."""

    held_on: date
    present: str
    consent: str


@transaction.atomic
def save(*, invitation: Invitation, held: Held, version: int, by: User) -> Saved[Interview]:
    """Begins the interview, or changes what is said of it. `version`: 0 where there was none."""
    invitation = _lock(invitation)
    current = Interview.objects.filter(invitation=invitation).first()
    if current is None:
        made = Interview.objects.create(invitation=invitation, interviewer=by, **vars(held))
        audit.record("interview-begin", made, by=by, authority_id=invitation.authority_id)
        return Saved(made)
    if {name: getattr(current, name) for name in vars(held)} == vars(held):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    Interview.objects.filter(pk=current.pk).update(**vars(held), version=F("version") + 1)
    audit.record("interview-save", current, by=by, authority_id=invitation.authority_id)
    current.refresh_from_db()
    return Saved(current)


@transaction.atomic
def send_to_check(*, interview: Interview, by: User) -> None:
    """A link to the answers, which the person interviewed may correct and sends in; pressed twice, one link."""
    invitation = _lock(interview.invitation)
    if _is_on_its_way(interview, invitation):
        return
    if not invitation.person.email:
        raise NotNow("There is no email address for them. Count the interview without their check, and say why.")
    if not Draft.objects.filter(invitation=invitation, finished=False).exists():
        raise NotNow("Record their answers first.")
    inviting.send_link(invitation, "interview_check", "Please check the notes of your interview")
    Interview.objects.filter(pk=interview.pk).update(sent_on=timezone.localdate())
    audit.record("interview-send", interview, by=by, authority_id=invitation.authority_id)


def _is_on_its_way(interview: Interview, invitation: Invitation) -> bool:
    sent = Interview.objects.filter(pk=interview.pk, sent_on=timezone.localdate()).exists()
    return sent and invitation.mail is not None and invitation.mail.state == OutgoingEmail.State.WAITING


@transaction.atomic
def count_unchecked(*, interview: Interview, because: str, by: User) -> answering.Given:
    """The answers count though nobody has checked them: after no reply, or when they were read back on the day."""
    invitation = _lock(interview.invitation)
    given = answering.finish(way=Way(invitation.group, invitation))
    if not given.problems:
        rows = Interview.objects.filter(pk=interview.pk, checked_on__isnull=True, unchecked_because="")
        if rows.update(unchecked_because=because):
            audit.record("interview-count", interview, by=by, authority_id=invitation.authority_id)
    return given


@transaction.atomic
def add_passage(*, interview: Interview, question: str, text: str, by: User) -> Passage:
    passage, made = Passage.objects.get_or_create(interview=interview, question=question, text=text)
    if made:
        audit.record("passage-add", passage, by=by, authority_id=interview.invitation.authority_id)
    return passage


@transaction.atomic
def remove_passage(*, passage: Passage, by: User) -> None:
    if passage.quotes.exists():
        raise NotNow("This passage is in the quote bank, so it stays. Withdraw the quote there.")
    audit.record("passage-remove", passage, by=by, authority_id=passage.interview.invitation.authority_id)
    passage.delete()


def _lock(invitation: Invitation) -> Invitation:
    """While its round is open, and its answers are not in."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("group__round", "person")
    row = rows.get(pk=invitation.pk)
    if row.group.round.state != Round.State.OPEN:
        raise NotNow("Interviews are recorded while the round is open.")
    if row.used:
        raise NotNow("The answers of this interview are in; they can no longer be changed.")
    return row
