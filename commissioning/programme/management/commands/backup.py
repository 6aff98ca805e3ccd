"""backup -o DIR — database, files and sealed keys into a dated folder of DIR, whole or not at all; old ones are
deleted: all of two weeks are kept, then the last of each month for six months. BACKUP_PASSPHRASE seals the keys.
"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commissioning.programme.backup import keys, making, programs
from commissioning.programme.models import Heartbeat


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("-o", "--output", default=settings.BACKUP_DIR, help="instead of BACKUP_DIR")

    def handle(self, *args, output: str, **options) -> None:
        if not output:
            raise CommandError("Say where to: -o DIR, or set BACKUP_DIR.")
        if len(settings.BACKUP_PASSPHRASE) < keys.SHORTEST:
            raise CommandError(f"Set BACKUP_PASSPHRASE to {keys.SHORTEST} characters or more; it seals the keys.")
        try:
            folder, made, dropped = making.make(Path(output).absolute(), settings.BACKUP_PASSPHRASE)
        except (making.Busy, programs.Failed, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        Heartbeat.objects.update_or_create(part="backup", defaults={"at": made.made_at})
        for finding in made.findings:
            self.stderr.write(finding)
        deleted = f"; {len(dropped)} old ones deleted" if dropped else ""
        self.stdout.write(f"{folder}: {made.line}{deleted}")
