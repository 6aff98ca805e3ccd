"""Unexpected errors, told to whoever looks after the site's code (ERROR_HOOK): what kind, where, in which request.

Never what the error says, nor any value: a message can hold what somebody wrote. The worker sends them, because web
reaches no outside; a report that cannot be queued is lost, and the log has the error all the same.
"""

import logging
import time
import traceback
from collections import deque
from pathlib import Path
from typing import Any

from celery import current_app

from . import context

TASK = "programme.report_error"
MOST = 20  # a minute and process: one broken page must not become a flood
MINUTE = 60
REFUSALS = "django.security"  # of a made-up host, say: nothing of ours is broken
HERE = str(Path(__file__).resolve().parent)
ROOT = str(Path(__file__).resolve().parents[2])


class Reporter(logging.Handler):
    """For errors with an exception; a report that fails must not fail the page, nor report itself."""

    def __init__(self) -> None:
        super().__init__()
        self._sent: deque[float] = deque(maxlen=MOST)

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is None or record.name.startswith(REFUSALS) or self._is_full():
            return
        try:
            current_app.send_task(TASK, kwargs={"report": report(record, error)}, retry=False)
        except Exception:
            logging.getLogger(__name__).warning("An error could not be reported: the queue cannot be reached.")

    def _is_full(self) -> bool:
        now = time.monotonic()
        if len(self._sent) == MOST and now - self._sent[0] < MINUTE:
            return True
        self._sent.append(now)
        return False


def report(record: logging.LogRecord, error: BaseException) -> dict[str, Any]:
    """`where`: the innermost line of our own code that it passed through, such as "readiness/actions.py:44"."""
    kind = type(error)
    return {
        "at": int(record.created),
        "exception": f"{kind.__module__}.{kind.__qualname__}",
        "where": _where(error),
        "route": context.route.get(),
        "request_id": context.request_id.get(),
        "logger": record.name,
    }


def _where(error: BaseException) -> str:
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_ours(frame.filename)]
    return f"{ours[-1].filename.removeprefix(ROOT + '/')}:{ours[-1].lineno}" if ours else "-"


def _is_ours(path: str) -> bool:
    """But for this room, which stands between every query and the database."""
    return path.startswith(ROOT) and "site-packages" not in path and not path.startswith(HERE)
