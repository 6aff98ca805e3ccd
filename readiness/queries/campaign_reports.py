"""Reads about the reports of a whole campaign: which there are to take out, and how far the files are."""

from dataclasses import dataclass

from django.db.models import QuerySet

from commissioning.documents.models import UNFINISHED, Document

from ..models import Campaign, SelfAssessment, Snapshot
from .frozen import FEEDBACK_REPORT
from .reports import copies

CAMPAIGN_REPORTS = "campaign-reports"


@dataclass(frozen=True)
class AreaReport:
    """One area's signed snapshot and the document that stands for it; None while one has to be made."""

    snapshot: Snapshot
    report: Document | None


def signed_snapshots(campaign: Campaign) -> list[Snapshot]:
    """Of each area of the campaign that has signed, its newest signed one, by the areas' codes."""
    rows = Snapshot.objects.filter(
        moment=Snapshot.Moment.SIGNED,
        assessment__occasion=SelfAssessment.Occasion.ANNUAL,
        assessment__framework=campaign.framework_id,
        assessment__year=campaign.year,
        assessment__authority__in=campaign.areas.all(),
    )
    newest = {row.assessment_id: row for row in _with_area(rows).order_by("revision", "made_at", "pk")}
    return sorted(newest.values(), key=lambda row: row.assessment.authority.gss_code)


def reports_of(document: Document) -> list[AreaReport]:
    """Of the snapshots the document names, in their order.

    A report that is ready or on its way stands, whoever asked for it; never a copy that sets the area beside others.
    One that failed stands if it was made for this very document.
    """
    numbers = document.params.get("snapshots") or []
    snapshots = _with_area(Snapshot.objects.filter(pk__in=numbers)).order_by("assessment__authority__gss_code")
    made: dict[int, Document] = {}
    rows = copies(FEEDBACK_REPORT, compared=False).filter(params__snapshot__in=numbers)
    for row in rows.order_by("created_at", "pk"):
        if row.state in (*UNFINISHED, Document.State.DONE) or row.parent_id == document.pk:
            made[row.params["snapshot"]] = row
    return [AreaReport(snapshot, made.get(snapshot.pk)) for snapshot in snapshots]


def _with_area(rows: QuerySet[Snapshot]) -> QuerySet[Snapshot]:
    """Without what they hold, which is large and not needed to know whose they are."""
    return rows.select_related("assessment__authority").defer("data")
