"""One move of a package’s table. Every change of stage goes through `advance`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..gates import missing
from ..models import PackageEvent, SupportPackage
from ..queries.facts import facts
from ..queries.reading import check_may_one_of
from ..workflow import Move, Stage, step_for
from . import closing_reports, days, follow_ups, notices
from .events import note
from .locking import lock


@dataclass(frozen=True)
class Told:
    """What came with the move: the stage its page was made for; why; for “not now” the condition and the day to come
    back to it; for an agreement that takes more than the pot holds, why it does all the same.
    """

    stage: str = ""
    reason: str = ""
    condition: str = ""
    revisit_on: date | None = None
    override: str = ""


@transaction.atomic
def advance(*, package: SupportPackage, move: Move, by: User, told: Told | None = None) -> SupportPackage:
    """Makes one move of the table: lock, check, save, what follows from it, and a line of the timeline."""
    told = told or Told()
    package = lock(package)
    step = step_for(move, package.at)
    if told.stage not in ("", package.stage):
        raise NotNow("Somebody moved this package while you had the page open. See how it stands now.")
    check_may_one_of(scope_of(by), step.permissions, package)
    if step.reason and not told.reason.strip():
        raise NotNow("Say why first; the reason is kept in its history.")
    package.condition, package.revisit_on = told.condition.strip(), told.revisit_on
    if lacking := missing(move, facts(package)):
        raise NotNow(" ".join(["This is not possible yet.", *(one.text for one in lacking)]))
    before, since = package.at, package.stage_since
    package.stage = (step.to_stage or Stage(package.came_from)).value
    package.came_from = before.value if move is Move.PAUSE else ""
    package.stage_since = timezone.now()
    if move in EFFECTS:
        EFFECTS[move](package, by, told)
    package.save()
    _tell(package, move, before, since, by, told)
    return package


def _tell(package: SupportPackage, move: Move, before: Stage, since: datetime, by: User, told: Told) -> None:
    note(
        package=package,
        kind=PackageEvent.Kind.MOVE,
        text=step_for(move, before).label,
        more=told.reason,
        by=by,
        move=move.value,
        from_stage=before.value,
        to_stage=package.stage,
        since=since,
    )
    audit.record(f"package-{move.value}", package, by=by, authority_id=package.authority_id)
    notices.about_move(package, move, by)


# --- What follows from a move -------------------------------------------------------------


def _send(package: SupportPackage, by: User, told: Told) -> None:
    package.reference = f"SP-{package.pk:05}"
    package.sent_at = timezone.now()


def _agree(package: SupportPackage, by: User, told: Told) -> None:
    package.agreed_at = timezone.now()
    days.allocate_what_was_agreed(package, by=by, override=told.override)


def _renegotiate(package: SupportPackage, by: User, told: Told) -> None:
    """Signatures stay on the terms they were given to; the new revision has none yet."""
    package.terms += 1


def _close(package: SupportPackage, by: User, told: Told) -> None:
    package.closed_at = timezone.now()
    follow_ups.plan(package)
    closing_reports.freeze(package)


def _reopen(package: SupportPackage, by: User, told: Told) -> None:
    package.closed_at = None
    follow_ups.drop(package)


EFFECTS: Mapping[Move, Callable[[SupportPackage, User, Told], None]] = {
    Move.SEND: _send,
    Move.AGREE: _agree,
    Move.RENEGOTIATE: _renegotiate,
    Move.CLOSE: _close,
    Move.REOPEN: _reopen,
}
