"""preflight — is the site fit to be upgraded to this release? Settings, disk, age of the last backup, and which
waiting migrations need a pause. Changes nothing. Exits 1 when something is in the way; --stopped: the site is stopped.
"""

import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, SystemCheckError
from django.db import connection
from django.utils import timezone

from commissioning.programme import upgrading
from commissioning.programme.alarms.rules import OLDEST_BACKUP
from commissioning.programme.backup import manifest

LEAST_FREE = 512 * 1024**2  # bytes, whatever the site's size


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--stopped", action="store_true", help="migrations that need a pause are no obstacle")

    def handle(self, *args, stopped: bool, **options) -> None:
        waiting = upgrading.waiting()
        for migration in waiting:
            self.stdout.write(f"{migration.kind:8}  {migration.name}  {'; '.join(migration.pauses)}".rstrip())
        wrong = [*_settings(), *_disk(), *_backup(), *([] if stopped else _pauses(waiting))]
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"Not fit for an upgrade: {len(wrong)} in the way")
        self.stdout.write(f"Fit for an upgrade; {len(waiting)} migrations are waiting")


def _settings() -> Iterator[str]:
    try:
        call_command("check", deploy=settings.SERVED_OVER_HTTPS, fail_level="WARNING", stdout=StringIO())
    except SystemCheckError as error:
        yield f"The settings: {error}"


def _disk() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        needed = max(LEAST_FREE, 2 * cursor.fetchone()[0])
    folders = {"files": settings.DATA_DIR, "backups": Path(settings.BACKUP_DIR or settings.DATA_DIR)}
    for what, folder in folders.items():
        if folder.is_dir() and (free := shutil.disk_usage(folder).free) < needed:
            yield f"Where {what} lie ({folder}), {_mb(free)} are free; twice the database is {_mb(needed)}."


def _backup() -> Iterator[str]:
    if not settings.BACKUP_DIR:
        yield "BACKUP_DIR is not set, so nobody can say whether there is a backup."
        return
    made = max(manifest.kept_in(Path(settings.BACKUP_DIR)), default=None)
    if made is None:
        yield f"There is no backup in {settings.BACKUP_DIR}."
    elif timezone.now() - made > OLDEST_BACKUP:
        yield f"The last backup in {settings.BACKUP_DIR} is of {made:%d %B %Y, %H:%M} UTC. Make one first."


def _pauses(waiting: list[upgrading.Waiting]) -> Iterator[str]:
    for migration in waiting:
        if migration.pauses:
            yield f"{migration.name} needs a pause: the running release could not live with “{migration.pauses[0]}”."


def _mb(size: int) -> str:
    return f"{size // 1024**2:,} MB"
