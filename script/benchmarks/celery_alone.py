"""Celery and nothing else: a task that says when it began, and a page that puts it on the queue."""

import os
import time
from collections.abc import Callable

from celery import Celery
from redis import Redis

app = Celery("alone", broker=os.environ["BROKER"])
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True, worker_prefetch_multiplier=1)
_link = Redis.from_url(os.environ["BROKER"])


@app.task(name="begin")
def begin() -> None:
    _link.rpush("began", time.time())


def web(environ: dict, answer: Callable) -> list[bytes]:
    if environ["REQUEST_METHOD"] == "POST":
        begin.delay()
    answer("204 No Content", [])
    return []
