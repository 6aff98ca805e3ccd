"""The comparison of a closed campaign as a document: computed once by a worker, stored, and written as a workbook."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import EVERYWHERE, Scope
from commissioning.documents.kinds import BuiltFile, Kind, Progress, Refused, register
from commissioning.documents.models import Document
from commissioning.reporting import spreadsheets
from commissioning.reporting.cells import Kind as CellKind
from commissioning.reporting.cells import Shorthand
from commissioning.reporting.spreadsheets import Column, Sheet, Workbook

from . import comparison, publication, republication, snapshots
from .comparison import COLUMNS, Between
from .models import Campaign, ComparisonPublication
from .queries import comparing
from .queries import comparison as queries
from .queries.campaigns import COMPARISON_TABLES

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECONDS = 540  # linear programming for every standard; the queue takes a task for lost after 600


def register_kind() -> None:
    register(Kind(COMPARISON_TABLES, visible_to=visible_to, may=may, build=build, seconds=SECONDS))


def visible_to(scope: Scope) -> Q:
    """Evaluators who know no area's levels. Whoever closed the campaign reads on its page how far it is."""
    return EVERYWHERE if comparing.may_compare_groups(scope).yes else Q(pk__in=[])


def may(scope: Scope, document: Document) -> bool:
    """Have it made, which is not to open it."""
    return scope.holds(Permission.CAMPAIGN_RUN)


def build(document: Document, progress: Progress) -> BuiltFile:
    made = _published(document, progress)
    name = f"Comparison {made.campaign.year_label.replace('/', '-')} publication {made.number}.xlsx"
    return BuiltFile(name, CONTENT_TYPE, spreadsheets.write(workbook(made)))


def _published(document: Document, progress: Progress) -> ComparisonPublication:
    """The publication the document asks for; made now, unless an attempt before this one got so far."""
    campaign = Campaign.objects.select_related("framework").filter(pk=document.params.get("campaign")).first()
    if campaign is None or not campaign.closed_at:
        raise Refused("A comparison is published of a campaign that is closed.")
    number = document.params["number"]
    existing = campaign.publications.filter(number=number).first()
    if existing:
        return existing
    data = compute(campaign, datetime.fromisoformat(document.params["at"]), progress)
    reasons = (republication.why_not(earlier.data, data) for earlier in campaign.publications.all())
    if reason := next(filter(None, reasons), ""):
        raise Refused(f"{reason} The comparison stays as it was published.")
    return ComparisonPublication.objects.create(
        campaign=campaign,
        number=number,
        reason=document.params["reason"],
        format=comparison.FORMAT,
        data=data,
        checksum=snapshots.checksum(data),
        made_at=timezone.now(),
        asked_by=document.requested_by,
    )


def compute(campaign: Campaign, at: datetime, progress: Progress) -> dict[str, Any]:
    def told(done: int, total: int) -> None:
        progress(5 + 90 * done // total, f"{done} of {total} standards")

    progress(5, "Reading signed levels")
    return publication.publish(
        queries.signed_by(campaign, at), queries.sections_by_standard(campaign), queries.neighbours(), told
    )


# --- The workbook -------------------------------------------------------------------------

_COUNTS = tuple(f"Level {level}, areas" if level else "No level, areas" for level in COLUMNS)
_COLUMNS = (
    Column("Standard", width=12),
    Column("Title", width=40),
    Column("Group", width=26),
    Column("Areas", CellKind.WHOLE, nothing=Shorthand.CONFIDENTIAL),
    *(Column(heading, CellKind.WHOLE, nothing=Shorthand.CONFIDENTIAL) for heading in _COUNTS),
    Column("Median", nothing=Shorthand.NOT_AVAILABLE, width=18),
    Column("Lower quartile", nothing=Shorthand.NOT_AVAILABLE, width=18),
    Column("Upper quartile", nothing=Shorthand.NOT_AVAILABLE, width=18),
)


def workbook(made: ComparisonPublication) -> Workbook:
    """Every group of every standard, as somebody who is none of the areas reads it."""
    told = queries.told_by([made])
    seen = comparison.read(told.data[made.pk])
    titles = {standard.code: standard.title for standard in told.standards(made)}
    rows = [
        [standard.code, titles[standard.code], queries.label_of(key), group.base, *_figures(group)]
        for standard in seen.standards.values()
        for key, group in standard.groups.items()
    ]
    return Workbook(
        title=f"Self-assessment {made.campaign.year_label}: areas compared",
        summary="How many areas have each level of each standard, by England, type and region.",
        author=settings.PROGRAMME_NAME,
        contact=settings.SUPPORT_EMAIL,
        version=f"Publication {made.number}",
        made_on=timezone.localdate(made.made_at),
        who_may_see="Evaluators whose account can read no area’s own levels.",
        sheets=(Sheet("Levels", "Areas by level of each standard", _COLUMNS, rows),),
        notes=(
            "Levels are the areas’ own judgement, signed by their directors. They are counted, never averaged.",
            "Small numbers are withheld, and others with them where they could be worked out from the rest.",
            "A median is given of five areas or more, quartiles of ten or more, where they give nobody’s level away.",
        ),
    )


def _figures(told: comparison.Distribution) -> list[Any]:
    summary = told.summary
    counts = [cell.count for cell in told.cells]
    return [*counts, _words(summary.median), _words(summary.lower), _words(summary.upper)]


def _words(between: Between | None) -> str | None:
    return between.words if between else None
