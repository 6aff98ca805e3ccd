"""How django-allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest

from . import limits, proving, sessions
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
        """A sign-in just now counts as much as a password typed again."""
        return not proving.proved_lately(context.request)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        super().send_mail(template_prefix, email, {**context, "programme": settings.PROGRAMME_NAME})

    def format_email_subject(self, subject: str) -> str:
        return subject

    def add_message(self, *args, **kwargs) -> None:
        """Pages say what happened themselves; a "signed in as …" banner on every visit helps nobody."""
