"""The second factor: whose sign-in needs one, and how its secrets are kept."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from commissioning import sealing
from commissioning.access.roles import FOR_PROGRAMME

from .models import User

USE = "second-factor"
NEXT = "after-second-factor"  # in the session: where they wanted to go


class MFAAdapter(DefaultMFAAdapter):
    """How django-allauth's second factor behaves here: what a dump of the database holds makes no codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is wrong or was used before. Enter the one the app shows now, or a recovery code"
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal_text(text, USE)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal_text(encrypted_text, USE)

    def get_totp_issuer(self) -> str:
        return settings.PROGRAMME_NAME


def is_required(request: HttpRequest) -> bool:
    """Of everybody who works for the programme, today, in any of their roles."""
    return settings.MFA_REQUIRED and any(grant.role in FOR_PROGRAMME for grant in request.scope.grants)


def is_missing(request: HttpRequest) -> bool:
    return is_required(request) and not is_set_up(request.user)


def is_set_up(person: User) -> bool:
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
