"""Handing out what only few may see: each time is written down, before anything leaves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from commissioning.access.permissions import Permission
from commissioning.documents.actions import request_once
from commissioning.documents.models import Document
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of

from ..models import Round, RoundGroup


class MayNotSee(Exception):
    """Who asked may not see it now; the message says who may."""


def record_unsuppressed(*, round_: Round, email: str) -> None:
    """For tables of which nothing is withheld; raises MayNotSee. Recorded first: an export that fails was tried too."""
    if not email.strip():
        raise MayNotSee("Small numbers are shown to evaluators only. Say who asks, with --as EMAIL.")
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None or not scope_of(person).holds(Permission.SEE_UNSUPPRESSED):
        raise MayNotSee(f"“{email}” is nobody who may see small numbers now; evaluators may.")
    with transaction.atomic():
        audit.record("impact-unsuppressed", round_, by=person)


@contextmanager
def recorded_responses(*, group: RoundGroup, by: User | None) -> Iterator[None]:
    """Around writing a file of answers: one entry, none where nothing was written."""
    with transaction.atomic():
        audit.record("responses-export", group, by=by)
        yield


def request_answers(*, group: RoundGroup, kind: str, leave_out: Sequence[str], by: User) -> Document:
    """Answers one by one, as a file that whoever asks for it alone can fetch; while one is on its way, that one."""
    return request_once(
        kind=kind,
        title=f"{group.round}, {group.title}: answers one by one"[:200],
        authority=None,
        params={"group": group.pk, "leave_out": sorted(leave_out)},
        by=by,
        own=True,
    )
