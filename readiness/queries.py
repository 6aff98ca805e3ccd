"""Reads of this app that need thought; each gives plain rows or frozen dataclasses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.documents.queries import newest_of, status_of

from . import snapshots, visibility, years
from .levels import Answer
from .models import FrameworkVersion, Scorer, Section, SelfAssessment, Snapshot, Standard, StandardEntry
from .standards_file import SectionRow, StandardRow, StandardsSet
from .workflow import EDITABLE, State

MINUTES_A_STANDARD = 12  # a champion's working day for twelve standards, reading and asking included


FEEDBACK_REPORT = "feedback-report"

# --- Standards ----------------------------------------------------------------------------


def current_standards() -> FrameworkVersion:
    """The newest version of the programme's own set; 404 before any has been published."""
    version = FrameworkVersion.objects.select_related("framework").newest()
    if version is None:
        raise Http404("No standards have been published yet.")
    return version


def standards_of(version: FrameworkVersion) -> QuerySet[Standard]:
    return version.standards.select_related("section").prefetch_related("descriptors")


def sections_of(version: FrameworkVersion) -> QuerySet[Section]:
    return version.sections.prefetch_related(Prefetch("standards", queryset=standards_of(version)))


def standards_set(version: FrameworkVersion) -> StandardsSet:
    """A published version as the content it was published from."""
    return StandardsSet(
        code=version.framework.code,
        title=version.title,
        version=version.number,
        summary=version.summary,
        source=version.source,
        sections=tuple(SectionRow(s.code, s.title, s.summary) for s in version.sections.all()),
        standards=tuple(_standard_row(standard) for standard in standards_of(version)),
    )


def _standard_row(standard: Standard) -> StandardRow:
    return StandardRow(
        code=standard.code,
        section=standard.section.code,
        title=standard.title,
        short_title=standard.short_title,
        fully_achieved=standard.fully_achieved,
        why_it_matters=standard.why_it_matters,
        what_good_looks_like=standard.what_good_looks_like,
        levels=tuple(text for _, text in sorted(standard.level_texts.items())),
        evidence=standard.evidence,
        stages=tuple(standard.stages),
        asked_of=tuple(standard.asked_of),
        compares_with_last=standard.compares_with_last,
    )


# --- One self-assessment ------------------------------------------------------------------


@dataclass(frozen=True)
class Task:
    """One standard of an assessment, as its task list and check page show it."""

    standard: Standard
    entry: StandardEntry
    answer: Answer

    @property
    def status(self) -> str:
        if self.entry.completed:
            return "completed"
        return "in_progress" if self.entry.version else "not_started"


@dataclass(frozen=True)
class Progress:
    tasks: tuple[Task, ...]

    @property
    def by_section(self) -> list[tuple[Section, list[Task]]]:
        grouped: dict[int, tuple[Section, list[Task]]] = {}
        for task in self.tasks:
            grouped.setdefault(task.standard.section_id, (task.standard.section, []))[1].append(task)
        return list(grouped.values())

    @property
    def completed(self) -> int:
        return sum(task.entry.completed for task in self.tasks)

    @property
    def missing(self) -> list[Task]:
        return [task for task in self.tasks if not (task.entry.completed and task.answer.is_given)]

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def time_left(self) -> str:
        """ "2 hours 25 minutes": to five minutes, for it is an estimate. Empty when nothing is missing."""
        hours, minutes = divmod(5 * round(MINUTES_A_STANDARD * len(self.missing) / 5), 60)
        parts = [f"{hours} hour{'s' * (hours != 1)}"] * bool(hours) + [f"{minutes} minutes"] * bool(minutes)
        return " ".join(parts)

    def after(self, standard: Standard) -> Task | None:
        """The next standard not completed yet, going round from this one."""
        order = [*(t for t in self.tasks if t.standard.order > standard.order), *self.tasks]
        return next((task for task in order if task in self.missing and task.standard != standard), None)


def assessments() -> QuerySet[SelfAssessment]:
    """With what every page about one needs; callers narrow it to what the reader may see."""
    return SelfAssessment.objects.select_related("authority__region", "version__framework")


def task(assessment: SelfAssessment, code: str) -> Task | None:
    entry = (
        assessment.entries.filter(standard__code=code)
        .select_related("standard__section", "saved_by")
        .prefetch_related("standard__descriptors")
        .first()
    )
    if entry is None:
        return None
    view = champion_scorer(assessment).views.filter(standard=entry.standard).first()
    return Task(entry.standard, entry, view.answer if view else Answer())


def initial(task: Task) -> dict[str, Any]:
    """What the standard's form starts with. An untouched standard asks whether it is complete afresh."""
    completed = {True: "yes", False: "no" if task.entry.version else ""}[task.entry.completed]
    return {
        "level": task.answer.value,
        "narrative": task.entry.narrative,
        "completed": completed,
        "version": task.entry.version,
    }


def detail(assessment: SelfAssessment, scope: Scope) -> dict[str, Any]:
    """What the reader may see of it: the task list, the levels sent, or the stage alone."""
    state = State(assessment.state)
    leads = scope.may(Permission.ASSESSMENT_LEAD, assessment.authority) and state in EDITABLE
    reads = visibility.may_see_levels(scope, assessment.authority, state) and newest_snapshot(assessment) is not None
    return {
        "assessment": assessment,
        "progress": progress(assessment) if leads else None,
        "may_read_report": reads,
        "moves": assessment.moves.select_related("by"),
    }


def sent(assessment: SelfAssessment) -> dict[str, Any]:
    """The newest snapshot with its feedback report as a document, and how far that is."""
    snapshot = newest_snapshot(assessment)
    document = newest_of(FEEDBACK_REPORT, snapshot=snapshot.pk) if snapshot else None
    return {
        "assessment": assessment,
        "snapshot": snapshot,
        "status": status_of(document) if document else None,
    }


def champion_scorer(assessment: SelfAssessment) -> Scorer:
    return assessment.scorers.get(kind=Scorer.Kind.CHAMPION)


def progress(assessment: SelfAssessment) -> Progress:
    """Every standard with the area's entry and the champion's own answer, in order."""
    views = {view.standard_id: view.answer for view in champion_scorer(assessment).views.all()}
    entries = assessment.entries.select_related("standard__section", "saved_by")
    return Progress(tuple(Task(e.standard, e, views.get(e.standard_id, Answer())) for e in entries))


def standard_records(assessment: SelfAssessment) -> list[dict[str, Any]]:
    """Every standard with its agreed level and narrative, as a snapshot keeps it."""
    agreed = {level.standard_id: level for level in assessment.agreed_levels.all()}
    records = []
    for entry in assessment.entries.select_related("standard"):
        level = agreed.get(entry.standard_id)
        records.append(
            snapshots.standard_record(
                code=entry.standard.code,
                level=level.level if level else None,
                no_level=level.no_level if level else "",
                target=level.target if level else None,
                narrative=entry.narrative,
                moderated=bool(level and level.moderated),
            )
        )
    return records


def newest_snapshot(assessment: SelfAssessment) -> Snapshot | None:
    """The newest signed, else the newest sent."""
    found = {snapshot.moment: snapshot for snapshot in assessment.snapshots.order_by("made_at", "id")}
    return found.get(Snapshot.Moment.SIGNED) or found.get(Snapshot.Moment.SENT)


# --- Lists and home -----------------------------------------------------------------------


def authorities_with_stage(scope: Scope) -> QuerySet[Authority]:
    """The current areas of which the person may see how far a self-assessment is."""
    return Authority.objects.current().filter(scope.within([Permission.STAGE_SEE], ""))


def champion_authorities(scope: Scope) -> QuerySet[Authority]:
    """The current areas whose self-assessment the person leads."""
    return Authority.objects.current().filter(scope.within([Permission.ASSESSMENT_LEAD], ""))


@dataclass(frozen=True)
class NextStep:
    """What a champion or director has before them in one area."""

    authority: Authority
    year: int
    assessment: SelfAssessment | None
    progress: Progress | None
    awaits_signature: bool = False

    @property
    def year_label(self) -> str:
        return years.label(self.year)


def next_steps(scope: Scope, at: datetime | None = None) -> list[NextStep]:
    """For each area the person leads: this year's assessment, or the invitation to start it."""
    year = years.year_of(timezone.localdate(at))
    return [_next_step(authority, year) for authority in champion_authorities(scope)]


def _next_step(authority: Authority, year: int) -> NextStep:
    annual = authority.assessments.filter(occasion=SelfAssessment.Occasion.ANNUAL)
    unfinished = annual.exclude(state=State.SIGNED).order_by("year").first()
    assessment = unfinished or annual.filter(year=year).first()
    editable = assessment is not None and State(assessment.state) in EDITABLE
    return NextStep(
        authority, assessment.year if assessment else year, assessment, progress(assessment) if editable else None
    )


def awaiting_signature(scope: Scope) -> QuerySet[SelfAssessment]:
    waiting = SelfAssessment.objects.filter(state=State.WITH_DIRECTOR)
    return waiting.filter(scope.within([Permission.ASSESSMENT_SIGN])).select_related("authority")


# --- Exports ------------------------------------------------------------------------------


def annual_assessments(year: int) -> QuerySet[SelfAssessment]:
    rows = SelfAssessment.objects.filter(occasion=SelfAssessment.Occasion.ANNUAL, year=year)
    return rows.select_related("authority", "version").order_by("authority__gss_code")


def exported_rows(assessment: SelfAssessment) -> Iterator[list[Any]]:
    """One row a standard, as `interface.md` lays down."""
    snapshot = newest_snapshot(assessment)
    frozen = {record["code"]: record for record in snapshot.data["standards"]} if snapshot else {}
    revision = snapshot.revision if snapshot else 0
    for standard in assessment.version.standards.all():
        record = frozen.get(standard.code, {})
        level, target = record.get("level"), record.get("target")
        yield [
            assessment.authority.gss_code,
            assessment.authority.name,
            assessment.year,
            revision,
            standard.code,
            "" if level is None else level,
            "" if target is None else target,
            "yes" if record.get("moderated") else "no",
        ]
