"""scrub_copy --into URL [--files DIR] — a copy of the database for testing, in which nobody is left: names, addresses
and words are replaced, files are blanks. URL is an empty database; its role becomes the owner of all in it.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from commissioning.programme.backup import programs
from commissioning.programme.protection import scrubbing


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--into", required=True, help="postgres://… of an empty database")
        parser.add_argument("--files", type=Path, help="a new folder for the blanks in place of the files")

    def handle(self, *args, into: str, files: Path | None, **options) -> None:
        try:
            number = scrubbing.scrub(into, files.absolute() if files else None)
        except (scrubbing.Refused, programs.Failed, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"The copy is made; {number} columns were scrubbed. Nobody can sign in: create_administrator."
        )
