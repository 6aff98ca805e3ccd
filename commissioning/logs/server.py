"""gunicorn's own lines, which it writes past Django: none names a path that may hold a secret, or an address.

Named by `--logger-class` wherever gunicorn is started.
"""

import logging
import os
import re
import sys

from gunicorn.glogging import Logger

from . import lines

PATH = re.compile(r"(?<![^\s'\"(])(?:https?://[^/\s]+)?/([\w.-]*)(\S*)")
REFUSED = "Invalid request"


class NoPath(logging.Filter):
    """A path keeps its beginning (“/respond/…”). Of a request that could not be read it is said only why."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if message.startswith(REFUSED):
            error = sys.exc_info()[0]
            message = f"{REFUSED}: {error.__name__ if error else 'unreadable'}"
        record.msg, record.args = PATH.sub(_beginning, message), ()
        return True


def _beginning(path: re.Match) -> str:
    return f"/{path[1]}/…" if path[2] else f"/{path[1]}"


class GunicornLogger(Logger):
    """As the site's other lines are written. There is no log of requests: that is the proxy's."""

    def setup(self, cfg) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(lines.formatter(os.environ.get("LOG_FORMAT", "")))  # checked in settings.py
            handler.addFilter(NoPath())

    def access(self, resp, req, environ, request_time) -> None:
        """Nothing, whatever gunicorn is told: its line holds path, address and time."""
