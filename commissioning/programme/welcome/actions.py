"""Putting the first steps away, and bringing them back. Either twice is as once."""

from django.db import transaction

from commissioning.people import audit
from commissioning.people.models import User

from .models import GuidePutAway


@transaction.atomic
def put_away(*, by: User) -> None:
    _, is_new = GuidePutAway.objects.get_or_create(person=by)
    if is_new:
        audit.record("first-steps-put-away", by, by=by)


@transaction.atomic
def bring_back(*, by: User) -> None:
    found, _ = GuidePutAway.objects.filter(person=by).delete()
    if found:
        audit.record("first-steps-bring-back", by, by=by)
