"""The second factor: whose sign-in needs one, and how its secrets are kept."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from commissioning import sealing
from commissioning.access.roles import FOR_PROGRAMME

from . import single_sign_on
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


class Stage(AuthenticateStage):
    """Of signing in, where codes are asked for: not of those whose provider asked for a second factor just now."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user and single_sign_on.brought_second_factor(self.request, self.login.user):
            return None, True
        return super().handle()


def is_required(request: HttpRequest) -> bool:
    """Of everybody who works for the programme, today, in any of their roles."""
    return settings.MFA_REQUIRED and any(grant.role in FOR_PROGRAMME for grant in request.scope.grants)


def is_missing(request: HttpRequest) -> bool:
    return (
        is_required(request)
        and not is_set_up(request.user)
        and not single_sign_on.brought_second_factor(request, request.user)
    )


def belongs_to_provider(request: HttpRequest) -> bool:
    """Whether the provider must say first who they are: a password alone is not to set up the factor beside itself for
    somebody who never needed one here.
    """
    return is_missing(request) and single_sign_on.is_linked(request.user) and not single_sign_on.was_used(request)


def is_set_up(person: User) -> bool:
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
