"""Whom an administrator looks for, and what has been made and removed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.documents.models import Document
from commissioning.people.models import ERASED, User

from .models import RetentionRun
from .schedule import SCHEDULE, SUBJECT_ACCESS

OWN = Permission.PERSONAL_DATA_KEEP
MOST = 50


def people(scope: Scope) -> QuerySet[User]:
    """Rows in use, the erased among them: their number is all that is left."""
    rows = User.objects.filter(merged_into__isnull=True)
    return rows if scope.holds(OWN) else rows.none()


def person(scope: Scope, pk: int) -> User:
    found = people(scope).filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such person.")
    return found


def by_words(scope: Scope, words: str) -> list[User]:
    """By address, number, or whole name."""
    found = Q(email__iexact=words) | Q(full_name__iexact=" ".join(words.split()))
    if words.isascii() and words.isdecimal() and len(words) < 18:
        found |= Q(pk=int(words))
    return list(people(scope).filter(found).exclude(full_name=ERASED).order_by("full_name", "pk")[:MOST])


def copies(person: User) -> QuerySet[Document]:
    return Document.objects.filter(kind=SUBJECT_ACCESS, params__person=person.pk)


@dataclass(frozen=True)
class Gone:
    at: datetime
    in_words: str
    removed: int
    oldest: datetime | None


def runs() -> list[Gone]:
    """The newest first."""
    nouns = {rule.key: rule.noun for rule in SCHEDULE} | {RetentionRun.END: "All of that night"}
    rows = RetentionRun.objects.all()[:MOST]
    return [Gone(row.at, nouns.get(row.rule, row.rule), row.removed, row.oldest) for row in rows]
