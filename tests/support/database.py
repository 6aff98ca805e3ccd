"""Databases cloned from the prepared template, made and dropped by the run's superuser."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

TEMPLATE = "template_commissioning"


def statement(text: str, name: str = "") -> None:
    """As the superuser, in the database of that name or where databases are made."""
    with statements(name) as execute:
        execute(text)


@contextmanager
def statements(name: str) -> Iterator[Callable[[str], None]]:
    """As the superuser there, one statement after another: to connect costs more than most of them."""
    connection = psycopg2.connect(os.environ["TEST_SUPERUSER_URL"], **({"dbname": name} if name else {}))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor.execute
    finally:
        connection.close()


@contextmanager
def clone(name: str) -> Iterator[str]:
    statement(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE}')
    try:
        yield name
    finally:
        statement(f'DROP DATABASE "{name}" WITH (FORCE)')


def bring_files(place: Path) -> None:
    """A copy of the files that the template's rows speak of."""
    shutil.copytree(Path(os.environ["DATA_DIR"]) / "files", place, dirs_exist_ok=True)


def forget() -> None:
    """What a process keeps by number of things that never change: another database has others under those numbers."""
    from evaluation.actions.storing import codes_of
    from evaluation.queries.answering import router_of
    from evaluation.queries.counts import measured

    for kept in (codes_of, measured, router_of):
        kept.cache_clear()


def address(name: str, variable: str = "DATABASE_URL") -> str:
    """The run's database address with another database's name."""
    return os.environ[variable].replace(TEMPLATE, name)
