"""Asking for reports of what was frozen."""

from django.db import transaction

from commissioning.documents.actions import request_document
from commissioning.documents.models import UNFINISHED, Document
from commissioning.documents.queries import newest_of
from commissioning.people.models import User

from ..models import SelfAssessment, Snapshot
from ..queries import frozen
from ..queries.reports import ABOUT
from ..workflow import NotNow
from . import moves


@transaction.atomic
def request_feedback_report(
    *, assessment: SelfAssessment, by: User | None, snapshot: Snapshot | None = None
) -> Document:
    """The PDF of that snapshot, or of the newest there is."""
    snapshot = snapshot or frozen.latest_snapshot(assessment)
    if snapshot is None:
        raise NotNow("There is a feedback report once the self-assessment has been sent to the director.")
    return request_copy(assessment=assessment, snapshot=snapshot, kind=frozen.FEEDBACK_REPORT, by=by)


@transaction.atomic
def request_copy(*, assessment: SelfAssessment, snapshot: Snapshot, kind: str, by: User | None) -> Document:
    """A new file of that kind (`queries.reports.ABOUT`); while one is on its way, that one."""
    moves.lock(assessment)
    under_way = newest_of(kind, snapshot=snapshot.pk)
    if under_way is not None and under_way.state in UNFINISHED:
        return under_way
    return request_document(
        kind=kind,
        title=title_of(assessment, snapshot, kind),
        authority=assessment.authority,
        params={"snapshot": snapshot.pk},
        by=by,
    )


def title_of(assessment: SelfAssessment, snapshot: Snapshot, kind: str) -> str:
    revision = f", revision {snapshot.revision}" if snapshot.revision > 1 else ""
    return f"{ABOUT[kind].title}, {assessment.authority}, {assessment.year_label}{revision}"
