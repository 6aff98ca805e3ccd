"""Sharing what was signed with others, ending that, and recording how the report was played back."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..models import Playback, SelfAssessment, Share
from ..queries.reading import shares_in_force, signed_snapshot
from ..queries.sharing import was_sent
from . import moves

LONGEST_YEARS = 2  # a purpose is for a time; for longer the area says so again


@dataclass(frozen=True)
class Wanted:
    """What is to be shared with one audience (`models.Share`), what for, and the last day of it."""

    audience: str
    what: str
    purpose: str
    until: date


@transaction.atomic
def share(*, assessment: SelfAssessment, wanted: Wanted, by: User) -> Share:
    """Shows what was signed to one audience from today. The same wish sent twice is one share."""
    current = moves.lock(assessment)
    check(scope_of(by), Permission.ASSESSMENT_LEAD, current.authority)
    if signed_snapshot(current) is None:
        raise NotNow("Only signed levels can be shared, and this self-assessment has not been signed yet.")
    today = timezone.localdate()
    if not today <= wanted.until <= latest_day(today):
        raise NotNow(f"The last day must be from today to {LONGEST_YEARS} years ahead. Nothing was shared.")
    existing = current.shares.filter(shares_in_force(), audience=wanted.audience, what=wanted.what).first()
    if existing:
        return _same_or_not_now(existing, wanted)
    made = Share.objects.create(
        assessment=current,
        audience=wanted.audience,
        what=wanted.what,
        purpose=wanted.purpose,
        shared_on=today,
        until=wanted.until,
        shared_by=by,
    )
    audit.record("share", made, by=by, authority_id=current.authority_id)
    return made


def latest_day(today: date) -> date:
    """The last day a share made today can have."""
    leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year + LONGEST_YEARS, day=28 if leap_day else today.day)


def _same_or_not_now(existing: Share, wanted: Wanted) -> Share:
    if (existing.purpose, existing.until) == (wanted.purpose, wanted.until):
        return existing
    raise NotNow("That is shared with them already, for another purpose or until another day. End that share first.")


@transaction.atomic
def end_share(*, share: Share, by: User) -> bool:
    """Ends it this second. False when it had ended already, by itself or by somebody."""
    current = moves.lock(share.assessment)
    check(scope_of(by), Permission.ASSESSMENT_LEAD, current.authority)
    ended = Share.objects.filter(shares_in_force(), pk=share.pk).update(ended_at=timezone.now(), ended_by=by)
    if ended:
        audit.record("share-end", share, by=by, authority_id=current.authority_id)
    return bool(ended)


@dataclass(frozen=True)
class Told:
    """What the playback page sent. A day ahead announces it; the words follow when it has been held."""

    held_on: date
    who_came: str
    disputed: str
    changed: str
    version: int  # the save it was typed on top of; 0 before there is any


_WORDS = ("held_on", "who_came", "disputed", "changed")


@transaction.atomic
def save_playback(*, assessment: SelfAssessment, told: Told, by: User) -> Saved[Playback]:
    """Once it was sent to the director: before that there is nothing to play back."""
    current = moves.lock(assessment)
    check(scope_of(by), Permission.ASSESSMENT_LEAD, current.authority)
    if not was_sent(current):
        raise NotNow("There is something to play back once it has been sent to the director.")
    row = Playback.objects.filter(assessment=current).select_related("recorded_by").first()
    if row and _words(row) == _words(told):
        return Saved(row)
    if row and told.version != row.version:
        return Saved(row, conflict=True)
    row = row or Playback(assessment=current, version=0)
    for name in _WORDS:
        setattr(row, name, getattr(told, name))
    row.version, row.recorded_at, row.recorded_by = row.version + 1, timezone.now(), by
    row.save()
    audit.record("playback-save", row, by=by, authority_id=current.authority_id)
    return Saved(row)


def _words(source: Model | Told) -> tuple:
    return tuple(getattr(source, name) for name in _WORDS)
