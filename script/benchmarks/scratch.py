"""Databases that a measurement may fill and break: made for it, gone afterwards.

`with database():` points Django at a clone of the prepared template (schema, register, shipped standards and
questionnaires). `with database(fill):` at a clone of what `fill()` left in one: called once in a run, however many
measurements stand on it. Who needs a worker and Redis beside it starts them with `tests.support.site`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count

import dj_database_url
from django.db import connections

from tests.support import database as clones

Fill = Callable[[], object]
_numbers = count(1)
_filled: dict[Fill, str] = {}
_until_the_end = ExitStack()


@contextmanager
def database(fill: Fill | None = None) -> Iterator[str]:
    """Yields its name."""
    with _clone(_filled_by(fill) if fill else clones.TEMPLATE) as name, pointed_at(name):
        yield name


def _filled_by(fill: Fill) -> str:
    if fill not in _filled:
        name = _until_the_end.enter_context(_clone(clones.TEMPLATE))
        with pointed_at(name):
            fill()
        clones.statement("VACUUM ANALYZE", name)  # as a database is that has been in use for a day
        _filled[fill] = name
    return _filled[fill]


@contextmanager
def _clone(template: str) -> Iterator[str]:
    """Of a name that the next run clears away, should this one be killed."""
    name = f"test_bench_{os.getpid()}_{next(_numbers)}"
    clones.statement(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        clones.statement(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Django's connection, and the address that processes started meanwhile are given."""
    connection = connections["default"]
    before, address = connection.settings_dict["NAME"], os.environ["DATABASE_URL"]
    connection.close()
    connection.settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = clones.address(name)
    clones.forget()
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        os.environ["DATABASE_URL"] = address
        clones.forget()


@contextmanager
def empty_database() -> Iterator[dict[str, object]]:
    """For another product: yields how Django connects to it, as its owner."""
    owner = dj_database_url.parse(os.environ["DATABASE_OWNER_URL"])
    name = f"test_bench_{os.getpid()}_{next(_numbers)}"
    clones.statement(f'CREATE DATABASE "{name}" OWNER "{owner["USER"]}"')
    try:
        yield {**owner, "NAME": name}
    finally:
        clones.statement(f'DROP DATABASE "{name}" WITH (FORCE)')


def end() -> None:
    """What was filled for several measurements."""
    _filled.clear()
    _until_the_end.close()
