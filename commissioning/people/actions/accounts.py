"""What happens to somebody's own account: its address, its password, its second factor."""

from functools import partial

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from commissioning import sealing

from .. import audit, second_factor, sessions
from ..models import User

SECRETS = ("secret", "seed")  # of an app, and of the recovery codes


def prove_address(person: User) -> None:
    """They opened a link sent to it: single sign-on may take them by it, and nobody else has it."""
    email = person.email.lower()
    EmailAddress.objects.filter(email=email).exclude(user=person).delete()
    EmailAddress.objects.filter(user=person).exclude(email=email).delete()
    EmailAddress.objects.update_or_create(user=person, email=email, defaults={"verified": True, "primary": True})


@transaction.atomic
def new_password(*, person: User, by_mail: bool) -> None:
    """After it has been set."""
    if by_mail:
        prove_address(person)
    audit.record("password-reset" if by_mail else "password-change", person, by=person)
    how = "by a link sent to this address" if by_mail else "by somebody signed in to it"
    tell_of_change(person, "Your password was changed", f"The password of your account was changed, {how}.")


def tell_of_change(person: User, subject: str, what: str) -> None:
    """So that whoever it was not notices. It says nothing that would help somebody who reads it in their place."""
    if not person.email:
        return
    context = {
        "person": person,
        "what": what,
        "at": timezone.localtime(),
        "reset": settings.SITE_ADDRESS + reverse("account_reset_password"),
        "programme": settings.PROGRAMME_NAME,
        "support_email": settings.SUPPORT_EMAIL,
    }
    send_mail(
        subject=subject,
        message=render_to_string("people/email/account_changed.txt", context),
        from_email=None,
        recipient_list=[person.email],
    )


def reset_address(person: User) -> str:
    """Where a person with a password chooses another: once, within three days."""
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})
    return settings.SITE_ADDRESS + path


def mail_new_password(person: User) -> str:
    """The mail they would get if they asked for it themselves; its address."""
    address = reset_address(person)
    context = {"password_reset_url": address, "user": person, "programme": settings.PROGRAMME_NAME}
    send_mail(
        subject=render_to_string("account/email/password_reset_key_subject.txt", context).strip(),
        message=render_to_string("account/email/password_reset_key_message.txt", context),
        from_email=None,
        recipient_list=[person.email],
    )
    return address


# --- The second factor ----------------------------------------------------------------------


def counter_of(secret: str, code: str) -> int | None:
    """Which half minute the code belongs to, of the present one and its neighbours: clocks differ."""
    given = normalize_user_code(code)
    for counter in yield_hotp_counters_from_time():
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), given):
            return counter
    return None


@transaction.atomic
def take_code(authenticator: Authenticator, code: str) -> bool:
    """Whether it is good. Good once: neither it nor an earlier one is taken after it, whoever asks at the same time."""
    locked = Authenticator.objects.select_for_update().filter(pk=authenticator.pk).first()
    if locked is None:
        return False
    _reseal(locked)
    if locked.type != Authenticator.Type.TOTP:
        return locked.wrap().validate_code(code)
    counter = counter_of(decrypt(locked.data["secret"]), code)
    if counter is None or counter <= locked.data.get("last_counter", 0):
        return False
    locked.data["last_counter"] = counter
    locked.save(update_fields=["data"])
    return True


@transaction.atomic
def add_second_factor(*, person: User, counter: int) -> None:
    """After django-allauth has made it. The code that proved it is not good a second time."""
    row = Authenticator.objects.select_for_update().get(user=person, type=Authenticator.Type.TOTP)
    row.data["last_counter"] = counter
    row.save(update_fields=["data"])
    audit.record("second-factor-add", person, by=person)
    what = "An authenticator app was set up for your account. From now on signing in asks for a code from it."
    tell_of_change(person, "An authenticator app was added to your account", what)


@transaction.atomic
def remove_second_factor(*, person: User) -> None:
    """After django-allauth has removed it."""
    audit.record("second-factor-remove", person, by=person)
    what = "The authenticator app was removed from your account. Signing in asks for the password alone now."
    tell_of_change(person, "The authenticator app was removed from your account", what)


@transaction.atomic
def renew_recovery_codes(*, person: User) -> None:
    """After django-allauth has made them."""
    audit.record("recovery-codes-renew", person, by=person)
    what = "New recovery codes were made for your account, and the old ones no longer work."
    tell_of_change(person, "New recovery codes were made for your account", what)


@transaction.atomic
def take_off_second_factor(*, person: User, by: User | None) -> None:
    """For whoever lost phone and codes. Every session of theirs ends, and they are told by mail."""
    if by is not None and by == person:
        raise ValidationError("Ask another administrator: nobody takes off their own here.")
    taken, _ = Authenticator.objects.filter(user=person).delete()
    if not taken:
        raise ValidationError(f"{person} has no authenticator app.")
    sessions.end_others(person, but=None)
    audit.record("second-factor-take-off", person, by=by)
    if person.email:
        context = {"person": person, "programme": settings.PROGRAMME_NAME, "support_email": settings.SUPPORT_EMAIL}
        send_mail(
            subject="Your authenticator app has been taken off your account",
            message=render_to_string("people/email/second_factor_taken_off.txt", context),
            from_email=None,
            recipient_list=[person.email],
        )


@transaction.atomic
def reseal_second_factors(*, clear_only: bool = False) -> int:
    """Seals every secret with the newest key, or those alone that lie open; how many needed it. Raises Unreadable where
    no key opens one that is sealed.
    """
    rows = Authenticator.objects.select_for_update().order_by("pk")
    return sum(_reseal(row, clear_only) for row in rows)


def _reseal(row: Authenticator, clear_only: bool = False) -> bool:
    is_right = sealing.is_sealed if clear_only else partial(sealing.is_current, use=second_factor.USE)
    old = [name for name in SECRETS if name in row.data and not is_right(row.data[name])]
    for name in old:
        row.data[name] = encrypt(decrypt(row.data[name]))
    if old:
        row.save(update_fields=["data"])
    return bool(old)
