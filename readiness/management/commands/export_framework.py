"""export_framework CODE --version N -o FILE.xlsx — a set of standards as a spreadsheet."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from readiness import exports
from readiness.models import FrameworkVersion


class Command(BaseCommand):
    help = __doc__

    def create_parser(self, prog_name, subcommand, **kwargs) -> ArgumentParser:
        """Ours is --version N; Django's own --version gives way."""
        parser = super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)
        parser.add_argument("code")
        parser.add_argument("--version", type=int, required=True, dest="number")
        parser.add_argument("-o", "--output", type=Path, required=True)
        return parser

    def handle(self, *args, code: str, number: int, output: Path, **options) -> None:
        version = FrameworkVersion.objects.filter(framework__code=code, number=number).first()
        if version is None:
            raise CommandError(f"There is no version {number} of {code}.")
        content = exports.write_standards(version, output)
        self.stdout.write(f"{version}: {len(content.standards)} standards written to {output}")
