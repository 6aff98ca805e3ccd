"""The services of one run of tests or measurements: a PostgreSQL without durability, a prepared database to clone.

The template holds the migrated schema, the register and the shipped standards; each test process, and each test
that commits, works on a clone of it (a few hundredths of a second). Redis belongs to the tests that need it.
"""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2

from . import postgres, services, site
from .place import DATA, is_done, mark_done, say

TEMPLATE = "template_commissioning"


@contextmanager
def running(kind: str = "tests") -> Iterator[dict[str, str]]:
    """Yields the environment of the run; `TEST_SUPERUSER_URL` makes and drops its databases, `TEMPLATE_DATA` is where
    the files of the prepared one are.

    Each kind has a server of its own, so that measurements can stand beside tests; a server of one's own serves one.
    """
    DATA.mkdir(exist_ok=True)
    superuser = os.environ.get("DATABASE_URL")
    with open(DATA / f"{'tests' if superuser else kind}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"The {kind} are running in this folder already.")
        cluster = None
        if not superuser:
            cluster = postgres.Cluster(
                postgres.home_for(DATA, f"postgres-{kind}"), services.remembered("tests"), careless=True
            )
            cluster.start()
            superuser = cluster.url("postgres", cluster.password, "postgres")
        try:
            yield {**_prepared(superuser, cluster), "TEST_SUPERUSER_URL": superuser}
        finally:
            if cluster:
                cluster.stop()


def _prepared(superuser: str, cluster: postgres.Cluster | None) -> dict[str, str]:
    _drop_left_over(superuser)
    addresses = services.make_database(superuser, TEMPLATE)
    # Roles are signed in by hundreds of tests; those of the second factor turn it on for themselves.
    home = cluster.home if cluster else DATA
    files = home / "template-files"  # of the rows that come with the template; no test writes there
    more = {"REDIS_URL": "redis://127.0.0.1:1/0", "MFA_REQUIRED": "0"}
    env = site.environment({**services.site_secrets(), **addresses}, **more, DATA_DIR=str(files))
    sources = site.sources()
    if not (cluster and is_done("template", sources, cluster.home)):
        say("Preparing the test database")
        _statement(superuser, f"DROP DATABASE {TEMPLATE}")
        shutil.rmtree(files, ignore_errors=True)
        services.make_database(superuser, TEMPLATE)
        site.manage(env, "prepare_database", DATABASE_AS_OWNER="1")
        site.manage(env, "load_reference_data")
        _statement(superuser, "VACUUM (ANALYZE, FREEZE)", TEMPLATE)  # nobody else does: autovacuum is off
        if cluster:
            mark_done("template", sources, cluster.home)
    stray = home / "test-files"  # of whatever has no folder of its own
    shutil.rmtree(stray, ignore_errors=True)
    stray.mkdir(parents=True)
    return {**env, "TEMPLATE_DATA": str(files), "DATA_DIR": str(stray)}


def _drop_left_over(superuser: str) -> None:
    """Clones of a run that was killed."""
    for (name,) in _statement(superuser, "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'"):
        _statement(superuser, f'DROP DATABASE "{name}" WITH (FORCE)')


def _statement(url: str, statement: str, database: str = "") -> list[tuple]:
    """One statement outside any transaction, as CREATE and DROP DATABASE want it; its rows, if it has any."""
    connection = psycopg2.connect(url, **({"dbname": database} if database else {}))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()
