"""Is it alive, and is it ready? (design §6)"""

from datetime import timedelta
from functools import lru_cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from commissioning.jobs import queue

from .models import Heartbeat

LATE = timedelta(seconds=90)


@lru_cache(maxsize=1)
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def readiness() -> tuple[bool, dict[str, str]]:
    """Whether pages can be served, and the state of each part in a word."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except DatabaseError:
        return False, {"database": "unreachable"}
    if _migrations_on_disk() - applied:
        return False, {"database": "migrations are waiting"}
    beats = dict(Heartbeat.objects.values_list("part", "at"))
    parts = {
        "database": "ok",
        "queue": "ok" if queue.is_reachable() else "degraded",
        # Beat queues the heartbeat and a worker records it: a fresh one speaks for both.
        "worker": _fresh(beats.get("worker")),
        "beat": _fresh(beats.get("worker")),
    }
    return True, parts


def _fresh(at) -> str:
    return "ok" if at and timezone.now() - at < LATE else "degraded"
