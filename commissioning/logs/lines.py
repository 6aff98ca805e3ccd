"""How a line is written: for people, or (LOG_FORMAT=json) one JSON object a line for a program that collects them."""

import json
import logging
import re
from datetime import UTC, datetime

LINE = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
FORMATS = ("line", "json")
# What PostgreSQL says of a row that it refuses, such as “Key (email)=(…) already exists.”
VALUES = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)


class Line(logging.Formatter):
    """A traceback is written without the values that the database put into its error."""

    def __init__(self) -> None:
        super().__init__(LINE, defaults={"request_id": "-", "route": "-"})

    def formatException(self, ei) -> str:
        return VALUES.sub(r"\1: left out", super().formatException(ei))


class Json(Line):
    """`at` in UTC; `route` is the page's pattern or the task's name; `traceback` where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "request_id": getattr(record, "request_id", "-"),
            "route": getattr(record, "route", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def formatter(which: str) -> logging.Formatter:
    return Json() if which == "json" else Line()
