"""Reads about reports of what was frozen: a snapshot's versions, and the files that can be made of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from commissioning.access.scope import Scope
from commissioning.authorities.models import Succession
from commissioning.documents.models import UNFINISHED
from commissioning.documents.queries import Status, newest_of, status_of

from ..feedback.words import on_day
from ..models import SelfAssessment, Snapshot
from .frozen import BOARD_REPORT, FEEDBACK_REPORT, REPORT_TABLES
from .reading import readable_snapshots


def snapshot_with_document(snapshot: Snapshot | None) -> dict[str, Any]:
    """A snapshot with its feedback report as a document, and how far that is."""
    document = newest_of(FEEDBACK_REPORT, snapshot=snapshot.pk) if snapshot else None
    return {"snapshot": snapshot, "status": status_of(document) if document else None}


def same_council(authority_id: int) -> set[int]:
    """The authority and the codes it had before: a recoded council is the same, a merged one is not."""
    recoded = dict(
        Succession.objects.filter(kind=Succession.Kind.RECODED).values_list("successor_id", "predecessor_id")
    )
    found = {authority_id}
    while (before := recoded.get(authority_id)) and before not in found:
        found.add(before)
        authority_id = before
    return found


# --- Files --------------------------------------------------------------------------------


@dataclass(frozen=True)
class About:
    """A kind of file made of a snapshot, in words."""

    title: str
    label: str
    about: str
    make: str


ABOUT: dict[str, About] = {
    FEEDBACK_REPORT: About(
        "Feedback report", "The whole report", "A tagged PDF of everything on this page.", "Make the PDF"
    ),
    BOARD_REPORT: About(
        "Two pages for the board",
        "Two pages for the board",
        "What was found, strengths and priorities, where views differed, and what comes next, as a PDF.",
        "Make the two pages",
    ),
    REPORT_TABLES: About(
        "Tables of the feedback report",
        "The tables as a spreadsheet",
        "The same figures, one table a sheet, as an Excel workbook.",
        "Make the spreadsheet",
    ),
}


@dataclass(frozen=True)
class Copy:
    """One kind of file for one snapshot, and how far its newest document is; no status before anyone asked."""

    kind: str
    label: str
    about: str
    make: str
    status: Status | None
    is_under_way: bool
    screen_url: str = ""

    @property
    def make_again(self) -> str:
        return f"{self.make} again"


def copy_of(snapshot: Snapshot, kind: str) -> Copy:
    document = newest_of(kind, snapshot=snapshot.pk)
    words = ABOUT[kind]
    return Copy(
        kind=kind,
        label=words.label,
        about=words.about,
        make=words.make,
        status=status_of(document) if document else None,
        is_under_way=document is not None and document.state in UNFINISHED,
        screen_url=_screen_url(snapshot) if kind == BOARD_REPORT else "",
    )


def _screen_url(snapshot: Snapshot) -> str:
    return reverse("readiness:board-detail", args=[snapshot.assessment_id, snapshot.pk])


def copies_of(snapshot: Snapshot) -> list[Copy]:
    return [copy_of(snapshot, kind) for kind in ABOUT]


# --- Versions -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    snapshot: Snapshot
    label: str
    superseded_by: str


def versions_of(assessment: SelfAssessment, scope: Scope) -> list[Version]:
    """Those the scope may read, newest first."""
    every = list(assessment.snapshots.defer("data").order_by("-made_at", "-id"))
    readable = set(assessment.snapshots.filter(readable_snapshots(scope)).values_list("pk", flat=True))
    return [
        Version(
            one,
            f"Revision {one.revision}, {_moment(one)} on {on_day(localdate(one.made_at))}",
            superseded_by(one, every),
        )
        for one in every
        if one.pk in readable
    ]


def superseded_by(snapshot: Snapshot, others: Iterable[Snapshot]) -> str:
    """The newest version after this one; only a signed one takes the place of a signed one."""
    newer = [other for other in others if other.made_at > snapshot.made_at]
    if snapshot.moment == Snapshot.Moment.SIGNED:
        newer = [other for other in newer if other.moment == Snapshot.Moment.SIGNED]
    if not newer:
        return ""
    found = max(newer, key=lambda other: (other.moment, other.made_at, other.pk))
    return f"revision {found.revision}, {_moment(found)}"


def _moment(snapshot: Snapshot) -> str:
    """ "signed", or "sent to the director"."""
    label = str(snapshot.get_moment_display())
    return label[:1].lower() + label[1:]
