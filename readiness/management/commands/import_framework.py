"""import_framework FILE.xlsx — publishes a set of standards from a spreadsheet."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from readiness import standards_file
from readiness.actions import standards as actions
from readiness.models import PartnerKind
from readiness.models.standards import CYCLE_STAGES


def import_file(path: Path) -> str:
    """Publishes the set and says so in one line; CommandError names sheet, row and column of what is wrong."""
    try:
        content = standards_file.read(path, stages=set(CYCLE_STAGES), partner_kinds=set(PartnerKind.values))
        version, is_new = actions.publish_standards(content=content, by=None)
    except FileNotFoundError:
        raise CommandError(f"There is no file {path}.") from None
    except (standards_file.BrokenFile, actions.Published) as error:
        raise CommandError(f"{path.name} was not imported; nothing changed.\n{error}") from error
    did = "published" if is_new else "is published already; nothing changed"
    return f"{version} ({version.framework.code}): {len(content.standards)} standards {did}"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args, file: Path, **options) -> None:
        self.stdout.write(import_file(file))
