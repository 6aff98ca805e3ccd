"""Offers of contact for tests: made through the real action, for reasons that are really there."""

from datetime import date, timedelta

from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import RoleAppointment
from commissioning.programme.contact import actions
from commissioning.programme.models import OfferOfContact

from .people import area, in_role


def today() -> date:
    return timezone.localdate()


def held_since(role: Role, authority: Authority, days: int):
    """Somebody who took the role on so many days ago."""
    return in_role(role, authority, starts_on=today() - timedelta(days=days))


def left(person, days: int) -> None:
    """So many days ago."""
    RoleAppointment.objects.filter(person=person).update(ends_on=today() - timedelta(days=days))


def vacancy(authority: Authority | None = None) -> OfferOfContact:
    """For a champion who left forty days ago."""
    authority = authority or area()
    left(held_since(Role.CHAMPION, authority, 400), 40)
    actions.renew(today=today())
    return OfferOfContact.objects.get(authority=authority, rule="vacancy", about="champion")
