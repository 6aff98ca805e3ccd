"""The end of a round: unfinished answers are kept or dropped by rule, and which figures are withheld is decided."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from commissioning.jobs import queue
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow

from ..models import Draft, Round, RoundGroup, Setback
from ..queries import answering as reading
from . import pooling
from .answering import let_nobody_in, record_of
from .rounds import lock
from .setbacks import attempt
from .storing import store
from .tabulating import LONGEST


@transaction.atomic
def close(*, round_: Round, by: User | None) -> Round:
    """`by` is nobody when its last day is over and the beat closes it."""
    let_nobody_in(round_.pk)
    locked = lock(round_)
    if locked.state != Round.State.OPEN:
        raise NotNow("Only a round that is open can be closed.")
    locked.state, locked.closed_at = Round.State.CLOSED, timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    for group in locked.groups.select_related("round"):
        if group.is_anonymous:
            pooling.seal_off(group)
        else:
            _keep_partial(group)
        queue.put("evaluation.withhold", group.pk, seconds=LONGEST)
    audit.record("round-close", locked, by=by)
    return locked


def _keep_partial(group: RoundGroup) -> int:
    """Unfinished answers count from the share of what was asked that the group states; the others are dropped."""
    drafts = Draft.objects.filter(group=group, invitation__isnull=False, finished=False)
    drafts = drafts.exclude(invitation__outcome__in=reading.NOT_ASKED)
    records = []
    for draft in drafts.select_related("invitation"):
        way = reading.Way(group, draft.invitation)
        sheet = reading.read_draft(way, draft)
        asked = reading.course_of(way, sheet.answers).asked
        answered = sum(bool(sheet.answers.get(name)) for name in asked)
        if asked and 100 * answered >= group.partial_percent * len(asked):
            records.append(record_of(way, sheet, partial=True))
    store(group, records)
    Draft.objects.filter(group=group).delete()
    return len(records)


def close_those_over() -> int:
    """Beat: rounds whose last day is over."""
    over = Round.objects.filter(state=Round.State.OPEN, closes_on__lt=timezone.localdate())
    return sum(attempt(Setback.Work.CLOSE, one.pk, partial(close, round_=one, by=None)) is not None for one in over)
