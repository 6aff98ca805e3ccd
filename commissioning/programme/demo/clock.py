"""History with the dates of history."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from django.utils import timezone


@contextmanager
def as_of(day: date) -> Iterator[None]:
    """Sets this process's clock back to that afternoon, never forward, so that history has the dates of history."""
    real = timezone.now
    then = datetime.combine(day, time(14, 30), tzinfo=timezone.get_default_timezone())
    timezone.now = lambda: min(then, real())
    try:
        yield
    finally:
        timezone.now = real
