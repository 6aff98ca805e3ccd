"""Reads about self-assessments: one with its standards, the lists, what comes next."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.lineage import lineage_ids
from commissioning.authorities.models import Authority

from ..levels import Answer
from ..models import FrameworkVersion, Scorer, Section, SelfAssessment, Snapshot, Standard, StandardEntry
from .standards import comparable_codes

MINUTES_A_STANDARD = 12  # a champion's working day for twelve standards, reading and asking included


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
        if self.entry.to_look_again:
            return "look_again"
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
        return time_for(len(self.missing))

    def after(self, standard: Standard) -> Task | None:
        """The next standard not completed yet, going round from this one."""
        order = [*(t for t in self.tasks if t.standard.order > standard.order), *self.tasks]
        return next((task for task in order if task in self.missing and task.standard != standard), None)


def time_for(standards: int) -> str:
    """ "2 hours 25 minutes": to five minutes, for it is an estimate. Empty when nothing is missing."""
    hours, minutes = divmod(5 * round(MINUTES_A_STANDARD * standards / 5), 60)
    parts = [f"{hours} hour{'s' * (hours != 1)}"] * bool(hours) + [f"{minutes} minutes"] * bool(minutes)
    return " ".join(parts)


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


def occasion_before(assessment: SelfAssessment) -> SelfAssessment | None:
    """The area's last self-assessment on the same set, whatever its occasion: the one opened before this."""
    before = SelfAssessment.objects.filter(authority=assessment.authority, framework=assessment.framework)
    before = before.filter(opened_at__lt=assessment.opened_at).exclude(pk=assessment.pk)
    return before.select_related("version__framework").order_by("-opened_at", "-pk").first()


@dataclass(frozen=True)
class Before:
    """What was signed the time before, by code of standard where its wording can be followed."""

    title: str
    answers: dict[str, Answer]


def signed_before(assessment: SelfAssessment) -> Before | None:
    """The levels last signed on the same set; shown beside this occasion's, never filled in."""
    earlier = Snapshot.objects.filter(
        moment=Snapshot.Moment.SIGNED,
        assessment__authority=assessment.authority_id,
        assessment__framework=assessment.framework_id,
        assessment__opened_at__lt=assessment.opened_at,
    ).exclude(assessment=assessment.pk)
    snapshot = earlier.select_related("assessment__version").order_by("-made_at", "-id").first()
    if snapshot is None:
        return None
    comparable = comparable_codes(snapshot.assessment.version, assessment.version)
    records = {record["code"]: record for record in snapshot.data["standards"]}
    answers = {code: Answer(record["level"], record["no_level"]) for code, record in records.items()}
    return Before(snapshot.assessment.title, {code: answers[code] for code in answers.keys() & comparable})


@dataclass(frozen=True)
class Carried:
    text: str
    source: SelfAssessment


def to_carry(assessment: SelfAssessment) -> dict[str, Carried]:
    """The words it begins with, by code: the area's last ones; in its first, those of the councils it came from, where
    only one of them said anything.
    """
    before = occasion_before(assessment)
    found: dict[str, list[Carried]] = {}
    for source in [before] if before else _last_of_predecessors(assessment):
        for code, text in texts_to_carry(source, assessment.version).items():
            found.setdefault(code, []).append(Carried(text, source))
    return {code: said[0] for code, said in found.items() if len(said) == 1}


def _last_of_predecessors(assessment: SelfAssessment) -> list[SelfAssessment]:
    """Of each council that this one came from, the last one on the same set."""
    line = lineage_ids(assessment.authority) - {assessment.authority_id}
    rows = SelfAssessment.objects.filter(authority__in=line, framework=assessment.framework)
    newest = rows.order_by("authority_id", "-opened_at", "-pk").distinct("authority_id")
    return list(newest.select_related("version__framework"))


def texts_to_carry(before: SelfAssessment, version: FrameworkVersion) -> dict[str, str]:
    """What was said of each standard last time, where the standard compares with this version's; by code."""
    comparable = comparable_codes(before.version, version)
    entries = before.entries.select_related("standard").exclude(narrative="")
    return {e.standard.code: e.narrative for e in entries if e.standard.code in comparable}


def champion_scorer(assessment: SelfAssessment) -> Scorer:
    return assessment.scorers.get(kind=Scorer.Kind.CHAMPION)


def progress(assessment: SelfAssessment) -> Progress:
    """Every standard with the area's entry and the champion's own answer, in order."""
    views = {view.standard_id: view.answer for view in champion_scorer(assessment).views.all()}
    entries = assessment.entries.select_related("standard__section", "saved_by")
    return Progress(tuple(Task(e.standard, e, views.get(e.standard_id, Answer())) for e in entries))


def authorities_with_stage(scope: Scope) -> QuerySet[Authority]:
    """The current areas of which the person may see how far a self-assessment is."""
    return Authority.objects.current().filter(scope.within([Permission.STAGE_SEE], ""))


def champion_authorities(scope: Scope) -> QuerySet[Authority]:
    """The current areas whose self-assessment the person leads."""
    return Authority.objects.current().filter(scope.within([Permission.ASSESSMENT_LEAD], ""))
