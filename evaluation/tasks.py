"""What the worker does for surveys. Each task finds its work in the database, so a lost or doubled one does no harm."""

import logging
from collections.abc import Callable
from functools import partial

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

from commissioning.jobs.locks import only_one

from .actions import closing, inviting, pooling, setbacks, tabulating, withholding
from .models import Setback

log = logging.getLogger(__name__)


@shared_task(name="evaluation.send")
def send() -> None:
    """Beat, each minute: invitations, reminders, and what became of them."""
    with only_one("evaluation-send") as free:
        if free:
            inviting.note_refusals()
            inviting.send_invitations()
            inviting.send_reminders()


@shared_task(name="evaluation.collect")
def collect() -> None:
    """Beat: pools that are large enough, rounds whose last day is over, figures and tables still to be made."""
    with only_one("evaluation-collect") as free:
        if free:
            for step in (
                pooling.move_ready,
                closing.close_those_over,
                withholding.queue_missing,
                tabulating.requeue_waiting,
            ):
                _try(step)


def _try(step: Callable[[], int]) -> None:
    """One step that fails keeps no other waiting; within it, one group none (`setbacks`)."""
    try:
        step()
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise  # the database is away, or time is up: the next run goes on
    except Exception:
        log.exception("A step of collecting failed")


@shared_task(name="evaluation.withhold")
def withhold(group_id: int) -> None:
    setbacks.attempt(Setback.Work.WITHHOLD, group_id, partial(withholding.decide, group_id))


@shared_task(name="evaluation.tabulate")
def tabulate(tabulation_id: int) -> None:
    from . import tabulating as tables  # here, because it loads the statistics

    setbacks.attempt(Setback.Work.TABULATE, tabulation_id, partial(tables.tabulate, tabulation_id))
