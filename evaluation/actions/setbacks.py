"""Work that fails is tried a few times, ever later, and then set aside with its reason; other work goes on."""

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from commissioning.jobs.locks import only_one
from commissioning.saving import NotNow

from ..models import Setback
from ..models.setbacks import MOST_ATTEMPTS

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=10)
LOST_WORKER = "The worker stopped while doing this."
Given = TypeVar("Given")


def attempt(work: str, subject: int, doing: Callable[[], Given]) -> Given | None:
    """What `doing` gives; None when somebody else is at it, it is not due yet, it was set aside, or it failed.

    The attempt is counted before it is begun, so that work which ends its worker is set aside too. Not within a
    transaction. Raises what keeps all work from being done: the database is away, or time is up.
    """
    with only_one(f"evaluation-{work}", subject) as free:
        setback = _begin(work, subject) if free else None
        if setback is None:
            return None
        try:
            given = doing()
        except (OperationalError, InterfaceError):
            raise
        except NotNow:  # somebody else has done it meanwhile
            given = None
        except Exception as error:
            log.exception("%s %s failed (attempt %s)", setback.get_work_display(), subject, setback.attempts)
            _note(setback, error)
            if isinstance(error, SoftTimeLimitExceeded):
                raise
            return None
        Setback.objects.filter(pk=setback.pk).delete()
        return given


def _begin(work: str, subject: int) -> Setback | None:
    setback, _ = Setback.objects.get_or_create(work=work, subject=subject)
    due = Setback.objects.filter(pk=setback.pk, attempts__lt=MOST_ATTEMPTS, try_again_at__lte=timezone.now())
    if not due.update(attempts=F("attempts") + 1, reason=LOST_WORKER):
        return None
    setback.refresh_from_db()
    return setback


def _note(setback: Setback, error: Exception) -> None:
    """Try again after 10, 20, 40, 80 minutes."""
    wait = FIRST_WAIT * 2 ** (setback.attempts - 1)
    reason = _reason(error)[:200]
    Setback.objects.filter(pk=setback.pk).update(reason=reason, try_again_at=timezone.now() + wait)


def _reason(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"


@transaction.atomic
def try_again() -> int:
    """What was set aside is due at once, with its attempts counted afresh; how much that was."""
    return Setback.objects.filter(attempts__gte=MOST_ATTEMPTS).update(attempts=0, try_again_at=timezone.now())
