"""Reads of offers of contact: what a reader may see, newest first and in no other order; whom to mail today."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from commissioning.access.permissions import Permission
from commissioning.access.roles import ROLES
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import RoleAppointment, User
from commissioning.people.queries import scope_of
from commissioning.support.models import Session, SupportPackage
from commissioning.support.queries.links import packages_of
from commissioning.support.queries.reading import reading_of
from commissioning.support.queries.sessions import STANDING

from .models import ContactMail, OfferOfContact

RECENTLY = timedelta(days=92)
_READERS = [role.value for role, one in ROLES.items() if Permission.CONTACT_SEE in one.permissions]


def offers(scope: Scope) -> QuerySet[OfferOfContact]:
    rows = OfferOfContact.objects.visible_to(scope)
    return rows.select_related("authority__region", "package", "session").order_by("-opened_on", "-pk")


def of_area(authority: Authority, scope: Scope) -> QuerySet[OfferOfContact]:
    return offers(scope).filter(authority=authority)


def packages_for(offer: OfferOfContact, scope: Scope) -> QuerySet[SupportPackage]:
    """Those of the area that what was done may be part of."""
    return packages_of(offer.authority, scope).sent().order_by("-created_at", "-pk")


def sessions_for(offer: OfferOfContact, scope: Scope, today: date) -> QuerySet[Session]:
    """Those held lately in such a package that the reader reads the sessions of, the newest first."""
    recent = Session.objects.filter(STANDING, held_on__range=(today - RECENTLY, today))
    packages = packages_for(offer, scope).filter(Exists(recent.filter(package=OuterRef("pk"))))
    inside = [one.pk for one in packages if reading_of(one, scope).inside]
    return recent.filter(package__in=inside).select_related("package").order_by("-held_on", "-pk")


def session_shown(offer: OfferOfContact, scope: Scope) -> Session | None:
    """The session that was named, to those who read what passes between the area and the team."""
    return offer.session if offer.session and offer.package and reading_of(offer.package, scope).inside else None


# --- The day’s mail -----------------------------------------------------------------------


def to_tell(today: date) -> QuerySet[User]:
    """Whoever is in a role that may read one of today’s offers, and has had no mail today."""
    new = Authority.objects.filter(offers_of_contact__opened_on=today)
    reaches = Q(authority__in=new.values("pk")) | Q(region__in=new.values("region")) | Q(authority=None, region=None)
    held = RoleAppointment.objects.in_force().filter(reaches, Exists(new), person=OuterRef("pk"), role__in=_READERS)
    told = ContactMail.objects.filter(person=OuterRef("pk"), on=today)
    return User.objects.filter(Exists(held), ~Exists(told), is_active=True, email__isnull=False).order_by("pk")


def news_for(person: User, today: date) -> list[OfferOfContact]:
    """Of today, as far as they may read them, and still to be answered."""
    return list(offers(scope_of(person)).live().filter(opened_on=today))
