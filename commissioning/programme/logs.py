"""A short id for each request, in every log line it causes and in the answer's `X-Request-Id`."""

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
