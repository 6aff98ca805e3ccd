"""import_service_use FILE.csv [--dry-run] — services used, from a file. The same file again changes nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from commissioning.profiles.actions.service_use_import import Imported, Plan, import_at_shell, plan_of
from commissioning.profiles.csv_files import checked_text, content_of
from commissioning.reporting.workbooks import BrokenFile


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and do nothing")

    def handle(self, *args, file: Path, dry_run: bool, **options) -> None:
        try:
            with file.open("rb") as opened:
                content = content_of(opened)
            said = _of_plan(plan_of(checked_text(content)), "would be added; nothing changed") if dry_run else None
            self.stdout.write(f"{file.name}: {said or _of_import(import_at_shell(content=content, name=file.name))}")
        except OSError as error:
            raise CommandError(f"{file} could not be read: {error.strerror}.") from error
        except BrokenFile as error:
            raise CommandError(f"{file.name} was not imported; nothing changed.\n{error}") from error


def _of_plan(plan: Plan, did: str) -> str:
    left = f"{plan.there_already} there already, {plan.repeated} repeated, {plan.removed_before} removed before"
    return f"{len(plan.new)} of {plan.rows} uses {did} ({left}; new people: {plan.people_new})"


def _of_import(done: Imported) -> str:
    return _of_plan(done.plan, "added") if done.plan else "was imported already; nothing changed"
