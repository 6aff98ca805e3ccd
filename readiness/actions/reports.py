"""Asking for reports of what was frozen."""

from commissioning.documents.actions import request_once
from commissioning.documents.models import Document
from commissioning.people.models import User
from commissioning.saving import NotNow

from ..models import SelfAssessment, Snapshot
from ..queries import frozen
from ..queries.reports import about, params_of


def request_feedback_report(
    *, assessment: SelfAssessment, by: User | None, snapshot: Snapshot | None = None
) -> Document:
    """The PDF of that snapshot, or of the newest there is."""
    snapshot = snapshot or frozen.latest_snapshot(assessment)
    if snapshot is None:
        raise NotNow("There is a feedback report once the self-assessment has been sent to the director.")
    return request_copy(assessment=assessment, snapshot=snapshot, kind=frozen.FEEDBACK_REPORT, by=by)


def request_copy(
    *, assessment: SelfAssessment, snapshot: Snapshot, kind: str, by: User | None, compared: bool = False
) -> Document:
    """A new file of that kind (`queries.reports.ABOUT`); while one is on its way, that one. `compared`: with the
    chapter beside other areas, which the worker makes only for who may compare.
    """
    return request_once(
        kind=kind,
        title=title_of(assessment, snapshot, kind, compared=compared),
        authority=assessment.authority,
        params=params_of(snapshot, compared),
        by=by,
    )


def title_of(assessment: SelfAssessment, snapshot: Snapshot, kind: str, *, compared: bool = False) -> str:
    revision = f", revision {snapshot.revision}" if snapshot.revision > 1 else ""
    return f"{about(kind, compared).title}, {assessment.authority}, {assessment.year_label}{revision}"
