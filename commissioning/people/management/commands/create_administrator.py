"""create_administrator EMAIL — the first account of a new site; prints a one-use link that opens it."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from commissioning.access.roles import Role
from commissioning.people import actions, audit
from commissioning.people.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *args, email: str, **options) -> None:
        try:
            validate_email(email)
            person = User.objects.filter(email__iexact=email).first()
            person = person or actions.add_person(full_name=email.partition("@")[0], email=email, by=audit.SHELL)
            if not person.appointments.filter(role=Role.ADMINISTRATOR).in_force().exists():
                actions.appoint(person=person, role=Role.ADMINISTRATOR, by=audit.SHELL)
            address = actions.invite(person=person, by=audit.SHELL)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{email} is an administrator; this link sets the password, once: {address}")
