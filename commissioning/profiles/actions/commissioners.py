"""Every write about an area's list of commissioners: on it, changed, left, removed, from a file, confirmed."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from ..commissioner_file import PersonRow, read
from ..commissioners import last_confirmed, standing, state_of
from ..csv_files import checked_text
from ..models import Commissioner, CommissionerList
from . import keeping
from .persons import Named, people_for, same_name

KEEP = Permission.COMMISSIONERS_KEEP


@dataclass(frozen=True)
class Post:
    """What somebody does, as the page of a commissioner sent it."""

    job_title: str
    employer: str
    level: str

    @property
    def values(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Added:
    """The row, and whether the account of that address has another name than was typed."""

    row: Commissioner
    renamed: bool = False


@transaction.atomic
def add(*, authority: Authority, name: str, email: str, post: Post, by: User) -> Added:
    """Somebody who is on the list stays as they are; who left or was removed can be put back on it."""
    locked = _lock_list(authority, by)
    key = email.lower()
    person = people_for({key: Named(name, email, post.job_title)})[key]
    row = _listed(locked).filter(person=person).first()
    if row is None:
        row = Commissioner.objects.create(authority=locked, person=person, recorded_by=by, **post.values)
        audit.record("commissioner-add", row, by=by, authority_id=locked.pk)
    return Added(row, renamed=not same_name(person.full_name, name))


@transaction.atomic
def save(*, commissioner: Commissioner, post: Post, version: int, by: User) -> Saved[Commissioner]:
    current = _lock(commissioner, by)
    return keeping.save(current, post.values, version=version, verb="commissioner-save", by=by)


@transaction.atomic
def leave(*, commissioner: Commissioner, left_on: date, version: int, by: User) -> Saved[Commissioner]:
    """From that day on they are not asked; what they were asked before stands."""
    current = _lock(commissioner, by)
    if not current.since <= left_on <= timezone.localdate():
        raise NotNow("The day they left must lie between the day they were put on the list and today.")
    return keeping.save(current, {"left_on": left_on}, version=version, verb="commissioner-leave", by=by)


@transaction.atomic
def remove(*, commissioner: Commissioner, because: str, version: int, by: User) -> Saved[Commissioner]:
    """Who was never to be on it, or asks to be left out: a file does not put them back."""
    current = _lock(commissioner, by)
    return keeping.remove(current, because, version=version, verb="commissioner-remove", by=by)


@dataclass(frozen=True)
class BroughtIn:
    """What a file did, person by person, named as the list names them."""

    added: int = 0
    there_already: int = 0
    left_out: list[str] = field(default_factory=list)  # removed before: not put back by a file
    renamed: list[str] = field(default_factory=list)  # of those added: the account has another name


@transaction.atomic
def bring_in(*, authority: Authority, content: bytes, by: User) -> BroughtIn:
    """All of a file or nothing. Nobody is changed or taken off by it; the same file twice adds nobody twice.

    Raises BrokenFile with everything that is wrong with it.
    """
    rows = read(checked_text(content))
    locked = _lock_list(authority, by)
    people = people_for({row.key: Named(row.name, row.email, row.job_title) for row in rows})
    ever = Commissioner.objects.filter(authority=locked, person__in=people.values())
    on_it = set(ever.kept().filter(left_on__isnull=True).values_list("person", flat=True))
    removed = set(ever.filter(removed_at__isnull=False).values_list("person", flat=True)) - on_it
    new = [row for row in rows if people[row.key].pk not in on_it | removed]
    made = [_row(locked, people[row.key], row, by) for row in new]
    Commissioner.objects.bulk_create(made)
    if made:
        audit.record("commissioners-import", locked, by=by, authority_id=locked.pk)
    return BroughtIn(
        added=len(new),
        there_already=sum(people[row.key].pk in on_it for row in rows),
        left_out=[people[row.key].full_name for row in rows if people[row.key].pk in removed],
        renamed=[people[row.key].full_name for row in new if not same_name(people[row.key].full_name, row.name)],
    )


def _row(authority: Authority, person: User, row: PersonRow, by: User) -> Commissioner:
    post = Post(row.job_title, row.employer, row.level)
    return Commissioner(authority=authority, person=person, recorded_by=by, **post.values)


@transaction.atomic
def confirm(*, authority: Authority, seen: str, by: User) -> CommissionerList:
    """`seen`: the state of the list as the page showed it. Nobody confirms what they have not seen; sent twice, or
    again with nothing changed on the same day, it is confirmed once.
    """
    locked = _lock_list(authority, by)
    if seen != state_of(locked):
        raise NotNow("The list has changed since you opened it. Look at it again before you say that it is complete.")
    now = standing(locked)
    if not now.people:
        raise NotNow("Nobody is on the list yet. Put those who commission in the area on it first.")
    before = last_confirmed(locked)
    if before and now.is_confirmed and timezone.localdate(before.confirmed_at) == timezone.localdate():
        return before
    row = CommissionerList.objects.create(authority=locked, people=now.people, confirmed_by=by)
    audit.record("commissioners-confirm", row, by=by, authority_id=locked.pk)
    return row


def _listed(authority: Authority):
    return Commissioner.objects.kept().filter(authority=authority, left_on__isnull=True).select_related("person")


def _lock_list(authority: Authority, by: User) -> Authority:
    locked = keeping.lock_area(authority, by, KEEP)
    keeping.check_current(locked)
    return locked


def _lock(commissioner: Commissioner, by: User) -> Commissioner:
    current = keeping.lock(commissioner, by, KEEP)
    keeping.check_current(current.authority)
    return current
