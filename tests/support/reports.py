"""Signed reports for tests: a real self-assessment whose snapshot holds everything a report can say."""

from datetime import datetime, timedelta

from django.utils import timezone

from commissioning.documents import tasks
from commissioning.documents.models import Document
from readiness import snapshots
from readiness.models import SelfAssessment, Snapshot
from tests.reporting.samples import ANSWERS, frozen_in_full
from tests.support import assessments
from tests.support.remembered import remembered


@remembered
def signed_in_full(assessment: SelfAssessment | None = None, answers: dict | None = None, **more) -> Snapshot:
    """Signed through the real actions, then once more as a further revision with the sample's words and views."""
    assessment = assessments.signed(assessment)
    return revision_of(assessment, 2, answers, **more)


def revision_of(
    assessment: SelfAssessment, number: int, answers: dict | None = None, at: datetime | None = None, **more
) -> Snapshot:
    at = at or timezone.now() + timedelta(seconds=number)
    authority = assessment.authority
    data = frozen_in_full(answers or ANSWERS) | {
        "at": at.isoformat(),
        "year": assessment.year,
        "revision": number,
        "title": assessment.title,
        "authority": {
            "gss_code": authority.gss_code,
            "name": authority.name,
            "short_name": authority.short_name,
            "type": authority.get_type_display(),
            "region": authority.region.name,
        },
        **more,
    }
    return Snapshot.objects.create(
        assessment=assessment,
        moment=data["moment"],
        revision=number,
        format=snapshots.FORMAT,
        data=data,
        checksum=snapshots.checksum(data),
        made_at=at,
    )


def made(document: Document) -> Document:
    """As the worker leaves it."""
    tasks.make(document.pk)
    return Document.objects.get(pk=document.pk)


def content_of(document: Document) -> bytes:
    with document.file.open() as file:
        return file.read()
