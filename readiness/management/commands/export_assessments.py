"""export_assessments --year N -o FILE.csv — levels by authority and standard, for the programme's own use.

An administrator's act at the shell: recorded in the history of every area it holds.
"""

from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from commissioning import years
from commissioning.people import audit
from readiness import exports


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--year", type=int, required=True, help="2026 is 2026/27")
        parser.add_argument("-o", "--output", type=Path, required=True)

    @transaction.atomic
    def handle(self, *args, year: int, output: Path, **options) -> None:
        with output.open("w", newline="", encoding="utf-8") as out:
            assessments = exports.write_assessments(year, out)
        for assessment in assessments:
            audit.record("levels-export", assessment, by=audit.SHELL, authority_id=assessment.authority_id)
        self.stdout.write(f"{len(assessments)} self-assessments of {years.label(year)} written to {output}")
