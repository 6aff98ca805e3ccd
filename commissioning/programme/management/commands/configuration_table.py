"""configuration_table [-o FILE] — every setting of the site, as docs/configuration.md has it."""

from pathlib import Path

from django.core.management.base import BaseCommand

from commissioning.config import env
from commissioning.programme import configuration


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("-o", "--output", type=Path, help="write it there; else it is printed")

    def handle(self, *args, output: Path | None, **options) -> None:
        page = configuration.page()
        if output is None:
            self.stdout.write(page, ending="")
            return
        output.write_text(page)
        self.stdout.write(f"{output}: {len(env.DECLARED)} settings")
