"""render_feedback_report --authority GSS --year N [--compared] -o FILE.pdf — the feedback report, as the worker
renders it. --compared adds the chapter beside other areas, for somebody who can read levels of this area alone.

Of the annual self-assessment: its newest signed version, else the newest sent. It holds an area's levels, so it
is recorded in that area's history as an administrator's act at the shell.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from commissioning import years
from commissioning.authorities.models import Authority
from commissioning.documents.kinds import Refused
from commissioning.people import audit
from readiness import report_document
from readiness.models import SelfAssessment, Snapshot
from readiness.queries.assessments import assessments
from readiness.queries.frozen import newest_snapshot


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--authority", required=True, help="ONS code, such as E06000047")
        parser.add_argument("--year", type=int, required=True, help="2026 is 2026/27")
        parser.add_argument("--compared", action="store_true", help="with the chapter beside other areas")
        parser.add_argument("-o", "--output", type=Path, required=True)

    def handle(self, *args, authority: str, year: int, output: Path, compared: bool, **options) -> None:
        snapshot = _snapshot(authority, year)
        assessment = snapshot.assessment
        try:
            built = report_document.make(snapshot, lambda percent, step: None, compared=compared)
            with transaction.atomic():
                audit.record("report-render", assessment, by=audit.SHELL, authority_id=assessment.authority_id)
                output.write_bytes(built.content)
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        except OSError as error:
            raise CommandError(f"{output} could not be written: {error.strerror}.") from error
        what = f"{assessment.authority} {years.label(year)}, revision {snapshot.revision}"
        state = snapshot.get_moment_display().lower()
        self.stdout.write(f"Feedback report of {what}, {state}: {len(built.content):,} bytes written to {output}")


def _snapshot(gss_code: str, year: int) -> Snapshot:
    """CommandError says which of the three is missing: the area, that year's assessment, or its sending."""
    area = Authority.objects.filter(gss_code=gss_code).first()
    if area is None:
        raise CommandError(f"There is no authority with the ONS code {gss_code}.")
    annual = assessments().filter(authority=area, occasion=SelfAssessment.Occasion.ANNUAL, year=year)
    assessment = annual.first()
    if assessment is None:
        raise CommandError(f"{area} has no annual self-assessment for {years.label(year)}.")
    snapshot = newest_snapshot(assessment)
    if snapshot is None:
        raise CommandError(f"{area} has not sent its self-assessment for {years.label(year)} to the director yet.")
    return snapshot
