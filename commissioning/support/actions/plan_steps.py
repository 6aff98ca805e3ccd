"""Every write about a package’s milestones and actions: planned, changed, done, dropped, taken up again."""

from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..models import PackageEvent, PlanStep, SupportPackage
from ..queries.reading import check_works
from ..workflow import KEPT, check_in
from .events import note
from .locking import lock


@dataclass(frozen=True)
class Typed:
    kind: str
    title: str
    owner: str
    due_on: date


@transaction.atomic
def add(*, package: SupportPackage, typed: Typed, by: User) -> PlanStep:
    """The same one sent twice is one."""
    package = _to_keep(package, by)
    for twin in package.plan_steps.filter(done_on=None, dropped_at=None, title=typed.title):
        if _holds(twin, typed):
            return twin
    step = PlanStep(package=package, added_by=by)
    _fill(step, typed)
    _say(step, f"{step.get_kind_display()} planned: {step.title}", by)
    audit.record("plan-step-add", step, by=by, authority_id=package.authority_id)
    return step


@transaction.atomic
def save(*, step: PlanStep, typed: Typed, version: int, by: User) -> Saved[PlanStep]:
    """While it is to be done. The same content sent twice is one save."""
    current = _current(step, by)
    if _holds(current, typed):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    _check_to_do(current)
    moved = current.due_on != typed.due_on
    _fill(current, typed, version + 1)
    changed = f"{current.get_kind_display()} changed: {current.title}"
    _say(current, f"{changed}, now due on {date_format(current.due_on)}" if moved else changed, by)
    audit.record("plan-step-save", current, by=by, authority_id=current.package.authority_id)
    return Saved(current)


@transaction.atomic
def finish(*, step: PlanStep, done_on: date, words: str, version: int, by: User) -> Saved[PlanStep]:
    """Done that day, with what came of it."""
    current = _current(step, by)
    if (current.done_on, current.words) == (done_on, words):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    _check_to_do(current)
    if done_on > timezone.localdate():
        raise NotNow("It can be done today or on a day before, not on one to come.")
    current.done_on = done_on
    _end(current, f"{current.get_kind_display()} done: {current.title}", words, by)
    audit.record("plan-step-finish", current, by=by, authority_id=current.package.authority_id)
    return Saved(current)


@transaction.atomic
def drop(*, step: PlanStep, why: str, version: int, by: User) -> Saved[PlanStep]:
    """It will not be done, and why; it stays to be read."""
    current = _current(step, by)
    if current.dropped_at and current.words == why:
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    _check_to_do(current)
    if not why.strip():
        raise NotNow("Say why it is dropped.")
    current.dropped_at = timezone.now()
    _end(current, f"{current.get_kind_display()} dropped: {current.title}", why, by)
    audit.record("plan-step-drop", current, by=by, authority_id=current.package.authority_id)
    return Saved(current)


@transaction.atomic
def take_up_again(*, step: PlanStep, by: User) -> PlanStep:
    """Done or dropped too soon. What was said stays in the timeline."""
    current = _current(step, by)
    if current.is_to_do:
        return current
    current.done_on = current.dropped_at = None
    _end(current, f"{current.get_kind_display()} taken up again: {current.title}", "", by)
    audit.record("plan-step-take-up", current, by=by, authority_id=current.package.authority_id)
    return current


# --- What they share ----------------------------------------------------------------------


def _to_keep(package: SupportPackage, by: User) -> SupportPackage:
    package = lock(package)
    check_works(scope_of(by), package)
    check_in(KEPT, package.at, "Milestones and actions are kept")
    return package


def _current(step: PlanStep, by: User) -> PlanStep:
    """As it stands, its package locked."""
    package = _to_keep(step.package, by)
    current = PlanStep.objects.get(pk=step.pk)
    current.package = package
    return current


def _check_to_do(step: PlanStep) -> None:
    if not step.is_to_do:
        raise NotNow("It has been done or dropped. Take it up again first.")


def _holds(step: PlanStep, typed: Typed) -> bool:
    return all(getattr(step, field.name) == getattr(typed, field.name) for field in fields(typed))


def _fill(step: PlanStep, typed: Typed, version: int = 1) -> None:
    for field in fields(typed):
        setattr(step, field.name, getattr(typed, field.name))
    step.version = version
    step.save()


def _end(step: PlanStep, text: str, words: str, by: User) -> None:
    step.words, step.version = words, step.version + 1
    step.save()
    _say(step, text, by, more=words)


def _say(step: PlanStep, text: str, by: User, more: str = "") -> None:
    note(package=step.package, kind=PackageEvent.Kind.PLAN, text=text, more=more, subject=step.pk, by=by)
