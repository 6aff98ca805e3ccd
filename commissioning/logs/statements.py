"""Database statements that took long, with placeholders: no value, whether given apart or written into the text."""

import logging
import re
from collections.abc import Callable
from time import perf_counter
from typing import Any

from . import context

log = logging.getLogger(__name__)

LONGEST = 2_000  # letters of one statement
TEXT = re.compile(r"'(?:[^']|'')*'")


class Timed:
    """For a connection's `execute_wrappers`; says what takes `milliseconds` or more."""

    def __init__(self, milliseconds: int) -> None:
        self.milliseconds = milliseconds

    def __call__(self, execute: Callable, sql: Any, params: Any, many: bool, about: dict) -> Any:
        begun = perf_counter()
        try:
            return execute(sql, params, many, about)
        finally:
            took = (perf_counter() - begun) * 1_000
            if took >= self.milliseconds:
                log.warning("Slow statement, %d ms, in %s: %s", took, context.route.get(), without_values(str(sql)))


def without_values(sql: str) -> str:
    return " ".join(TEXT.sub("'…'", sql).split())[:LONGEST]


def watch(connection, milliseconds: int) -> None:
    """Once for each connection, however often it is opened again; 0 watches nothing."""
    if milliseconds and not any(isinstance(one, Timed) for one in connection.execute_wrappers):
        connection.execute_wrappers.append(Timed(milliseconds))
