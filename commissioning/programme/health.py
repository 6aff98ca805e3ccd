"""Is it alive, and is it ready? (design §6)"""

from functools import lru_cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from commissioning.jobs import queue

from .alarms import queries as alarms
from .alarms.rules import Key, is_late


@lru_cache(maxsize=1)
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def readiness() -> tuple[bool, dict[str, str]]:
    """Whether pages can be served, and the state of each part in a word. An alarm makes its part degraded, no more."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except DatabaseError:
        return False, {"database": "unreachable"}
    if _migrations_on_disk() - applied:
        return False, {"database": "migrations are waiting"}
    standing = alarms.keys()
    # Beat queues the heartbeat and a worker records it: a fresh one speaks for both.
    is_fresh = not is_late(alarms.heartbeat(), timezone.now())
    well = {
        "queue": Key.QUEUE not in standing and queue.is_reachable(),
        "worker": is_fresh,
        "beat": is_fresh,
        **{key.value: key not in standing for key in (Key.DISK, Key.JOBS, Key.SCANNER, Key.BACKUP)},
    }
    return True, {"database": "ok", **{part: "ok" if good else "degraded" for part, good in well.items()}}
