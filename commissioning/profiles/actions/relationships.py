"""Every write about how two organisations get on. The words are the champion's own."""

import re
from dataclasses import dataclass

from django.db import transaction

from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people.models import RoleAppointment, User
from commissioning.saving import NotNow, Saved

from ..models import RelationshipNote, Stakeholder, Structure
from . import keeping
from .keeping import Unfit

# An office has one holder, so a word on the office is a word on a person.
ORGANISATIONS = (Structure.Kind.BOARD, Structure.Kind.GROUP, Structure.Kind.UNIT, Structure.Kind.PARTNER)
_WRITE = Permission.RELATIONSHIP_WRITE


@dataclass(frozen=True)
class Typed:
    one_id: int
    other_id: int
    words: str

    @property
    def values(self) -> dict:
        first, second = sorted((self.one_id, self.other_id))
        return {"one_id": first, "other_id": second, "words": self.words}


@transaction.atomic
def add(*, authority: Authority, typed: Typed, by: User) -> RelationshipNote:
    locked = keeping.lock_area(authority, by, _WRITE)
    keeping.check_current(locked)
    _check(locked, typed, besides=None)
    return keeping.add(RelationshipNote, locked, typed.values, verb="relationship-add", by=by)


@transaction.atomic
def save(*, note: RelationshipNote, typed: Typed, version: int, by: User) -> Saved[RelationshipNote]:
    current = _lock(note, by)
    _check(current.authority, typed, besides=current)
    return keeping.save(current, typed.values, version=version, verb="relationship-save", by=by)


@transaction.atomic
def remove(*, note: RelationshipNote, because: str, version: int, by: User) -> Saved[RelationshipNote]:
    return keeping.remove(_lock(note, by), because, version=version, verb="relationship-remove", by=by)


def _lock(note: RelationshipNote, by: User) -> RelationshipNote:
    keeping.check_current(keeping.lock_area(note.authority, by, _WRITE))
    return keeping.lock(note, by, _WRITE)


def _check(area: Authority, typed: Typed, besides: RelationshipNote | None) -> None:
    values = typed.values
    if typed.one_id == typed.other_id:
        raise Unfit("other", "Select two different organisations")
    pair = [values["one_id"], values["other_id"]]
    if Structure.objects.kept().filter(authority=area, kind__in=ORGANISATIONS, pk__in=pair).count() != 2:
        raise NotNow("One of these is no longer on the list of this area’s organisations. Select another.")
    rows = RelationshipNote.objects.kept().filter(one=pair[0], other=pair[1])
    others = rows.exclude(pk=besides.pk) if besides else rows.exclude(**values)  # the same sent twice is one
    if others.exists():
        raise Unfit("other", "There is a note on these two already. Change that one instead")
    named = people_named(area, typed.words)
    if named:
        raise Unfit("words", f"Leave people’s names out: this names {named}. Speak of the organisations")


def people_named(area: Authority, words: str) -> str:
    """The first person of this area whose full name stands in the words, or ""."""
    names = [
        *Stakeholder.objects.filter(authority=area).values_list("name", flat=True),
        *RoleAppointment.objects.filter(authority=area).values_list("person__full_name", flat=True),
    ]
    plain = " ".join(words.casefold().split())
    for name in sorted(set(names)):
        if name and re.search(rf"(?<!\w){re.escape(' '.join(name.casefold().split()))}(?!\w)", plain):
            return name
    return ""
