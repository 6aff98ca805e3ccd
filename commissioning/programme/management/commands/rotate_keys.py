"""rotate_keys — seals again, with the newest SECRET_KEY, what a former one in SECRET_KEY_FALLBACKS has sealed: second
factors, and anonymous answers that wait. Run again, it changes nothing.
"""

from django.core.management.base import BaseCommand, CommandError

from commissioning import sealing
from commissioning.people.actions import reseal_second_factors
from evaluation import sealing as answers
from evaluation.actions import pooling


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        try:
            factors, waiting = reseal_second_factors(), pooling.reseal()
        except (sealing.Unreadable, answers.Unreadable) as error:
            raise CommandError(
                "Something was sealed with a key that is neither in SECRET_KEY nor in SECRET_KEY_FALLBACKS. Put the "
                "former one back into SECRET_KEY_FALLBACKS; `restore BACKUP --keys` shows it."
            ) from error
        self.stdout.write(f"{factors} second factors and {waiting} waiting answers sealed with the newest key")
