"""`import_instrument FILE.xlsx --round NAME --group SLUG`: an XLSForm becomes the questionnaire of a round's group."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from commissioning.reporting.workbooks import BrokenFile
from commissioning.saving import NotNow
from evaluation.actions import rounds as actions
from evaluation.models import InstrumentVersion, Mode


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--round", required=True, help="the round's name; made when there is none")
        parser.add_argument("--group", required=True, help="the group's short name, such as commissioners")
        parser.add_argument("--mode", choices=Mode.values, help="of a new round; confidential unless said")

    def handle(self, *args, file: Path, **options) -> None:
        try:
            version, is_new = actions.import_for_group(
                content=file.read_bytes(),
                file_name=file.name,
                name=options["round"],
                slug=options["group"],
                mode=options["mode"],
            )
        except (BrokenFile, NotNow, OSError) as problem:
            raise CommandError(f"{file.name} was not imported; nothing changed.\n{problem}") from None
        self.stdout.write(_line(version, is_new, options))


def _line(version: InstrumentVersion, is_new: bool, options) -> str:
    did = "imported" if is_new else "was imported before; no new version"
    warned = f"; {len(version.warnings)} things to look at, shown on its page" if version.warnings else ""
    return f"{version}: {did}. It is the questionnaire of “{options['group']}” in “{options['round']}”{warned}."
