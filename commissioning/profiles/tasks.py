"""Background work about profiles: clearing away what has run out."""

from celery import shared_task

from .actions.service_use_import import forget_old


@shared_task(name="profiles.tidy")
def tidy() -> None:
    """Beat: the text of a file that nobody saved names people, and goes after a day."""
    forget_old()
