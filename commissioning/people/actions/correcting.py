"""Putting right what an administrator typed wrongly of somebody: their name, or the address they sign in with."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from commissioning.govuk.text import visible

from .. import audit, sessions
from ..models import Invitation, User


@transaction.atomic
def correct_person(*, person: User, full_name: str, email: str | None, by: User) -> None:
    """Without words of either in the trail. A new address is told to the old one as well, and has to be proved again:
    links sent to the old one open nothing, and every session of theirs ends.
    """
    if by == person:
        raise ValidationError("Ask another administrator: nobody puts right their own name or address here.")
    found = User.objects.select_for_update().get(pk=person.pk)
    if found.merged_at or found.erased_at:
        raise ValidationError("Nothing can be put right here: this entry is no more.")
    name, address, before = visible(full_name).strip(), User.objects.normalize_email(email) or None, found.email
    if before and not address:
        raise ValidationError({"email": "Enter an email address: they sign in with it"})
    if (name, address) == (found.full_name, before):
        raise ValidationError("Nothing was changed.")
    is_renamed, found.full_name, found.email = name != found.full_name, name, address
    try:
        with transaction.atomic():
            found.save(update_fields=["full_name", "email"])
    except IntegrityError:
        message = "Somebody else is listed with this address. If they are one person, merge the two entries."
        raise ValidationError({"email": message}) from None
    if is_renamed:
        audit.record("person-rename", found, by=by)
    if address != before:
        _moved(found, before, by)


def _moved(person: User, before: str | None, by: User) -> None:
    EmailAddress.objects.filter(user=person).delete()
    unused = Invitation.objects.filter(person=person, accepted_at__isnull=True, replaced_at__isnull=True)
    unused.update(replaced_at=timezone.now())
    sessions.end_others(person, but=None)
    audit.record("person-address-change", person, by=by)
    for recipient in filter(None, (before, person.email)):
        context = {
            "person": person,
            "is_old": recipient == before,
            "programme": settings.PROGRAMME_NAME,
            "support_email": settings.SUPPORT_EMAIL,
        }
        send_mail(
            subject="The address of your account was changed",
            message=render_to_string("people/email/address_changed.txt", context),
            from_email=None,
            recipient_list=[recipient],
        )
