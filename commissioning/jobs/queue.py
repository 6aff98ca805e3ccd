"""Work goes on the queue by its task's name once the transaction has committed, and never breaks the request.

A row in the database always says what is to be done, and a beat job finds rows nobody took up; so a queue
that cannot be reached is logged and waited out, not shown as an error.
"""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError, OperationalError
from redis import Redis
from redis.exceptions import RedisError

from commissioning.logs import context

log = logging.getLogger(__name__)

# Redis or its client refusing, timing out or resetting all arrive as one of these.
UNREACHABLE = (KombuError, OperationalError, RedisError, OSError)


REQUEST = "request_id"  # header of a message: which request the worker's lines belong to
GRACE = 30  # seconds between being asked to stop and being stopped


def put(task: str, *args: int | str, seconds: int | None = None) -> None:
    """Queue the task after commit; settings.CELERY_TASK_ROUTES says on which queue. Arguments are ids.

    `seconds` it may take, where the settings' own limit is not right for it.
    """
    limits = {"soft_time_limit": seconds, "time_limit": seconds + GRACE} if seconds else {}
    asked_by = {REQUEST: context.request_id.get()}

    def send() -> None:
        try:
            current_app.send_task(task, args=args, headers=asked_by, **limits)
        except UNREACHABLE as error:
            log.warning("The queue cannot be reached; %s waits for the next sweep (%s).", task, error)

    transaction.on_commit(send, robust=True)


def lengths() -> dict[str, int]:
    """Messages that wait, by queue. Raises UNREACHABLE."""
    names = {current_app.conf.task_default_queue, *(to["queue"] for to in current_app.conf.task_routes.values())}
    client = _client()
    try:
        return {name: client.llen(name) for name in sorted(names)}
    finally:
        client.close()


def is_empty(task: str) -> bool:
    """Whether nothing waits where that task is queued: what a row says is to be done, no message says then."""
    name = current_app.amqp.router.route({}, task)["queue"].name
    client = _client()
    try:
        return not client.llen(name)
    except UNREACHABLE:
        return False
    finally:
        client.close()


def is_reachable() -> bool:
    """Asks Redis itself, once: Celery's own connection would wait and try again."""
    client = _client()
    try:
        return bool(client.ping())
    except UNREACHABLE:
        return False
    finally:
        client.close()


def _client() -> Redis:
    return Redis.from_url(current_app.conf.broker_url, socket_connect_timeout=1, socket_timeout=1)
