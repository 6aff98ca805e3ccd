"""The Celery application. Tasks are found in each app's `tasks.py`; an action queues one by its name."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commissioning.config.settings")
# A worker has a process a core; numpy’s own threads on top of that take twice the time (measured).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = Celery("commissioning")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
