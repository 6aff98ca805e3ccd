"""Recording who did or read what (design rule 6)."""

from django.db.models import Model
from django.http import HttpRequest

from commissioning.authorities.models import Authority

from .models import AuditEntry, User

SHELL = None  # the actor of a management command


def record(verb: str, subject: Model | None, *, by: User | None, authority_id: int | None = None) -> None:
    """One entry. Call it inside the transaction of what it records, so that neither stands without the other."""
    AuditEntry.objects.create(
        actor_id=by.pk if by else None,
        verb=verb,
        object_kind=subject._meta.label if subject else "",
        object_id=subject.pk if subject else None,
        authority_id=authority_id,
    )


def record_request(request: HttpRequest, verb: str, subject: Model | None) -> None:
    """Of a list that somebody read or took (`lists.trail`); its area is the subject, or the area the subject is of."""
    area = subject.pk if isinstance(subject, Authority) else getattr(subject, "authority_id", None)
    record(verb, subject, by=request.user, authority_id=area)
