"""What people do with a resource: keep it for later, say that their area used it, and whether it helped."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..models import Resource, ResourceUse, SavedResource


@transaction.atomic
def keep(*, resource: Resource, by: User) -> None:
    _, is_new = SavedResource.objects.get_or_create(person=by, resource=resource)
    if is_new:
        audit.record("resource-keep", resource, by=by)


@transaction.atomic
def let_go(*, resource: Resource, by: User) -> None:
    removed, _ = SavedResource.objects.filter(person=by, resource=resource).delete()
    if removed:
        audit.record("resource-let-go", resource, by=by)


@transaction.atomic
def record(*, resource: Resource, authority: Authority, used_on: date, how: str, by: User) -> ResourceUse:
    """Once an area: the same said again is the use there is."""
    check(scope_of(by), Permission.LIBRARY_USE, authority)
    if not authority.is_current:
        raise NotNow("This council is no more, so nothing more is recorded for it.")
    if used_on > timezone.localdate():
        raise NotNow("The day it was used cannot be after today.")
    Resource.objects.select_for_update().get(pk=resource.pk)
    made, is_new = ResourceUse.objects.kept().get_or_create(
        resource=resource, authority=authority, defaults={"used_on": used_on, "how": how, "recorded_by": by}
    )
    if is_new:
        audit.record("resource-use", made, by=by, authority_id=authority.pk)
    return made


@transaction.atomic
def say_helped(*, use: ResourceUse, helped: str, words: str, version: int, by: User) -> Saved[ResourceUse]:
    current = _lock(use, by)
    if (current.helped, current.helped_words) == (helped, words):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    current.helped, current.helped_words = helped, words
    current.helped_by, current.helped_at = by, timezone.now()
    current.version += 1
    current.save()
    audit.record("resource-helped", current, by=by, authority_id=current.authority_id)
    return Saved(current)


@transaction.atomic
def take_back(*, use: ResourceUse, by: User) -> None:
    """Recorded by mistake. The row stays, and counts no more."""
    current = _lock(use, by)
    current.removed_by, current.removed_at = by, timezone.now()
    current.save()
    audit.record("resource-use-remove", current, by=by, authority_id=current.authority_id)


def _lock(use: ResourceUse, by: User) -> ResourceUse:
    current = ResourceUse.objects.select_for_update(of=("self",)).select_related("authority").get(pk=use.pk)
    check(scope_of(by), Permission.LIBRARY_USE, current.authority)
    if current.removed_at is not None:
        raise NotNow("Somebody took this back meanwhile, so it is no longer on the list.")
    return current
