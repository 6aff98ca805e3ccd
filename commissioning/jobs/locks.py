"""PostgreSQL's advisory locks: held by a connection, so a process that dies lets go at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.db import connection


def key_of(name: str) -> int:
    return crc32(name.encode())


@contextmanager
def only_one(name: str, number: int = 0) -> Iterator[bool]:
    """Yields whether this process got the lock (name, number); releases it at the end if so."""
    key = key_of(name)
    key = key - 2**32 if key >= 2**31 else key  # PostgreSQL's two-part keys are signed 32-bit
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [key, number])
        got = cursor.fetchone()[0]
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [key, number])
