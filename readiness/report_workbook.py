"""The tables of a feedback report as an accessible workbook: the same figures, one table a sheet."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.utils.timezone import localdate

from commissioning.documents.kinds import BuiltFile, Kind, Progress, register
from commissioning.documents.models import Document
from commissioning.reporting import spreadsheets
from commissioning.reporting.cells import Cell, Shorthand
from commissioning.reporting.cells import Kind as CellKind
from commissioning.reporting.spreadsheets import Column, Sheet, Workbook

from . import report, report_document
from .feedback.shapes import FeedbackReport
from .feedback.spread import Range
from .levels import Answer
from .models import Snapshot
from .queries.frozen import REPORT_TABLES

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_SAID = "Not said"
CODE, STANDARD = Column("Code", width=10), Column("Standard", width=50)


def register_kind() -> None:
    register(Kind(REPORT_TABLES, visible_to=report_document.visible_to, may=report_document.may, build=build))


def build(document: Document, progress: Progress) -> BuiltFile:
    snapshot = report_document.snapshot_of(document)
    progress(10, "Checking the snapshot")
    report_document.check(snapshot)
    progress(40, "Writing the tables")
    compared = report_document.is_compared(document)
    content = make(snapshot, compared=compared)
    progress(95, "Keeping the file")
    what = "tables beside other areas" if compared else "tables"
    return BuiltFile(report_document.file_name(snapshot, what, "xlsx"), CONTENT_TYPE, content)


def make(snapshot: Snapshot, *, compared: bool = False) -> bytes:
    return spreadsheets.write(workbook(report.feedback_report(snapshot, compared=compared)))


def workbook(found: FeedbackReport) -> Workbook:
    about = [("Council", f"{found.area.name} ({found.area.gss_code}), {found.area.type}, {found.area.region}")]
    about += [(step.label, f"{_day(step.at.date())}, by {step.by}") for step in found.milestones]
    if found.superseded_by:
        about.append(("Newer version", f"A newer version has taken the place of this one: {found.superseded_by}."))
    return Workbook(
        title=f"Tables of the feedback report: {found.area.short_name}, {found.label}",
        summary=" ".join(found.glance.sentences),
        author=settings.PROGRAMME_NAME,
        contact=settings.SUPPORT_EMAIL,
        version=f"Revision {found.revision}, {found.reference}",
        made_on=localdate(found.made_at),
        who_may_see=_who_may_see(found),
        sheets=tuple(_sheets(found)),
        about=tuple(about),
    )


def _who_may_see(found: FeedbackReport) -> str:
    if found.others:
        return (
            "This copy sets the area beside others. On the site: the area’s champion and director, where their account "
            "can read levels of no other area. To hand tables on, take the copy without that sheet."
        )
    readers = ", ".join(reader[:1].lower() + reader[1:] for reader in found.who_sees)
    return (
        f"On the site: {readers}, each for their own area; once it is signed, contributors who took part and whoever "
        "the area shares it with."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _sheets(found: FeedbackReport) -> Iterator[Sheet]:
    yield _levels(found)
    if found.spread:
        yield _spread(found)
    if found.others:
        yield _others(found)
    if found.challenge and found.challenge.is_printed:
        yield _challenge(found)
    if found.plan:
        yield _actions(found)
    if found.taking:
        yield _taking(found)
    if any(standard.cited for standard in found.standards):
        yield _evidence(found)


def _level(answer: Answer | None) -> Cell:
    """The number, or what stands for none: not applicable, or not known."""
    if answer is None:
        return Shorthand.NOT_AVAILABLE
    if answer.level is not None:
        return answer.level
    return Shorthand.NOT_APPLICABLE if answer.no_level == "not_applicable" else Shorthand.NOT_AVAILABLE


def _levels(found: FeedbackReport) -> Sheet:
    then = found.comparison.label if found.comparison else "last time"
    columns = (
        CODE,
        STANDARD,
        Column("Section", width=28),
        Column(f"Level, {found.label}", CellKind.WHOLE, Shorthand.NOT_AVAILABLE),
        Column("In words", width=36),
        Column("Level aimed for", CellKind.WHOLE, Shorthand.NOT_AVAILABLE),
        Column(f"Level, {then}", CellKind.WHOLE, Shorthand.NOT_AVAILABLE, width=18),
        Column("Change", nothing="Not compared", width=18),
        Column("More than one view agreed into it", width=18),
        Column("What comes next", width=80),
    )
    rows = [
        [
            one.code,
            one.title,
            section.title,
            _level(one.answer),
            one.answer.words,
            one.target,
            _level(one.earlier),
            one.change,
            one.moderated,
            f"{one.ahead.heading}: {one.ahead.text}",
        ]
        for section in found.sections
        for one in section.standards
    ]
    return Sheet("Levels", "Level of each standard", columns, rows, notes=(f"{found.headline}.",))


def _spread(found: FeedbackReport) -> Sheet:
    if found.spread is None:
        raise ValueError("This report has no views.")
    sides = ("Partners’", "Independent providers’")
    columns = [CODE, STANDARD]
    for side in sides:
        columns += [
            Column(f"{side} views", CellKind.WHOLE),
            Column(f"{side} lowest", CellKind.WHOLE, Shorthand.CONFIDENTIAL),
            Column(f"{side} highest", CellKind.WHOLE, Shorthand.CONFIDENTIAL),
            Column(f"{side} views in words", width=36),
        ]
    rows = [
        [
            one.code,
            one.title,
            *_range(one.spread.partners),
            *_range(one.spread.providers),
        ]
        for one in found.standards
        if one.spread
    ]
    notes = (
        "From where to where is printed only where at least five views with a level were given.",
        "Where fewer than ten views lie within one level of each other, no more than that is said.",
    )
    return Sheet("Spread", "From where to where views of each standard went", tuple(columns), rows, notes)


def _range(views: Range) -> Sequence[Cell]:
    nothing = Shorthand.NOT_APPLICABLE if not views.views else None
    return views.views, views.lowest or nothing, views.highest or nothing, views.short


def _others(found: FeedbackReport) -> Sheet:
    """A row a standard and group: no reader has to look into three tables."""
    if found.others is None:
        raise ValueError("This report has no comparison.")
    columns = (
        STANDARD,
        Column("Own level", CellKind.WHOLE, Shorthand.NOT_AVAILABLE),
        Column("Other areas of", width=24),
        Column("Middle level", width=18),
        Column("Middle half", nothing="Not given", width=14),
        *(Column(heading, CellKind.WHOLE, Shorthand.CONFIDENTIAL) for heading in found.others.headings),
    )
    rows: list[list[Cell]] = []
    for row in found.others.rows:
        for group, middle, counts in zip(found.others.groups, row.middles, row.counts, strict=True):
            rows.append([row.title, _level(row.own), group, middle.median, middle.half, *counts])
        if row.neighbours:
            uncounted = [Shorthand.NOT_APPLICABLE] * len(found.others.headings)
            told = (row.neighbours.median, row.neighbours.half)
            rows.append([row.title, _level(row.own), "Statistical neighbours", *told, *uncounted])
    notes = (f"{found.others.publication}. {found.area.short_name} itself is left out of every group.",)
    return Sheet("Comparison", "Beside the other areas that signed", columns, rows, notes)


def _challenge(found: FeedbackReport) -> Sheet:
    columns = (
        CODE,
        STANDARD,
        Column("What the local lead said", width=36),
        Column("Level it was said about", CellKind.WHOLE, Shorthand.NOT_AVAILABLE),
        Column("Reason", nothing="None given", width=60),
        Column("The area’s response", nothing="None", width=60),
        Column("Level now", CellKind.WHOLE, Shorthand.NOT_AVAILABLE),
    )
    rows = [
        [
            one.code,
            one.title,
            one.exchange.said,
            _level(one.exchange.about),
            "\n\n".join(one.exchange.reason),
            "\n\n".join(one.exchange.response),
            _level(one.exchange.now),
        ]
        for one in found.standards
        if one.exchange
    ]
    return Sheet("Challenge", "The local lead’s challenge and the area’s response", columns, rows)


def _actions(found: FeedbackReport) -> Sheet:
    columns = (
        Column("Action", width=50),
        Column("Standards", nothing="None"),
        Column("Who answers for it", nothing=NOT_SAID, width=30),
        Column("Due", CellKind.DAY, Shorthand.NOT_AVAILABLE),
        Column("Status", width=16),
        Column("How we will know it worked", nothing=NOT_SAID, width=60),
    )
    rows = [
        [one.title, one.standards_listed, one.owner, one.due_on, one.status, "\n\n".join(one.measure)]
        for one in found.actions
    ]
    return Sheet("Actions", "What the area will do", columns, rows)


def _taking(found: FeedbackReport) -> Sheet:
    if found.taking is None:
        raise ValueError("This report does not say who took part.")
    columns = (Column("Kind of partner"), Column("Views", CellKind.WHOLE), Column("People", CellKind.WHOLE))
    rows = [[kind.label, kind.views, kind.people] for kind in found.taking.kinds]
    return Sheet("Who took part", "Views given, by kind of partner", columns, rows, (found.taking.message,))


def _evidence(found: FeedbackReport) -> Sheet:
    columns = (
        CODE,
        STANDARD,
        Column("Evidence", width=50),
        Column("Where it can be found", nothing=NOT_SAID, width=50),
        Column("How strong it is, in the area’s own judgement", width=44),
        Column("Shown as a file", width=12),
    )
    rows = [
        [one.code, one.title, piece.title, piece.citation, piece.strength, piece.is_shown]
        for one in found.standards
        for piece in one.cited
    ]
    return Sheet("Evidence", "What the area shows or cites", columns, rows)
