"""Mail about a package: that it is their turn, or what became of what they asked for. Never what is in it."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people.models import RoleAppointment, User
from commissioning.people.queries import holders, holders_anywhere

from ..models import PackageArea, SupportPackage
from ..queries.facts import lead_of
from ..queries.reading import parts_of
from ..workflow import STEPS, Move, Stage


def about_move(package: SupportPackage, move: Move, by: User) -> None:
    """To the champion and the lead of the package, and to the programme when it is asked; not to whoever did it."""
    if move is Move.DISCARD:
        return
    if move is Move.SEND:
        _acknowledge(package, by)
        about_areas_named(package, parts_of(package), by)
    for person in _told(package, move, by):
        tell(person, "moved", f"{package.reference}: {STEPS[move].label.lower()}", package, move=STEPS[move].label)


def _acknowledge(package: SupportPackage, by: User) -> None:
    tell(by, "acknowledged", f"We have your request {package.reference}", package)


def about_areas_named(package: SupportPackage, parts: Iterable[PackageArea], by: User) -> None:
    """To the champions of areas that somebody else’s request names: they say whether they take part."""
    subject = f"{package.reference}: {package.authority} names your area in a request"
    for part in parts:
        if part.authority_id == package.authority_id:
            continue
        address = settings.SITE_ADDRESS + reverse("support:part-answer", args=[part.pk])
        for person in _people(holders(Permission.SUPPORT_REQUEST, part.authority)):
            if person != by:
                tell(person, "area_named", subject, package, area=part.authority, address=address)


def about_area_left(package: SupportPackage, area: Authority, by: User) -> None:
    """To the champion and the lead of the package, who count on it no longer."""
    people = _people(holders(Permission.SUPPORT_REQUEST, package.authority))
    lead = lead_of(package)
    for person in dict.fromkeys([*people, *([lead.person] if lead else [])]):
        if person != by:
            tell(person, "area_left", f"{package.reference}: {area} does not take part", package, area=area)


def _told(package: SupportPackage, move: Move, by: User) -> list[User]:
    people = _people(holders(Permission.SUPPORT_REQUEST, package.authority))
    lead = lead_of(package)
    if lead is not None:
        people.append(lead.person)
    if move is Move.SEND or package.at in (Stage.WITHDRAWN, Stage.PAUSED):
        people += _people(holders_anywhere(Permission.PACKAGE_RUN))
    return sorted(set(people) - {by}, key=lambda person: person.pk)


def _people(held: Iterable[RoleAppointment]) -> list[User]:
    return [one.person for one in held]


def tell(person: User, template: str, subject: str, package: SupportPackage, **more: object) -> None:
    """One mail; nothing for somebody without an address."""
    if not person.email:
        return
    context = {
        "person": person,
        "package": package,
        "address": settings.SITE_ADDRESS + package.get_absolute_url(),
        "programme": settings.PROGRAMME_NAME,
        **more,
    }
    send_mail(
        subject=subject,
        message=render_to_string(f"support/email/{template}.txt", context),
        from_email=None,
        recipient_list=[person.email],
    )
