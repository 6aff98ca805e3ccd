"""How django-allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from . import limits, proving, sessions, single_sign_on
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Accounts come by invitation only."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        self._guess = limits.guess_password(request, credentials.get("email", ""))
        if self._guess is None:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth's name for: the password was right."""
        if self._guess:
            self._guess.was_right()

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        sessions.begin(request.session)
        limits.remember(request, user)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """A sign-in just now counts as much as a password typed again. Of whoever has neither password nor code
        here allauth would ask nothing at all.
        """
        if proving.proved_lately(context.request):
            return False
        if not get_reauthentication_flows(context.request.user):
            raise proving.NotProved
        return True

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """First the one they signed in by."""
        ways = super().get_reauthentication_methods(user)
        if user.is_authenticated and single_sign_on.is_linked(user):
            way = {
                "id": single_sign_on.METHOD,
                "description": f"Use {single_sign_on.name()}",
                "url": reverse("people:single-sign-on"),
            }
            ways.insert(0 if single_sign_on.was_used(context.request) else len(ways), way)
        return ways

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "commissioning.people.second_factor.Stage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        super().send_mail(template_prefix, email, {**context, "programme": settings.PROGRAMME_NAME})

    def format_email_subject(self, subject: str) -> str:
        return subject

    def add_message(self, *args, **kwargs) -> None:
        """Pages say what happened themselves; a "signed in as …" banner on every visit helps nobody."""
