"""Whoever’s password or second factor changes is told by mail, at once, in words that give nothing away."""

import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.urls import reverse

from commissioning.access.roles import Role
from commissioning.people.actions import accounts
from commissioning.people.models import AuditEntry, OutgoingEmail
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "three words remembered"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def told(person) -> list[str]:
    return list(OutgoingEmail.objects.filter(recipient=person.email).order_by("pk").values_list("subject", flat=True))


def change_password(client, old: str):
    given = {"oldpassword": old, "password1": NEW, "password2": NEW}
    return client.post(reverse("account_change_password"), given)


def test_a_changed_password_is_told_to_whose_it_is_and_the_mail_holds_neither(client_as):
    client = client_as(Role.CHAMPION)
    assert change_password(client, PASSWORD).status_code == 302
    mail = OutgoingEmail.objects.get(recipient=client.person.email)
    assert mail.subject == "Your password was changed"
    assert "by somebody signed in to it" in mail.body
    assert "If it was not you" in mail.body
    assert settings.SITE_ADDRESS + reverse("account_reset_password") in mail.body
    assert settings.SUPPORT_EMAIL in mail.body
    assert PASSWORD not in mail.body
    assert NEW not in mail.body


def test_a_password_that_was_not_changed_tells_nobody(client_as):
    client = client_as(Role.CHAMPION)
    assert change_password(client, "a wrong one").status_code == 200
    assert told(client.person) == []


def test_a_password_chosen_by_a_link_from_a_mail_is_told_too(client_as):
    client = client_as(Role.CHAMPION)
    address = accounts.reset_address(client.person).removeprefix(settings.SITE_ADDRESS)
    client.logout()
    form = client.get(address, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    [mail] = OutgoingEmail.objects.filter(recipient=client.person.email)
    assert mail.subject == "Your password was changed"
    assert "by a link sent to this address" in mail.body


@pytest.mark.parametrize("change", ["adds", "removes", "renews"])
def test_a_changed_second_factor_is_told_and_the_mail_holds_no_secret(client_as, change):
    client, stranger = client_as(Role.CHAMPION), client_as(Role.DIRECTOR)
    secret = SECRET
    if change == "adds":
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        typed = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        client.post(reverse("mfa_activate_totp"), {"code": typed})
        subject = "An authenticator app was added to your account"
    else:
        TOTP.activate(client.person, SECRET)
        RecoveryCodes.activate(client.person)
        page = "mfa_deactivate_totp" if change == "removes" else "mfa_generate_recovery_codes"
        client.post(reverse(page))
        subject = "The authenticator app was removed from your account"
        if change == "renews":
            subject = "New recovery codes were made for your account"
            assert AuditEntry.objects.filter(verb="recovery-codes-renew", actor_id=client.person.pk).exists()
    assert told(client.person) == [subject]
    assert told(stranger.person) == []
    assert secret not in OutgoingEmail.objects.get(recipient=client.person.email).body


def test_an_app_that_a_wrong_code_did_not_set_up_tells_nobody(client_as):
    client = client_as(Role.CHAMPION)
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert told(client.person) == []
