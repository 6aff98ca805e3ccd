"""Settings, addresses and processes. Apps never import from here; they are named here, as strings."""

from commissioning.config.celery import app as celery_app

__all__ = ["celery_app"]
