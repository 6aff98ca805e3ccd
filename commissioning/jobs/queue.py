"""Work goes on the queue by its task's name once the transaction has committed, and never breaks the request.

A row in the database always says what is to be done, and a beat job finds rows nobody took up; so a queue
that cannot be reached is logged and waited out, not shown as an error.
"""

import logging
from collections.abc import Callable
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError, OperationalError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

INTERACTIVE = "interactive"  # small things somebody waits for, and beat's housekeeping
DOCUMENTS = "documents"  # PDFs and exports: a thousand of them delay nothing else
MAIL = "mail"

# Redis or its client refusing, timing out or resetting all arrive as one of these.
UNREACHABLE = (KombuError, OperationalError, RedisError, OSError)


def put(task: str, *args: int | str, queue: str) -> None:
    """Queue the task after commit. Arguments are ids; the task loads and re-checks the rest."""
    transaction.on_commit(partial(_send, task, args, queue), robust=True)


def _send(task: str, args: tuple, queue: str) -> None:
    attempt(lambda: current_app.send_task(task, args=args, queue=queue), task)


def attempt(send: Callable[[], object], task: str) -> bool:
    try:
        send()
    except UNREACHABLE as error:
        log.warning("The queue cannot be reached; %s waits for the next sweep (%s).", task, error)
        return False
    return True
