"""Every write about an action plan: drafts from the gaps, actions, how they go, reminders sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..models import Action, ActionUpdate, SelfAssessment, Standard
from ..models.plan import EXPLAINED
from ..queries import plan as queries
from . import moves


@transaction.atomic
def draft_from_gaps(*, authority: Authority, by: User) -> list[Action]:
    """A draft for each standard with a gap that no unfinished action is about yet; a second time adds nothing."""
    assessment = _to_plan_for(authority, by)
    drafted = [_draft(assessment, gap, by) for gap in queries.gaps(assessment)]
    if drafted:
        audit.record("plan-draft", assessment, by=by, authority_id=authority.pk)
    return drafted


def _draft(assessment: SelfAssessment, gap: queries.Gap, by: User) -> Action:
    action = Action.objects.create(
        authority=assessment.authority,
        assessment=assessment,
        title=gap.draft.title,
        measure=gap.draft.measure,
        drafted=True,
        created_by=by,
    )
    action.standards.set([gap.standard])
    return action


@transaction.atomic
def drop(*, action: Action, by: User) -> None:
    """A draft nobody wants leaves the plan; whoever takes it up all the same brings it back."""
    current = _lock(action, by)
    if not current.drafted:
        raise NotNow("This action has been taken up, so it stays in the plan. You can stop it and say why.")
    if current.is_unfinished:
        current.status = Action.Status.STOPPED
        current.save(update_fields=["status"])
        audit.record("action-drop", current, by=by, authority_id=current.authority_id)


@dataclass(frozen=True)
class Typed:
    """What the page of an action sent; standards by code."""

    title: str
    standards: tuple[str, ...]
    owner: str
    owner_email: str
    due_on: date
    measure: str
    version: int  # the save it was typed on top of


@transaction.atomic
def add(*, authority: Authority, typed: Typed, by: User) -> Action:
    """The same one sent twice is one action."""
    assessment = _to_plan_for(authority, by)
    for twin in Action.objects.unfinished().filter(assessment=assessment, drafted=False, title=typed.title):
        if _holds(twin, typed):
            return twin
    action = Action(authority=assessment.authority, assessment=assessment, created_by=by)
    _fill(action, typed)
    audit.record("action-add", action, by=by, authority_id=authority.pk)
    return action


@transaction.atomic
def save(*, action: Action, typed: Typed, by: User) -> Saved[Action]:
    """A draft is taken up by it. The same content sent twice is one save."""
    current = _lock(action, by)
    if _holds(current, typed) and not current.drafted:
        return Saved(current)
    if typed.version != current.version:
        return Saved(current, conflict=True)
    if current.drafted:
        current.drafted, current.status = False, Action.Status.PLANNED
    current.version += 1
    _fill(current, typed)
    audit.record("action-save", current, by=by, authority_id=current.authority_id)
    return Saved(current)


def _holds(action: Action, typed: Typed) -> bool:
    same = all(
        getattr(action, field) == getattr(typed, field)
        for field in ("title", "owner", "owner_email", "due_on", "measure")
    )
    return same and set(queries.standard_codes(action)) == set(typed.standards)


def _fill(action: Action, typed: Typed) -> None:
    action.title, action.measure, action.due_on = typed.title, typed.measure, typed.due_on
    action.owner, action.owner_email = typed.owner, typed.owner_email
    action.save()
    action.standards.set(Standard.objects.filter(version=action.assessment.version_id, code__in=typed.standards))


@dataclass(frozen=True)
class Said:
    """How it goes: the status from now on, and words that "done" and "stopped" cannot do without."""

    status: str
    text: str
    version: int


@transaction.atomic
def update(*, action: Action, said: Said, by: User) -> Saved[Action]:
    """Adds to the action's history; nothing said before is changed. The same page sent twice is one update."""
    current = _lock(action, by)
    if current.drafted:
        raise NotNow("This is a draft. Take it up first: say who answers for it and by when.")
    if said.status in EXPLAINED and not said.text.strip():
        raise NotNow("Say what shows that it is done, or why it was stopped.")
    if said.version != current.version:
        return Saved(current, conflict=not _is_last_said(current, said, by))
    ActionUpdate.objects.create(action=current, status=said.status, text=said.text, by=by)
    current.status, current.version = said.status, current.version + 1
    current.save(update_fields=["status", "version"])
    audit.record("action-update", current, by=by, authority_id=current.authority_id)
    return Saved(current)


def _is_last_said(action: Action, said: Said, by: User) -> bool:
    last = action.updates.first()
    return (
        last is not None
        and (last.status, last.text, last.by_id) == (said.status, said.text, by.pk)
        and said.version == action.version - 1
    )


@transaction.atomic
def mark_reminded(*, actions: Iterable[Action], today: date, by: User | None = None) -> list[Action]:
    """Claims the reminders about these actions. What comes back is this caller's to send: of two that ask at once,
    each action goes to one.
    """
    wanted = [action.pk for action in actions]
    claimed = list(queries.to_remind(today).filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",)))
    Action.objects.filter(pk__in=[action.pk for action in claimed]).update(reminded_at=timezone.now())
    for action in claimed:
        audit.record("action-remind", action, by=by, authority_id=action.authority_id)
    return claimed


# --- Who and when -------------------------------------------------------------------------


def _to_plan_for(authority: Authority, by: User) -> SelfAssessment:
    """The self-assessment new actions come from, locked, so that two who add or draft take turns."""
    _check_may_write(authority, by)
    assessment = queries.current_assessment(authority)
    if assessment is None:
        raise NotNow(f"{authority} has no self-assessment yet. Start it first; the plan is about what it finds.")
    return moves.lock(assessment)


def _check_may_write(authority: Authority, by: User) -> None:
    check(scope_of(by), Permission.ASSESSMENT_LEAD, authority)
    if not authority.is_current:
        raise NotNow(f"{authority} is a former council: its plan can be read, and no longer changed.")


def _lock(action: Action, by: User) -> Action:
    rows = Action.objects.select_for_update(of=("self",)).select_related("authority", "assessment__version")
    current = rows.get(pk=action.pk)
    _check_may_write(current.authority, by)
    return current
