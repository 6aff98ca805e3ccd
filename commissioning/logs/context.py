"""What log lines carry and what they must not.

A short id for each request, in every line it causes, in the answer's `X-Request-Id`, and in what the worker says of the
work that was asked for; and routes in place of paths, because a path may hold a one-use secret (quality 15).
"""

import logging
import secrets
from contextvars import ContextVar

NOTHING = "-"
request_id: ContextVar[str] = ContextVar("request_id", default=NOTHING)
route: ContextVar[str] = ContextVar("route", default=NOTHING)  # or the task's name


def new() -> str:
    return secrets.token_hex(6)


def begin(number: str, doing: str = NOTHING) -> None:
    """From here on lines of this thread belong to that request, or to work it asked for."""
    request_id.set(number)
    route.set(doing)


class Belongs(logging.Filter):
    """Puts both into the record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id, record.route = request_id.get(), route.get()
        return True


class RouteNotPath(logging.Filter):
    """Django names the path of a refused request; this says which route it was, or only where the path began."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            # Django writes letters beyond ASCII as \xe9, such as a quotation mark that a mail program put to a link.
            either = {path, path.encode("unicode_escape").decode("ascii")}
            record.args = tuple(_route(request) if value in either else value for value in record.args)
        return True


def _route(request) -> str:
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else f"/{request.path.split('/')[1]}/…"
