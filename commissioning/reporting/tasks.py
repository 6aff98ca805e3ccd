"""Celery imports this when a worker starts, before it forks: WeasyPrint is loaded once and stays warm."""

from . import pdf  # noqa: F401
