"""What log lines carry and what they must not.

A short id for each request, in every line it causes and in the answer's `X-Request-Id`; and routes in place of
paths, because a path may hold a one-use secret (quality 15).
"""

import logging
import secrets
from contextvars import ContextVar

current: ContextVar[str] = ContextVar("request_id", default="-")


def new() -> str:
    return secrets.token_hex(6)


class RequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current.get()
        return True


class RouteNotPath(logging.Filter):
    """Django names the path of a refused request; this says which route it was, or only where the path began."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            record.args = tuple(_route(request) if value == path else value for value in record.args)
        return True


def _route(request) -> str:
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else f"/{request.path.split('/')[1]}/…"
