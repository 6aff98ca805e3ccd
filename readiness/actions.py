"""Every write about self-assessments and standards."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.authorities.models import Authority
from commissioning.documents.actions import request_document
from commissioning.documents.models import Document
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of

from . import queries, snapshots, years
from .levels import Answer
from .models import (
    AgreedLevel,
    AssessmentMove,
    Descriptor,
    Framework,
    FrameworkVersion,
    Scorer,
    Section,
    SelfAssessment,
    Snapshot,
    Standard,
    StandardEntry,
    View,
)
from .standards_file import StandardsSet
from .workflow import Move, NotNow, State, check_editable, step_for


class Published(Exception):
    """This version exists with other content; a published version never changes."""


@transaction.atomic
def publish_standards(*, content: StandardsSet, by: User | None) -> tuple[FrameworkVersion, bool]:
    """The version, and whether it is new. The same content a second time changes nothing."""
    framework, _ = Framework.objects.get_or_create(code=content.code)
    existing = framework.versions.filter(number=content.version).first()
    if existing:
        if existing.checksum != content.checksum:
            raise Published(
                f"Version {content.version} of {content.code} is published and cannot change. "
                f"Give the new content a higher version number on the sheet “set”."
            )
        return existing, False
    version = FrameworkVersion.objects.create(
        framework=framework,
        number=content.version,
        title=content.title,
        summary=content.summary,
        source=content.source,
        checksum=content.checksum,
    )
    sections = {
        row.code: Section.objects.create(
            version=version, order=order, code=row.code, title=row.title, summary=row.summary
        )
        for order, row in enumerate(content.sections, 1)
    }
    for order, row in enumerate(content.standards, 1):
        _publish_standard(version, sections[row.section], order, row)
    audit.record("standards-publish", version, by=by)
    return version, True


def _publish_standard(version: FrameworkVersion, section: Section, order: int, row) -> None:
    plain = ("code", "title", "short_title", "fully_achieved", "why_it_matters", "what_good_looks_like", "evidence")
    standard = Standard.objects.create(
        version=version,
        section=section,
        order=order,
        stages=list(row.stages),
        asked_of=list(row.asked_of),
        compares_with_last=row.compares_with_last,
        **{name: getattr(row, name) for name in plain},
    )
    Descriptor.objects.bulk_create(
        Descriptor(standard=standard, level=level, text=text) for level, text in enumerate(row.levels, 1)
    )


@transaction.atomic
def open_assessment(
    *, authority: Authority, year: int, by: User | None, occasion: str = SelfAssessment.Occasion.ANNUAL
) -> SelfAssessment:
    """A new self-assessment against the newest standards, the champion its first scorer.

    Raises NotNow where one of that occasion is open already, or that year's was made.
    """
    version = queries.current_standards()
    assessment = SelfAssessment(authority=authority, version=version, occasion=occasion, year=year, opened_by=by)
    try:
        with transaction.atomic():
            assessment.save(force_insert=True)
    except IntegrityError:
        raise NotNow(_already(authority, occasion, year)) from None
    StandardEntry.objects.bulk_create(
        StandardEntry(assessment=assessment, standard=standard) for standard in version.standards.all()
    )
    Scorer.objects.create(assessment=assessment, kind=Scorer.Kind.CHAMPION, partner_kind="council", person=by)
    AssessmentMove.objects.create(assessment=assessment, move="open", to_state=State.OPEN, revision=1, by=by)
    audit.record("assessment-open", assessment, by=by, authority_id=authority.pk)
    return assessment


def _already(authority: Authority, occasion: str, year: int) -> str:
    same_year = SelfAssessment.objects.filter(authority=authority, occasion=occasion, year=year).exists()
    if same_year:
        return f"{authority} has a self-assessment for {years.label(year)} already."
    return f"{authority} has an earlier self-assessment that is not signed yet; finish that one first."


@dataclass(frozen=True)
class Typed:
    """What a page sent about one standard."""

    answer: Answer
    narrative: str
    completed: bool
    version: int  # the save it was typed on top of


@dataclass(frozen=True)
class Conflict:
    """What somebody else saved after the page was opened."""

    by: User | None
    at: datetime
    answer: Answer
    narrative: str
    completed: bool


@dataclass(frozen=True)
class Saved:
    """The number of the save that now stands; with a conflict it is the other person's."""

    version: int
    conflict: Conflict | None = None


@transaction.atomic
def save_standard(*, assessment: SelfAssessment, standard: Standard, typed: Typed, by: User) -> Saved:
    """Saves the champion's level and the area's account together; a conflict saves nothing.

    The same content sent twice (a double click, the back button) is one save. Raises NotNow once it is sent.
    """
    # The assessment first, as every action locks it, so that a save and a submission take turns.
    current = SelfAssessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    check_editable(State(current.state))
    entry = assessment.entries.select_for_update(of=("self",)).select_related("saved_by").get(standard=standard)
    view, _ = View.objects.get_or_create(scorer=queries.champion_scorer(assessment), standard=standard)
    same = (view.answer, entry.narrative, entry.completed) == (typed.answer, typed.narrative, typed.completed)
    if same and entry.version:
        return Saved(entry.version)
    if typed.version != entry.version:
        theirs = Conflict(entry.saved_by, entry.saved_at, view.answer, entry.narrative, entry.completed)
        return Saved(entry.version, theirs)
    view.answer = typed.answer
    view.save(update_fields=["level", "no_level"])
    entry.narrative, entry.completed = typed.narrative, typed.completed
    entry.version, entry.saved_at, entry.saved_by = entry.version + 1, timezone.now(), by
    entry.save(update_fields=["narrative", "completed", "version", "saved_at", "saved_by"])
    audit.record("standard-save", entry, by=by, authority_id=assessment.authority_id)
    return Saved(entry.version)


@transaction.atomic
def submit(*, assessment: SelfAssessment, by: User) -> Document:
    """Agrees the champion's own levels, freezes what is sent, and asks for the feedback report."""
    current = _lock(assessment)
    step_for(Move.SUBMIT, State(current.state))
    progress = queries.progress(current)
    if not progress.is_complete:
        raise NotNow("Every standard needs an answer and to be marked as completed before it is sent.")
    _agree_champions_levels(current, by)
    advance(assessment=current, move=Move.SUBMIT, by=by)
    return request_feedback_report(assessment=current, by=by)


def _agree_champions_levels(assessment: SelfAssessment, by: User | None) -> None:
    """With one scorer there is nothing to agree between: their views are the levels, unmoderated."""
    scorer = queries.champion_scorer(assessment)
    now = timezone.now()
    Scorer.objects.filter(pk=scorer.pk, sent_at__isnull=True).update(sent_at=now)
    for view in scorer.views.all():
        AgreedLevel.objects.update_or_create(
            assessment=assessment,
            standard_id=view.standard_id,
            defaults={
                "level": view.level,
                "no_level": view.no_level,
                "moderated": False,
                "agreed_at": now,
                "agreed_by": by,
            },
        )


@transaction.atomic
def sign(*, assessment: SelfAssessment, by: User) -> SelfAssessment:
    """On behalf of the partnership, by the director in role today; the signed report replaces the sent one."""
    signed = advance(assessment=assessment, move=Move.SIGN, by=by)
    request_feedback_report(assessment=signed, by=by)
    return signed


@transaction.atomic
def advance(*, assessment: SelfAssessment, move: Move, by: User, reason: str = "") -> SelfAssessment:
    """Makes one move of the table: lock, check, save, history, and the snapshot it calls for."""
    assessment = _lock(assessment)
    step = step_for(move, State(assessment.state))
    check(scope_of(by), step.permission, assessment.authority)
    before, assessment.state = assessment.state, step.to_state.value
    assessment.save(update_fields=["state"])
    AssessmentMove.objects.create(
        assessment=assessment,
        move=move.value,
        from_state=before,
        to_state=assessment.state,
        revision=assessment.revision,
        reason=reason,
        by=by,
    )
    if step.snapshot:
        _freeze(assessment, step.snapshot)
    audit.record(f"assessment-{move.value}", assessment, by=by, authority_id=assessment.authority_id)
    return assessment


def _lock(assessment: SelfAssessment) -> SelfAssessment:
    rows = SelfAssessment.objects.select_for_update(of=("self",))
    return rows.select_related("authority__region", "version__framework").get(pk=assessment.pk)


def _freeze(assessment: SelfAssessment, moment: str) -> Snapshot:
    now = timezone.now()
    data = snapshots.build(
        assessment=assessment, moment=moment, at=now.isoformat(), standards=queries.standard_records(assessment)
    )
    return Snapshot.objects.create(
        assessment=assessment,
        moment=moment,
        revision=assessment.revision,
        format=snapshots.FORMAT,
        data=data,
        checksum=snapshots.checksum(data),
        made_at=now,
    )


@transaction.atomic
def request_feedback_report(*, assessment: SelfAssessment, by: User | None) -> Document:
    """A new PDF of the newest snapshot."""
    snapshot = queries.newest_snapshot(assessment)
    if snapshot is None:
        raise NotNow("There is a feedback report once the self-assessment has been sent to the director.")
    return request_document(
        kind=queries.FEEDBACK_REPORT,
        title=f"Feedback report, {assessment.authority}, {assessment.year_label}",
        authority=assessment.authority,
        params={"snapshot": snapshot.pk},
        by=by,
    )
