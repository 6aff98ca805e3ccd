"""seed_demo — believable demonstration data for two years, where DEMO_MODE is on. Run again, it changes nothing."""

import os
import secrets

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commissioning.programme import demo


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("Demonstration accounts are made only where DEMO_MODE is on.")
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(12)
        self.stdout.write(demo.seed(password=password))
