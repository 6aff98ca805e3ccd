"""Databases cloned from the prepared template or from the demonstration, made and dropped by the run's superuser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.db import connection, connections

TEMPLATE = "template_commissioning"
DEMONSTRATION = "test_demonstration"  # dropped before the next run, whose code may seed another
DEMO_PASSWORD = "pass phrase for a demonstration"
ROOT = Path(__file__).resolve().parents[2]


def statement(text: str, name: str = "") -> None:
    """As the superuser, in the database of that name or where databases are made."""
    with statements(name) as execute:
        execute(text)


@contextmanager
def statements(name: str) -> Iterator[Callable[..., int]]:
    """As the superuser there, one statement after another: to connect costs more than most of them.

    Each answers how many rows it gave or changed.
    """
    connection = psycopg2.connect(os.environ["TEST_SUPERUSER_URL"], **({"dbname": name} if name else {}))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:

            def execute(text: str, values: tuple | None = None) -> int:
                cursor.execute(text, values)
                return cursor.rowcount

            yield execute
    finally:
        connection.close()


@contextmanager
def clone(name: str, template: str = TEMPLATE) -> Iterator[str]:
    statement(f'CREATE DATABASE "{name}" TEMPLATE {template} STRATEGY FILE_COPY')  # twice as fast as by its log
    try:
        yield name
    finally:
        statement(f'DROP DATABASE "{name}" WITH (FORCE)')


def demonstration() -> str:
    """The template with the demonstration in it. The first process of the run that asks makes it; others wait."""
    with statements("") as execute:
        execute("SELECT pg_advisory_lock(1)")
        if not execute("SELECT 1 FROM pg_database WHERE datname = %s", (DEMONSTRATION,)):
            _make_demonstration(f"{DEMONSTRATION}_begun")
            execute(f'ALTER DATABASE "{DEMONSTRATION}_begun" RENAME TO {DEMONSTRATION}')
    return DEMONSTRATION


def _make_demonstration(name: str) -> None:
    statement(f'DROP DATABASE IF EXISTS "{name}"')
    statement(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE}')
    place = _data_of(DEMONSTRATION)
    shutil.rmtree(place, ignore_errors=True)
    bring_files(place / "files")
    more = {"DEMO_MODE": "1", "DEMO_PASSWORD": DEMO_PASSWORD, "DATA_DIR": str(place)}
    env = {**os.environ, **more, "DATABASE_URL": address(name)}
    subprocess.run([sys.executable, "manage.py", "seed_demo"], cwd=ROOT, env=env, check=True, capture_output=True)
    statement("VACUUM (ANALYZE, FREEZE)", name)


def bring_files(place: Path, template: str = TEMPLATE) -> None:
    """A copy of the files that the template's rows speak of."""
    shutil.copytree(_data_of(template) / "files", place, dirs_exist_ok=True)


def _data_of(template: str) -> Path:
    place = Path(os.environ["TEMPLATE_DATA"])
    return place if template == TEMPLATE else place.with_name(template)


@contextmanager
def visited(name: str) -> Iterator[None]:
    """Inside, Django's connection of this process is to that database. Not while a transaction is open."""
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    forget()
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        forget()


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
