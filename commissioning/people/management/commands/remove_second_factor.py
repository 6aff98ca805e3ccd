"""remove_second_factor EMAIL — takes the authenticator app off an account, when no administrator can sign in to."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from commissioning.people import actions, audit
from commissioning.people.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")

    def handle(self, *args, email: str, **options) -> None:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        try:
            actions.take_off_second_factor(person=person, by=audit.SHELL)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{email} signs in with the password alone until they set up another app.")
