"""export_packages -o FILE.csv — one row a support package that was sent, for the programme's own use.

Drafts are left out, discarded ones too. Days and pounds are plain numbers; cashable, non_cashable and avoided hold
verified and unverified figures together. An administrator's act at the shell: recorded in the history of every area.
"""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from commissioning.people import audit
from commissioning.support import exports
from commissioning.support.queries.exports import Exported


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("-o", "--output", type=Path, required=True)

    def handle(self, *args, output: Path, **options) -> None:
        try:
            written = _write(output)
        except OSError as error:
            raise CommandError(f"{output} could not be written: {error.strerror}.") from error
        self.stdout.write(f"{len(written)} support packages written to {output}")


@transaction.atomic
def _write(output: Path) -> list[Exported]:
    """The whole file or none: whoever reads it at this moment reads the one before."""
    with NamedTemporaryFile(
        "w", newline="", encoding="utf-8", dir=output.parent, prefix=f".{output.name}.", delete=False
    ) as out:
        try:
            found = exports.write_packages(out)
            out.flush()
            for one in found:
                for area in one.areas:
                    audit.record("packages-export", one.package, by=audit.SHELL, authority_id=area.pk)
            Path(out.name).chmod(0o644)
            os.replace(out.name, output)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    return found
