"""The Celery application. Tasks are found in each app's `tasks.py`; an action queues one by its name."""

import os
import sys
from typing import Any

from celery import Celery, Task, states
from celery.signals import task_postrun, task_prerun
from django.db import close_old_connections, connections

from commissioning.frames import with_room
from commissioning.logs import context

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commissioning.config.settings")
# A worker has a process a core; numpy’s own threads on top of that take twice the time (measured).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class RoomyTask(Task):
    """What a task calls has room for its frames."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return with_room(self.run, *args, **kwargs)


app = Celery("commissioning", task_cls=RoomyTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Celery would open the database anew for each task; Django looks after the connection, as between requests.
app.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize


@task_prerun.connect
def belong_to_request(task=None, **about) -> None:
    """Lines of a task belong to the request that asked for it; of beat's, to one number of their own."""
    number = task.request.get("request_id") or context.NOTHING
    context.begin(context.new() if number == context.NOTHING else number, task.name)
    close_old_connections()


@task_postrun.connect
def belong_to_nothing(state="", **about) -> None:
    context.begin(context.NOTHING)
    if state != states.SUCCESS:
        connections.close_all()  # a lock that a task still held when it was stopped goes with its connection
