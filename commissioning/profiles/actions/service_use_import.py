"""Bringing in a file of services used: looked over first, then saved as a whole or put aside. The same file a second
time changes nothing.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check_anywhere
from commissioning.authorities.models import Authority
from commissioning.govuk.text import visible
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow
from commissioning.services import Service

from ..csv_files import checked_text
from ..models import ServiceUse, ServiceUseFile
from ..service_use_file import UseRow, read
from .persons import BATCH, Named, listed_already, people_for, same_name
from .service_use import KEEP, one_at_a_time

LONGEST_FILE_NAME = 200
WAITS = timedelta(days=1)  # the text of a file that nobody saved is kept no longer


@dataclass(frozen=True)
class Otherwise:
    """An address under two names: the one that stays, and the one the file gives."""

    email: str
    stays: str
    given: str


@dataclass(frozen=True)
class Plan:
    """What saving a file does. Every row is in exactly one of the first four."""

    new: tuple[UseRow, ...]
    there_already: int
    removed_before: int  # somebody took it off the list, with a reason: it stays off
    repeated: int  # the same use on an earlier row of the file
    people_new: int
    named_otherwise: tuple[Otherwise, ...]

    @property
    def rows(self) -> int:
        return len(self.new) + self.there_already + self.removed_before + self.repeated

    @property
    def people(self) -> int:
        return len({row.key for row in self.new if row.key})

    @property
    def areas(self) -> int:
        return len({row.gss_code for row in self.new})

    @property
    def by_service(self) -> list[tuple[str, int]]:
        counted = Counter(row.service for row in self.new)
        return [(service.label, counted[service]) for service in Service if counted[service]]


def plan_of(text: str) -> Plan:
    """Raises BrokenFile with everything that is wrong with it; reads, and changes nothing."""
    return _plan(_read(text))


def _read(text: str) -> list[UseRow]:
    codes = set(Authority.objects.values_list("gss_code", flat=True))
    return read(text, gss_codes=codes, today=timezone.localdate())


def _plan(rows: list[UseRow]) -> Plan:
    keys = {row.key for row in rows if row.key}
    found = listed_already(keys)
    kept, removed = _those_there(rows, found)
    seen: set[tuple] = set()
    counted: Counter = Counter()
    new = []
    for row in rows:
        use = _use_of(row)
        where = "repeated" if use in seen else "there" if use in kept else "removed" if use in removed else "new"
        seen.add(use)
        counted[where] += 1
        if where == "new":
            new.append(row)
    return Plan(
        new=tuple(new),
        there_already=counted["there"],
        removed_before=counted["removed"],
        repeated=counted["repeated"],
        people_new=len({row.key for row in new if row.key} - found.keys()),
        named_otherwise=_named_otherwise(rows, found),
    )


def _use_of(row: UseRow) -> tuple:
    return row.gss_code, row.key, row.service, row.used_on, row.what


def _those_there(rows: list[UseRow], found: dict[str, User]) -> tuple[set[tuple], set[tuple]]:
    """The uses of these areas and days that are on the list, and those that were taken off it."""
    keys = {person.pk: key for key, person in found.items()} | {None: ""}
    days = [row.used_on for row in rows]
    uses = ServiceUse.objects.filter(
        authority__gss_code__in={row.gss_code for row in rows}, used_on__range=(min(days), max(days))
    )
    lookups = ("authority__gss_code", "person", "service", "used_on", "what", "removed_at")
    kept, removed = set(), set()
    for code, person, service, day, what, removed_at in uses.values_list(*lookups).order_by():
        if person in keys:
            (removed if removed_at else kept).add((code, keys[person], service, day, what))
    return kept, removed


def _named_otherwise(rows: list[UseRow], found: dict[str, User]) -> tuple[Otherwise, ...]:
    names = {key: person.full_name for key, person in found.items()}
    differing: dict[str, Otherwise] = {}
    for row in rows:
        stays = names.setdefault(row.key, row.name)
        if row.key and not same_name(stays, row.name):
            differing.setdefault(row.key, Otherwise(row.email, stays, row.name))
    return tuple(differing.values())


# --- Bringing in, saving, putting aside ---------------------------------------------------


@transaction.atomic
def bring_in(*, content: bytes, name: str, by: User) -> ServiceUseFile:
    """A file to be looked over. One that was saved before gives that one again, and so does one that still waits.

    Raises BrokenFile with everything that is wrong with it; then nothing is kept.
    """
    check_anywhere(scope_of(by), KEEP)
    text = checked_text(content)
    rows = _read(text)
    checksum = hashlib.sha256(content).hexdigest()
    User.objects.select_for_update().get(pk=by.pk)  # two clicks of one person take turns
    same = ServiceUseFile.objects.filter(checksum=checksum, discarded_at__isnull=True)
    before = same.filter(saved_at__isnull=False).first() or same.filter(brought_in_by=by).first()
    if before:
        return before
    file = ServiceUseFile.objects.create(
        name=_shown(name), checksum=checksum, text=text, rows=len(rows), brought_in_by=by
    )
    audit.record("service-use-bring-in", file, by=by)
    return file


@transaction.atomic
def forget_old() -> None:
    """The files that nobody saved in time: they name people, so they do not lie about."""
    now = timezone.now()
    ServiceUseFile.objects.waiting().filter(brought_in_at__lt=now - WAITS).update(text="", discarded_at=now)


@transaction.atomic
def save(*, file: ServiceUseFile, by: User) -> ServiceUseFile:
    """What of it is new when it is saved, which may be less than when it was looked over. Sent twice it is saved once;
    where somebody else saved the same file, theirs is given back.
    """
    check_anywhere(scope_of(by), KEEP)
    one_at_a_time()
    locked = _lock(file)
    theirs = ServiceUseFile.objects.filter(checksum=locked.checksum, saved_at__isnull=False).first()
    if theirs:
        if theirs != locked:
            _put_aside(locked)
        return theirs
    if locked.discarded_at:
        raise NotNow("This file was put aside. Bring it in again to save it.")
    plan = _keep(locked, _read(locked.text), by)
    _mark_saved(locked, plan, by)
    return locked


@transaction.atomic
def discard(*, file: ServiceUseFile, by: User) -> ServiceUseFile:
    check_anywhere(scope_of(by), KEEP)
    locked = _lock(file)
    if locked.saved_at:
        raise NotNow("This file was saved meanwhile, so it cannot be put aside. Remove wrong rows one by one.")
    if not locked.discarded_at:
        _put_aside(locked)
        audit.record("service-use-discard", locked, by=by)
    return locked


@dataclass(frozen=True)
class Imported:
    plan: Plan | None  # nothing to do: the same file was saved before
    file: ServiceUseFile | None


@transaction.atomic
def import_at_shell(*, content: bytes, name: str) -> Imported:
    """The whole way in one step, for whoever runs the site."""
    one_at_a_time()
    text = checked_text(content)
    rows = _read(text)
    checksum = hashlib.sha256(content).hexdigest()
    before = ServiceUseFile.objects.filter(checksum=checksum, saved_at__isnull=False).first()
    if before:
        return Imported(None, before)
    file = ServiceUseFile.objects.create(name=_shown(name), checksum=checksum, rows=len(rows))
    plan = _keep(file, rows, audit.SHELL)
    _mark_saved(file, plan, audit.SHELL)
    return Imported(plan, file)


def _shown(name: str) -> str:
    """A file's name as a page can show it: anything goes on a disk."""
    return visible(name)[-LONGEST_FILE_NAME:] or "A file without a name"


def _lock(file: ServiceUseFile) -> ServiceUseFile:
    return ServiceUseFile.objects.select_for_update(of=("self",)).get(pk=file.pk)


def _put_aside(file: ServiceUseFile) -> None:
    file.discarded_at, file.text = timezone.now(), ""
    file.save(update_fields=["discarded_at", "text"])


def _mark_saved(file: ServiceUseFile, plan: Plan, by: User | None) -> None:
    file.saved_at, file.saved_by, file.new_rows, file.text = timezone.now(), by, len(plan.new), ""
    file.save(update_fields=["saved_at", "saved_by", "new_rows", "text"])
    audit.record("service-use-import", file, by=by)


def _keep(file: ServiceUseFile, rows: list[UseRow], by: User | None) -> Plan:
    """The new rows, and the people among them who are new: the same few queries for one row as for thousands."""
    plan = _plan(rows)
    named: dict[str, Named] = {}
    for row in plan.new:
        if row.key:
            named.setdefault(row.key, Named(row.name, row.email, row.job_title))
    people = people_for(named)
    areas = dict(Authority.objects.values_list("gss_code", "pk"))
    ServiceUse.objects.bulk_create(
        (
            ServiceUse(
                authority_id=areas[row.gss_code],
                person=people[row.key] if row.key else None,
                service=row.service,
                used_on=row.used_on,
                what=row.what,
                employer=row.employer,
                level=row.level,
                source=ServiceUse.Source.FILE,
                file=file,
                recorded_by=by,
            )
            for row in plan.new
        ),
        batch_size=BATCH,
    )
    return plan
