"""Does what is stored still agree with itself? Snapshots, standards, files, packages, events, stuck work, the trail."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from commissioning.documents.models import Document
from commissioning.people.models import OutgoingEmail
from commissioning.people.queries import unbroken
from commissioning.profiles.events import attended, uses_nobody_came_for
from commissioning.support.models import ClosingSnapshot
from commissioning.support.queries import kept
from commissioning.support.queries.flow import astray
from commissioning.support.queries.ledger import ledger_differences
from evaluation.editions import checksums as editions
from evaluation.models import Edition, EditionSnapshot, Tabulation
from evaluation.queries.setbacks import is_set_aside
from readiness import snapshots
from readiness.models import ComparisonPublication, FrameworkVersion, SelfAssessment, Snapshot
from readiness.queries.standards import standards_set
from readiness.workflow import State

from . import stored_files
from .models import Reorganisation
from .reorganisation.found import appointments
from .reorganisation.rules import ENDS

STUCK = timedelta(minutes=30)


def check(at: datetime | None = None) -> tuple[int, list[str]]:
    """How many things were looked at, and one sentence for each that is wrong; `at`: as of another moment than now."""
    results = [
        *_snapshots(),
        *_standards(),
        *stored_files.of_rows(),
        *_publications(),
        *_closings(),
        *_editions(),
        *_packages(),
        *_jobs(at or timezone.now()),
        *_mail(at or timezone.now()),
        *_tabulations(at or timezone.now()),
        *_signed(),
        *_reorganisations(),
        *_attendance(),
        *unbroken.findings(),
    ]
    return len(results), [finding for finding in results if finding]


def _snapshots() -> Iterator[str]:
    for row in Snapshot.objects.iterator(chunk_size=200):
        good = snapshots.checksum(row.data) == row.checksum
        yield "" if good else f"Snapshot {row.pk} no longer has the content it was frozen with."


def _standards() -> Iterator[str]:
    for version in FrameworkVersion.objects.select_related("framework"):
        good = standards_set(version).checksum == version.checksum
        yield "" if good else f"{version} no longer has the content it was published with."


def _publications() -> Iterator[str]:
    for row in ComparisonPublication.objects.iterator(chunk_size=50):
        good = snapshots.checksum(row.data) == row.checksum
        yield "" if good else f"Comparison publication {row.pk} no longer has the content it was published with."


def _closings() -> Iterator[str]:
    for row in ClosingSnapshot.objects.iterator(chunk_size=200):
        good = snapshots.checksum(row.data) == row.checksum
        yield "" if good else f"Closing snapshot {row.pk} no longer has the content it was frozen with."


def _editions() -> Iterator[str]:
    for row in EditionSnapshot.objects.select_related("edition").iterator(chunk_size=5):
        good = editions.checksum(row.pages, row.tables, row.patterns) == row.checksum
        yield "" if good else f"“{row.edition}” no longer has the content it was published with."
    for edition in Edition.objects.filter(published_at__isnull=False, snapshot__isnull=True):
        yield f"“{edition}” is published without a snapshot."


def _packages() -> Iterator[str]:
    """What the desk reads of a package is what its ledger, its timeline and its other rows say."""
    for one in ledger_differences():
        yield f"{one.package.reference}: {one.column} is {one.kept}, and its ledger says {one.ledger}."
    for package in astray():
        yield f"Package {package.pk} is at “{package.stage}”, and its last move went elsewhere, or on another day."
    for one in kept.astray():
        yield f"Package {one.package_id}: its {one.what} is kept as {one.kept}, and its rows say {one.source}."


def _jobs(at: datetime) -> Iterator[str]:
    before = at - STUCK
    for document in Document.objects.exclude(state__in=[Document.State.DONE, Document.State.FAILED]):
        stuck = document.created_at < before and document.queued_at < before
        yield (
            f"Document {document.pk} has been {document.state} since {document.queued_at:%d %B, %H:%M}."
            if stuck
            else ""
        )


def _mail(at: datetime) -> Iterator[str]:
    """The sweep puts off what it cannot send, so nothing that waits is long past its time."""
    for row in OutgoingEmail.objects.filter(state=OutgoingEmail.State.WAITING).only("next_attempt_at"):
        due = row.next_attempt_at
        yield f"Email {row.pk} should have been tried on {due:%d %B, %H:%M}." if due < at - STUCK else ""


def _tabulations(at: datetime) -> Iterator[str]:
    """The sweep asks again for tables that are not made; what failed too often is set aside, and that is known."""
    for row in Tabulation.objects.filter(rows__isnull=True).only("asked_at"):
        stuck = row.asked_at < at - STUCK and not is_set_aside(pk=row.pk)
        yield f"Tables {row.pk} were asked for on {row.asked_at:%d %B, %H:%M} and are not made." if stuck else ""


def _signed() -> Iterator[str]:
    """Whatever has left the area's hands has its snapshot."""
    for assessment in SelfAssessment.objects.filter(state__in=[State.WITH_DIRECTOR, State.SIGNED]):
        moment = "signed" if assessment.state == State.SIGNED else "sent"
        there = assessment.snapshots.filter(moment=moment, revision=assessment.revision).exists()
        yield "" if there else f"Self-assessment {assessment.pk} is {assessment.state} without a snapshot."


def _reorganisations() -> Iterator[str]:
    """A council that was reorganised has ended on the day that was recorded, and nobody is in role there."""
    for row in Reorganisation.objects.filter(state=Reorganisation.State.APPLIED, kind__in=ENDS):
        last_day = row.effective_on - timedelta(days=1)
        for area in row.predecessors.all():
            good = area.ended_on == last_day and not appointments([area], last_day)
            yield "" if good else f"{area} was reorganised on {row.effective_on}, and has not ended as it was recorded."


def _attendance() -> Iterator[str]:
    """Whoever came to an event is put down as having used the service, once."""
    for row in attended().iterator(chunk_size=500):
        good = row.uses == 1 or (row.uses == 0 and row.corrected)
        finding = f"Booking {row.pk} of “{row.event}” came, and {row.uses} uses of the service stand for it."
        yield "" if good else finding
    for use in uses_nobody_came_for():
        yield f"Service use {use.pk} comes from “{use.event}”, and nobody is marked as having come for it."
