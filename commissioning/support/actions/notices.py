"""Mail about a package: that it is their turn, or what became of what they asked for. Never what is in it."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from commissioning.access.permissions import Permission
from commissioning.people.models import RoleAppointment, User
from commissioning.people.queries import holders, holders_anywhere

from ..models import SupportPackage
from ..queries.facts import lead_of
from ..workflow import STEPS, Move, Stage


def about_move(package: SupportPackage, move: Move, by: User) -> None:
    """To the champion and the lead of the package, and to the programme when it is asked; not to whoever did it."""
    if move is Move.DISCARD:
        return
    if move is Move.SEND:
        _acknowledge(package, by)
    for person in _told(package, move, by):
        tell(person, "moved", f"{package.reference}: {STEPS[move].label.lower()}", package, move=STEPS[move].label)


def _acknowledge(package: SupportPackage, by: User) -> None:
    tell(by, "acknowledged", f"We have your request {package.reference}", package)


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
