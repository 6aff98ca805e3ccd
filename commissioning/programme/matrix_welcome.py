"""A mail of the demonstration's outbox, and a page of help (see `matrix_examples`)."""

from typing import Any

from django.core.mail import send_mail

from commissioning.people.models import OutgoingEmail, User

from .example import Example


def _mail(gss_code: str, user: User | None) -> dict[str, Any]:
    if not OutgoingEmail.objects.exists():
        send_mail("An example", "The words of an example.", None, ["nobody@example.org"])
    return {"pk": OutgoingEmail.objects.latest("pk").pk}


WELCOME_EXAMPLES: dict[str, Example] = {
    "programme:demo-letter": Example(_mail),
    "programme:help-detail": Example(lambda gss_code, user: {"slug": "self-assessment"}),
}
