"""`export_responses --round NAME --group SLUG --format csv|sav -o FILE`: answers one by one, on the record."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from evaluation.actions import exporting
from evaluation.exports import responses, responses_sav
from evaluation.exports.files import CannotSave, saving
from evaluation.models import RoundGroup


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--round", required=True, help="the round's name")
        parser.add_argument("--group", required=True, help="the group's short name, such as commissioners")
        parser.add_argument("--format", required=True, choices=("csv", "sav"))
        parser.add_argument("--leave-out", action="append", default=[], help="an attribute not to tell")
        parser.add_argument("-o", "--output", required=True, type=Path)

    def handle(self, *args, output: Path, leave_out: list[str], **options) -> None:
        groups = RoundGroup.objects.select_related("round", "instrument_version")
        group = groups.filter(round__name=options["round"], slug=options["group"]).first()
        if group is None:
            raise CommandError(f"There is no round “{options['round']}” with a group “{options['group']}”.")
        try:
            with exporting.recorded_responses(group=group, by=None):
                if options["format"] == "csv":
                    responses.save_csv(group, output, leave_out=leave_out)
                else:
                    with saving(output) as out:
                        out.write(responses_sav.as_sav(group, leave_out=leave_out))
        except (responses.CannotExport, CannotSave) as problem:
            raise CommandError(str(problem)) from None
        people = group.respondents.count()
        self.stdout.write(f"Answers of {people:,} respondents of {group} written to {output}; that is recorded.")
