"""Reads about reports of what was frozen: a snapshot's versions, and the files that can be made of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from commissioning.access.scope import Scope
from commissioning.authorities.models import Succession
from commissioning.documents.models import UNFINISHED, Document
from commissioning.documents.queries import Status, status_of

from ..feedback.words import on_day
from ..models import SelfAssessment, Snapshot
from .frozen import BOARD_REPORT, FEEDBACK_REPORT, REPORT_TABLES
from .reading import readable_snapshots


def snapshot_with_document(snapshot: Snapshot | None) -> dict[str, Any]:
    """A snapshot with its feedback report as a document, the copy for all its readers, and how far that is."""
    document = newest_copy(snapshot, FEEDBACK_REPORT) if snapshot else None
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


# In a document's params: a copy with the chapter beside other areas, for whoever may compare. A copy without it is
# for everybody who reads the report.
COMPARED = {"compared": True}


def params_of(snapshot: Snapshot, compared: bool) -> dict[str, Any]:
    return {"snapshot": snapshot.pk} | (COMPARED if compared else {})


def copies(kind: str, compared: bool) -> QuerySet[Document]:
    with_chapter = Q(params__contains=COMPARED)
    return Document.objects.filter(with_chapter if compared else ~with_chapter, kind=kind)


def newest_copy(snapshot: Snapshot, kind: str, *, compared: bool = False) -> Document | None:
    rows = copies(kind, compared).filter(params__snapshot=snapshot.pk)
    return rows.order_by("-created_at", "-id").first()


@dataclass(frozen=True)
class About:
    """A kind of file made of a snapshot, in words."""

    title: str
    label: str
    about: str
    make: str


ABOUT: dict[str, About] = {
    FEEDBACK_REPORT: About("Feedback report", "The whole report", "The report as a tagged PDF.", "Make the PDF"),
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
ABOUT_COMPARED: dict[str, About] = {
    FEEDBACK_REPORT: About(
        "Feedback report beside other areas",
        "The whole report, beside other areas",
        "A tagged PDF of everything on this page. It is for you, not to be handed on.",
        "Make the PDF beside other areas",
    ),
    REPORT_TABLES: About(
        "Tables of the feedback report beside other areas",
        "The tables as a spreadsheet, beside other areas",
        "The same figures, one table a sheet, as an Excel workbook. It is for you, not to be handed on.",
        "Make the spreadsheet beside other areas",
    ),
}
TO_HAND_ON = "Without the chapter beside other areas, so that it can be handed on."


def about(kind: str, compared: bool) -> About:
    return (ABOUT_COMPARED if compared else ABOUT)[kind]


@dataclass(frozen=True)
class Copy:
    """One kind of file for one snapshot, and how far its newest document is; no status before anyone asked."""

    kind: str
    label: str
    about: str
    make: str
    compared: bool
    status: Status | None
    is_under_way: bool
    screen_url: str = ""

    @property
    def field(self) -> str:
        """What its button sends."""
        return "compared" if self.compared else ""

    @property
    def make_again(self) -> str:
        return f"{self.make} again"


def copy_of(snapshot: Snapshot, kind: str, *, compared: bool = False, more: str = "") -> Copy:
    document = newest_copy(snapshot, kind, compared=compared)
    words = about(kind, compared)
    return Copy(
        kind=kind,
        label=words.label,
        about=f"{words.about} {more}".strip(),
        make=words.make,
        compared=compared,
        status=status_of(document) if document else None,
        is_under_way=document is not None and document.state in UNFINISHED,
        screen_url=_screen_url(snapshot) if kind == BOARD_REPORT else "",
    )


def _screen_url(snapshot: Snapshot) -> str:
    return reverse("readiness:board-detail", args=[snapshot.assessment_id, snapshot.pk])


def copies_of(snapshot: Snapshot, *, compared: bool) -> list[Copy]:
    """`compared`: the reader sees the chapter beside other areas, and is offered copies with it first."""
    if not compared:
        return [copy_of(snapshot, kind) for kind in ABOUT]
    theirs = [copy_of(snapshot, kind, compared=True) for kind in ABOUT_COMPARED]
    return theirs + [copy_of(snapshot, kind, more=TO_HAND_ON if kind in ABOUT_COMPARED else "") for kind in ABOUT]


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
