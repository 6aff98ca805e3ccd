"""How django-allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Accounts come by invitation only."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        super().send_mail(template_prefix, email, {**context, "programme": settings.PROGRAMME_NAME})

    def format_email_subject(self, subject: str) -> str:
        return subject

    def add_message(self, *args, **kwargs) -> None:
        """Pages say what happened themselves; a "signed in as …" banner on every visit helps nobody."""
