"""Recording a reorganisation: what is planned, which councils take over, what was decided, and that it is withdrawn.

Nothing here touches the programme’s work; `applying` does, once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.authorities.reorganising import Facts
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from . import found
from .models import Reorganisation, ReorganisationDecision, SuccessorCouncil


@dataclass(frozen=True)
class Planned:
    kind: str
    predecessors: tuple[Authority, ...]
    effective_on: date
    legal_order: str = ""


@transaction.atomic
def record(*, planned: Planned, by: User) -> Reorganisation:
    """Raises NotNow, with every reason, where it contradicts the register or is recorded already."""
    check_anywhere(scope_of(by), Permission.REORGANISATION_RECORD)
    _take_turns(planned.predecessors)
    _refuse(_problems(planned, None))
    made = Reorganisation.objects.create(
        kind=planned.kind, effective_on=planned.effective_on, legal_order=planned.legal_order, recorded_by=by
    )
    made.predecessors.set(planned.predecessors)
    _audit("record", made, by)
    return made


@transaction.atomic
def change(*, reorganisation: Reorganisation, planned: Planned, version: int, by: User) -> Reorganisation:
    current = lock(reorganisation, by)
    _take_turns(planned.predecessors)
    if version != current.version:
        raise NotNow("Somebody else changed this meanwhile. Open it again, and see what they did.")
    _refuse(_problems(planned, current))
    current.kind, current.effective_on = planned.kind, planned.effective_on
    current.legal_order = planned.legal_order
    current.predecessors.set(planned.predecessors)
    return _changed(current, by)


@transaction.atomic
def add_known(*, reorganisation: Reorganisation, authority: Authority, by: User) -> SuccessorCouncil:
    """A council of the register takes over. Added twice it is there once."""
    names = {"gss_code": authority.gss_code, "name": authority.name, "short_name": authority.short_name}
    return _add(SuccessorCouncil(authority=authority, **names), reorganisation, by)


@transaction.atomic
def add_new(*, reorganisation: Reorganisation, facts: Facts, by: User) -> SuccessorCouncil:
    """A council that begins that day; the register gets it when the reorganisation is applied."""
    return _add(SuccessorCouncil(is_new=True, **vars(facts)), reorganisation, by)


def _add(one: SuccessorCouncil, reorganisation: Reorganisation, by: User) -> SuccessorCouncil:
    current = lock(reorganisation, by)
    same = current.successors.filter(gss_code=one.gss_code).first()
    if same:
        return same
    one.reorganisation = current
    _refuse(found.after_problems(one, list(current.predecessors.all()), current))
    one.save(force_insert=True)
    _changed(current, by)
    return one


@transaction.atomic
def remove(*, successor: SuccessorCouncil, by: User) -> None:
    current = lock(successor.reorganisation, by)
    if current.successors.filter(pk=successor.pk).delete()[0]:
        _changed(current, by)


@transaction.atomic
def decide(*, reorganisation: Reorganisation, answers: Mapping[str, str], by: User) -> None:
    """The answers to the preview’s questions, as far as they were given."""
    current = lock(reorganisation, by)
    known = dict(current.decisions.values_list("question", "answer"))
    new = {question: answer for question, answer in answers.items() if answer and known.get(question) != answer}
    for question, answer in new.items():
        values = {"answer": answer, "decided_at": timezone.now(), "decided_by": by}
        ReorganisationDecision.objects.update_or_create(reorganisation=current, question=question, defaults=values)
    if new:
        _audit("decide", current, by)


@transaction.atomic
def withdraw(*, reorganisation: Reorganisation, because: str, by: User) -> Reorganisation:
    """It stays in the list, with the reason."""
    current = lock(reorganisation, by)
    current.state = Reorganisation.State.WITHDRAWN
    current.withdrawn_because = because
    current.settled_at, current.settled_by = timezone.now(), by
    current.save(update_fields=["state", "withdrawn_because", "settled_at", "settled_by"])
    _audit("withdraw", current, by)
    return current


def lock(reorganisation: Reorganisation, by: User) -> Reorganisation:
    """The row, locked first, of one that is still planned."""
    check_anywhere(scope_of(by), Permission.REORGANISATION_RECORD)
    current = Reorganisation.objects.select_for_update(of=("self",)).get(pk=reorganisation.pk)
    current.check_planned()
    return current


def _take_turns(areas: Iterable[Authority]) -> None:
    """Of two that record the end of the same council at the same moment, the second finds the first."""
    wanted = [area.pk for area in areas]
    list(Authority.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("pk"))


def _problems(planned: Planned, own: Reorganisation | None) -> list[str]:
    of_each = (found.before_problems(area, planned.kind, planned.effective_on, own) for area in planned.predecessors)
    return [problem for problems in of_each for problem in problems]


def _refuse(problems: list[str]) -> None:
    if problems:
        raise NotNow(" ".join(problems))


def _changed(current: Reorganisation, by: User) -> Reorganisation:
    current.version += 1
    current.save(update_fields=["kind", "effective_on", "legal_order", "version"])
    _audit("change", current, by)
    return current


def _audit(verb: str, reorganisation: Reorganisation, by: User) -> None:
    audit.record(f"reorganisation-{verb}", reorganisation, by=by)
