"""One move of a version’s table. Every change of state goes through `advance`."""

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..gates import missing
from ..models import Resource, ResourceMove, ResourceVersion
from ..queries.resources import facts
from ..workflow import STEPS, Hand, Move, State, Step, step_for
from .writing import lock

GATED = frozenset({Move.SUBMIT, Move.PUBLISH})


@transaction.atomic
def advance(*, row: ResourceVersion, move: Move, by: User, state: str = "", reason: str = "") -> ResourceVersion:
    """Lock, check, save, and a line of its history. `state`: the one the page was made for."""
    Resource.objects.select_for_update().get(pk=row.resource_id)  # two versions are never published together
    current = _locked(row, move, by)
    step = step_for(move, current.at)
    if state not in ("", current.state):
        raise NotNow("Somebody moved this on while you had the page open. See how it stands now.")
    if step.reason and not reason.strip():
        raise NotNow("Say why first; the reason is kept with it.")
    if move in GATED and (lacking := missing(facts(current))):
        raise NotNow(" ".join(["This is not possible yet.", *lacking]))
    if move is Move.PUBLISH:
        _replace_published(current, by)
        current.published_at = timezone.now()
    _move(current, move, step, by, reason.strip())
    return current


def publish_at_shell(row: ResourceVersion) -> None:
    """For what is shipped: published by nobody, in place of the version before it."""
    _replace_published(row, None)
    row.published_at = timezone.now()
    _move(row, Move.PUBLISH, step_for(Move.PUBLISH, State.SUBMITTED), None, "")


def _locked(row: ResourceVersion, move: Move, by: User) -> ResourceVersion:
    if STEPS[move].hand is Hand.WRITER:
        return lock(row, by)
    if STEPS[move].hand is Hand.NOBODY:
        raise NotNow("Nobody makes this move by itself.")
    check_anywhere(scope_of(by), Permission.LIBRARY_PUBLISH)
    return ResourceVersion.objects.select_for_update(of=("self",)).select_related("resource").get(pk=row.pk)


def _replace_published(row: ResourceVersion, by: User | None) -> None:
    before = row.resource.versions.published().select_for_update(of=("self",)).first()
    if before is not None:
        _move(before, Move.REPLACE, step_for(Move.REPLACE, before.at), by, "")


def _move(row: ResourceVersion, move: Move, step: Step, by: User | None, reason: str) -> None:
    before, row.state = row.state, step.to_state.value
    row.save()
    ResourceMove.objects.create(of=row, move=move.value, from_state=before, to_state=row.state, reason=reason, by=by)
    audit.record(f"resource-{move.value}", row, by=by, authority_id=row.authority_id)
