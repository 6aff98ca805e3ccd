"""Every write about one use of a service by hand: added, corrected, removed. Files have a module of their own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.jobs.locks import key_of
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from ..models import ServiceUse
from . import keeping
from .persons import Named, people_for

KEEP = Permission.SERVICE_USE_KEEP


def one_at_a_time() -> None:
    """Whoever adds uses, by hand or from a file, waits for whoever is adding, and then sees what is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of("service-use")])


@dataclass(frozen=True)
class Typed:
    """What the page of a use sent; without an address nobody is named."""

    email: str
    name: str
    service: str
    used_on: date
    what: str

    @property
    def values(self) -> dict[str, Any]:
        values = {"service": self.service, "used_on": self.used_on, "what": self.what}
        return {**values, "person": self._person()}

    def _person(self) -> User | None:
        if not self.email:
            return None
        key = self.email.lower()
        return people_for({key: Named(self.name, self.email)})[key]


@transaction.atomic
def add(*, authority: Authority, typed: Typed, by: User) -> ServiceUse:
    """The same use twice is one."""
    one_at_a_time()
    locked = keeping.lock_area(authority, by, KEEP)
    return _add(locked, _checked(typed), "service-use-add", by)


@transaction.atomic
def correct(*, use: ServiceUse, typed: Typed, because: str, by: User) -> ServiceUse:
    """The wrong row is removed, with the reason, and the right one stands in its place: so a file that holds the
    wrong one cannot bring it back. Sent twice it is corrected once.
    """
    one_at_a_time()
    current = _lock(use, by)
    values = _checked(typed) | {"employer": current.employer, "level": current.level}
    if current.removed_at:
        twin = _twin(current.authority, values)
        keeping.check_kept(twin or current)
        return twin
    if all(getattr(current, name) == value for name, value in values.items()):
        return current
    keeping.remove(current, because, version=current.version, verb="service-use-correct", by=by)
    return _add(current.authority, values, "service-use-add", by)


@transaction.atomic
def remove(*, use: ServiceUse, because: str, version: int, by: User) -> Saved[ServiceUse]:
    current = _lock(use, by)
    return keeping.remove(current, because, version=version, verb="service-use-remove", by=by)


def _lock(use: ServiceUse, by: User) -> ServiceUse:
    current = keeping.lock(use, by, KEEP)
    if current.event_id and not current.removed_at:
        raise NotNow("This comes from an event’s list of who came. Correct it there, and it is corrected here.")
    return current


def _checked(typed: Typed) -> dict[str, Any]:
    if typed.used_on > timezone.localdate():
        raise NotNow("A service is put down once it was used. Enter a day that is not in the future.")
    return typed.values


def _twin(authority: Authority, values: dict[str, Any]) -> ServiceUse | None:
    key = {name: values[name] for name in ("person", "service", "used_on", "what")}
    return ServiceUse.objects.kept().filter(authority=authority, **key).select_related("authority").first()


def _add(authority: Authority, values: dict[str, Any], verb: str, by: User) -> ServiceUse:
    if twin := _twin(authority, values):
        return twin
    use = ServiceUse.objects.create(authority=authority, source=ServiceUse.Source.ENTERED, recorded_by=by, **values)
    audit.record(verb, use, by=by, authority_id=authority.pk)
    return use
