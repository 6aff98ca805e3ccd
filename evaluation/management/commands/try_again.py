"""`try_again`: has the work on surveys that was set aside, because it failed again and again, tried anew."""

from django.core.management.base import BaseCommand

from evaluation.actions.setbacks import try_again


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        number = try_again()
        self.stdout.write(f"{number} to be tried again, within ten minutes." if number else "Nothing was set aside.")
