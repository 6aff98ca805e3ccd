"""restore DIR — a backup into an empty database and an empty files folder, after its checksums were looked at, and
check_integrity after it must find what was found when it was made. restore DIR --keys shows the sealed keys instead.
"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commissioning.programme.backup import keys, manifest, programs, restoring


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keys", action="store_true", help="only show the keys; BACKUP_PASSPHRASE opens them")

    def handle(self, *args, folder: Path, **options) -> None:
        try:
            if options["keys"]:
                self._show(folder)
            else:
                found = restoring.restore(folder.absolute())
                self.stdout.write(f"Restored as at {found.made_at:%d %B %Y, %H:%M} UTC: {found.line}, as when saved.")
        except restoring.Refused as refusal:
            raise CommandError(f"Nothing was restored. {refusal}") from refusal
        except (manifest.Damaged, programs.Failed, OSError) as error:
            raise CommandError(f"The backup was not restored. {error}") from error
        except restoring.Differs as difference:
            raise CommandError(f"Restored, but not as it was saved. {difference}") from difference

    def _show(self, folder: Path) -> None:
        manifest.verify(folder, manifest.read(folder))
        try:
            opened = keys.unseal((folder / manifest.KEYS).read_text(), settings.BACKUP_PASSPHRASE)
        except keys.WrongPassphrase as wrong:
            raise CommandError("BACKUP_PASSPHRASE does not open this backup's keys.") from wrong
        for name, value in opened.items():
            self.stdout.write(f"{name}={value}")
