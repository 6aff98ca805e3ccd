"""`import_responses FILE.csv --round NAME --group SLUG`: answers from a file, all or nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from commissioning.reporting.workbooks import BrokenFile
from commissioning.saving import NotNow
from evaluation.actions import importing
from evaluation.models import RoundGroup


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--round", required=True, help="the round's name")
        parser.add_argument("--group", required=True, help="the group's short name, such as commissioners")
        parser.add_argument("--ignore-unknown", action="store_true", help="leave out columns that are no question")
        parser.add_argument("--drop-irrelevant", action="store_true", help="drop answers to what was not asked")
        parser.add_argument("--dry-run", action="store_true", help="check the file and change nothing")

    def handle(self, *args, file: Path, **options) -> None:
        groups = RoundGroup.objects.select_related("round")
        group = groups.filter(round__name=options["round"], slug=options["group"]).first()
        if group is None:
            raise CommandError(
                f"There is no round “{options['round']}” with a group “{options['group']}”."
                " Make it with import_instrument first."
            )
        try:
            done = importing.import_responses(
                path=file,
                group=group,
                by=None,
                ignore_unknown=options["ignore_unknown"],
                drop_irrelevant=options["drop_irrelevant"],
                dry_run=options["dry_run"],
            )
        except (BrokenFile, NotNow, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(_line(done, file, options))


def _line(done: importing.Imported, file: Path, options) -> str:
    if done.again:
        return f"{file.name} was taken in before; nothing changed."
    verb = "would be taken in" if options["dry_run"] else "taken in"
    said = f"{done.respondents:,} respondents {verb} for {options['group']} in {options['round']}"
    if done.dropped:
        said += f"; {done.dropped:,} answers to what was not asked dropped"
    if done.ignored:
        said += f"; columns left out: {', '.join(done.ignored[:20])}"
    return f"{said}."
