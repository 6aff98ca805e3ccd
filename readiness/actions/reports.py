"""Asking for reports of what was frozen."""

from django.db import transaction

from commissioning.documents.actions import request_document
from commissioning.documents.models import UNFINISHED, Document
from commissioning.people.models import User
from commissioning.saving import NotNow

from ..models import SelfAssessment, Snapshot
from ..queries import frozen
from ..queries.reports import about, newest_copy, params_of
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
def request_copy(
    *, assessment: SelfAssessment, snapshot: Snapshot, kind: str, by: User | None, compared: bool = False
) -> Document:
    """A new file of that kind (`queries.reports.ABOUT`); while one is on its way, that one. `compared`: with the
    chapter beside other areas, which the worker makes only for who may compare.
    """
    moves.lock(assessment)
    under_way = newest_copy(snapshot, kind, compared=compared)
    if under_way is not None and under_way.state in UNFINISHED:
        return under_way
    return request_document(
        kind=kind,
        title=title_of(assessment, snapshot, kind, compared=compared),
        authority=assessment.authority,
        params=params_of(snapshot, compared),
        by=by,
    )


def title_of(assessment: SelfAssessment, snapshot: Snapshot, kind: str, *, compared: bool = False) -> str:
    revision = f", revision {snapshot.revision}" if snapshot.revision > 1 else ""
    return f"{about(kind, compared).title}, {assessment.authority}, {assessment.year_label}{revision}"
