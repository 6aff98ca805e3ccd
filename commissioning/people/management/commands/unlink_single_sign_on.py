"""unlink_single_sign_on EMAIL — forgets whom the provider of single sign-on means; their next sign-in there goes by the
address again. For somebody whose account at the provider was made anew, or --all when the site was registered anew.
"""

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from commissioning.people import actions, audit
from commissioning.people.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("email", nargs="?")
        whom.add_argument("--all", action="store_true", help="everybody")

    def handle(self, *args, email: str | None, **options) -> None:
        everybody = Q(pk__in=SocialAccount.objects.values("user"))
        people = User.objects.filter(Q(email__iexact=email) if email else everybody).order_by("pk")
        if email and not people:
            raise CommandError(f"Nobody has the address {email}.")
        for person in people:
            try:
                actions.unlink(person=person, by=audit.SHELL)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            self.stdout.write(f"{person.email} is found by the address at the next sign-in.")
