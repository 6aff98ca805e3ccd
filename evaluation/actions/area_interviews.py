"""Every write about a conversation held in an area: when and with whom, its notes, their check, and its passages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from commissioning.people import audit, tokens
from commissioning.people.mail import post
from commissioning.people.models import User
from commissioning.profiles.models import Stakeholder
from commissioning.saving import PRESSED_TWICE, NotNow, Saved

from ..models import AreaInterview, AreaNote, Heard, InstrumentVersion, Listening
from ..models.listening import CLOSEST_FIRST
from ..queries import answering as reading
from ..queries import listening as queries
from .listening import lock


@dataclass(frozen=True)
class Held:
    """What the page about a conversation sent. `people`: the ids of the stakeholders who were heard."""

    guide: InstrumentVersion
    held_on: date
    people: frozenset[int]
    kind: str
    present: int
    others: str
    consent: str

    @property
    def values(self) -> dict:
        return {name: value for name, value in vars(self).items() if name != "people"}


@transaction.atomic
def add(*, listening: Listening, held: Held, by: User) -> AreaInterview:
    """The same conversation sent twice is one."""
    current = lock(listening, by)
    people = _stakeholders(current, held)
    for twin in queries.interviews_of(current):
        if _is(twin, held):
            return twin
    made = AreaInterview.objects.create(listening=current, interviewer=by, **held.values)
    Heard.objects.bulk_create(Heard(interview=made, stakeholder=one) for one in people)
    audit.record("area-interview-add", made, by=by, authority_id=current.authority_id)
    return made


@transaction.atomic
def save(*, interview: AreaInterview, held: Held, version: int, by: User) -> Saved[AreaInterview]:
    """Who was heard may change until one of them has checked the notes; consent may be taken back at any time."""
    current = _lock(interview, by)
    if _is(current, held):
        return Saved(current)
    if version != current.version:
        return Saved(current, conflict=True)
    if held.guide != current.guide and current.notes.exists():
        raise NotNow("There are notes under this guide’s questions already, so the guide stays.")
    people, before = _stakeholders(current.listening, held), _people(current)
    if held.people != before:
        if current.counts or any(row.checked_at for row in current.heard.all()):
            raise NotNow("Somebody in it has checked the notes, so who was heard no longer changes.")
        current.heard.exclude(stakeholder__in=held.people).delete()
        Heard.objects.bulk_create(Heard(interview=current, stakeholder=one) for one in people if one.pk not in before)
    AreaInterview.objects.filter(pk=current.pk).update(**held.values, version=F("version") + 1)
    audit.record("area-interview-save", current, by=by, authority_id=current.listening.authority_id)
    return Saved(queries.interviews().get(pk=current.pk))


def _is(row: AreaInterview, held: Held) -> bool:
    return _people(row) == held.people and all(getattr(row, key) == value for key, value in held.values.items())


def _people(row: AreaInterview) -> frozenset[int]:
    return frozenset(one.stakeholder_id for one in row.heard.all())


def _stakeholders(listening: Listening, held: Held) -> list[Stakeholder]:
    """The champion, as client, says who is heard."""
    found = list(queries.agreed(listening).filter(pk__in=held.people))
    already = Heard.objects.filter(interview__listening=listening, stakeholder__in=held.people)
    if held.people - {one.pk for one in found} - set(already.values_list("stakeholder_id", flat=True)):
        raise NotNow("Somebody chosen is not on the list that the champion agreed, or no longer. Choose again.")
    if held.guide not in listening.guides.all():
        raise NotNow("That guide is not one of this listening’s. Choose another.")
    return found


# --- Notes --------------------------------------------------------------------------------


@transaction.atomic
def save_notes(
    *, interview: AreaInterview, names: Iterable[str], answers: Mapping[str, str], seen: str, by: User
) -> bool:
    """One page of the guide. False where another tab or person changed these notes since they were shown. A changed
    word takes every check off them.
    """
    current = _lock(interview, by)
    names = list(names)
    stand = {name: text for name, text in queries.answers_of(current).items() if name in names}
    new = {name: answers[name] for name in names if answers.get(name)}
    if stand == new:
        return True
    if reading.seen(stand, names) != seen:
        return False
    if current.counts:
        raise NotNow("These notes count, so they no longer change.")
    current.notes.filter(question__in=set(stand) - set(new)).delete()
    for name, text in new.items():
        AreaNote.objects.update_or_create(interview=current, question=name, defaults={"text": text})
    AreaInterview.objects.filter(pk=current.pk).update(notes_version=F("notes_version") + 1)
    audit.record("area-notes-save", current, by=by, authority_id=current.listening.authority_id)
    return True


# --- Their check --------------------------------------------------------------------------


@transaction.atomic
def send(*, interview: AreaInterview, by: User) -> list[Heard]:
    """A link of their own to everybody who was heard, has an address and has not said that the notes are right; an
    older link leads nowhere then. Pressed twice, one link.
    """
    current = _lock(interview, by)
    if not current.notes.exists():
        raise NotNow("Write the notes first.")
    waiting = [row for row in current.heard.all() if not _is_content(row, current)]
    if not waiting:
        raise NotNow("Everybody has checked these notes.")
    reached = [row for row in waiting if row.stakeholder.email]
    if not reached:
        raise NotNow("The list has no email address for them. Count the notes without their check, and say why.")
    if due := [row for row in reached if not _has_just_gone(row)]:
        for row in due:
            _send_link(row, current)
        audit.record("area-notes-send", current, by=by, authority_id=current.listening.authority_id)
    return reached


def _has_just_gone(row: Heard) -> bool:
    return row.is_asked and timezone.now() - row.sent_at < PRESSED_TWICE


def _is_content(row: Heard, interview: AreaInterview) -> bool:
    return row.said == Heard.Said.RIGHT and row.checked_notes == interview.notes_version


def _send_link(row: Heard, interview: AreaInterview) -> None:
    token = tokens.new()
    context = {
        "name": row.stakeholder.name,
        "interview": interview,
        "authority": interview.listening.authority,
        "days": queries.LINK_LASTS.days,
        "address": settings.SITE_ADDRESS + reverse("respond:notes-open", args=[token]),
        "programme": settings.PROGRAMME_NAME,
        "contact": settings.SUPPORT_EMAIL,
    }
    body = render_to_string("evaluation/email/notes_check.txt", context)
    post([EmailMessage("Please check the notes of our conversation", body, to=[row.stakeholder.email])])
    row.token_hash, row.sent_at = tokens.digest(token), timezone.now()
    row.save(update_fields=["token_hash", "sent_at"])


@dataclass(frozen=True)
class Checked:
    """What somebody who was heard said of the notes."""

    said: str
    wished: str
    consent: str


@transaction.atomic
def check(*, digest: str, checked: Checked, notes_version: int) -> Heard | None:
    """By the link, which then leads to the notes no more; None where it leads nowhere. Nobody approves words unseen."""
    found = queries.link_of(digest)
    if found is None:
        return None
    Listening.objects.select_for_update(of=("self",)).get(pk=found.interview.listening_id)
    row = queries.link_of(digest)
    if row is None:
        return None
    if row.interview.notes_version != notes_version:
        raise NotNow("The notes were changed while you read them. Open the link in your email again.")
    row.said, row.wished, row.consent = checked.said, checked.wished, checked.consent
    row.checked_at, row.checked_notes = timezone.now(), notes_version
    row.save()
    audit.record("area-notes-check", row, by=None, authority_id=row.interview.listening.authority_id)
    return row


@transaction.atomic
def change_consent(*, digest: str, consent: str) -> Heard | None:
    """Whose words they are says anew whether they may be quoted, by the link they answered with; None where it leads
    nowhere (any more). What the lead noted stays beside it: that may be a no said on the telephone.
    """
    found = queries.used_link_of(digest)
    if found is None:
        return None
    Listening.objects.select_for_update(of=("self",)).get(pk=found.interview.listening_id)
    row = queries.used_link_of(digest)
    if row is None or row.consent == consent:
        return row
    if consent not in queries.consents_open(row):
        raise NotNow("The area has the report now, so you can no longer say that more of it may be quoted.")
    opens = CLOSEST_FIRST.index(consent) > CLOSEST_FIRST.index(row.consent)
    row.consent = consent
    row.save(update_fields=["consent"])
    verb = "area-consent-open" if opens else "area-consent-close"
    audit.record(verb, row, by=None, authority_id=row.interview.listening.authority_id)
    return row


@transaction.atomic
def count_unchecked(*, interview: AreaInterview, because: str, by: User) -> None:
    """After no reply, or when the notes were read back on the day; never over somebody who wants them changed."""
    current = _lock(interview, by)
    if current.counts:
        return
    if not current.notes.exists():
        raise NotNow("Write the notes first.")
    wants_change = current.heard.filter(said=Heard.Said.CHANGE, checked_notes=current.notes_version)
    if wants_change.exists():
        raise NotNow("Somebody in it wants the notes changed. Change them first, or ask them again.")
    AreaInterview.objects.filter(pk=current.pk).update(
        unchecked_because=because, unchecked_at_notes=current.notes_version
    )
    audit.record("area-interview-count", current, by=by, authority_id=current.listening.authority_id)


def _lock(interview: AreaInterview, by: User) -> AreaInterview:
    lock(interview.listening, by)
    return queries.interviews().get(pk=interview.pk)
