"""The services one site stands on — PostgreSQL and Redis — and the environment its processes run in.

Every command that uses them holds a shared lock; the last one to let go stops them. So `script/manage` beside a
running `script/server` starts and ends nothing, and services left behind by a killed command are taken over.
"""

import fcntl
import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import make_dsn, parse_dsn

from . import postgres
from .place import DATA
from .redis import Queue

DATABASE = "commissioning"
OWNER = "commissioning_owner"
APPLICATION = "commissioning_app"


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """Yields the environment of a process of the site, with its services up; ends those nobody else uses."""
    DATA.mkdir(exist_ok=True)
    with open(DATA / "services.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        cluster, queue = embedded_cluster(), embedded_queue()
        try:
            with open(DATA / "start.lock", "w") as alone:
                fcntl.flock(alone, fcntl.LOCK_EX)
                environment = {**site_secrets(), **_database(cluster), **_queue(queue)}
            yield environment
        finally:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # another command still needs them
            else:
                for service in filter(None, (queue, cluster)):
                    service.stop()


def embedded_cluster() -> postgres.Cluster | None:
    """None when DATABASE_URL names a server of one's own."""
    if os.environ.get("DATABASE_URL"):
        return None
    return postgres.Cluster(postgres.home_for(DATA, "postgres"), remembered("postgres_password"))


def embedded_queue() -> Queue | None:
    return None if os.environ.get("REDIS_URL") else Queue(DATA / "redis")


def _database(cluster: postgres.Cluster | None) -> dict[str, str]:
    if cluster is None:
        return own_server(os.environ["DATABASE_URL"])
    cluster.start()
    superuser = cluster.url("postgres", cluster.password, "postgres")
    return {"SUPERUSER_URL": superuser, **make_database(superuser, DATABASE)}


def _queue(queue: Queue | None) -> dict[str, str]:
    if queue is None:
        return {"REDIS_URL": os.environ["REDIS_URL"]}
    queue.start()
    return {"REDIS_URL": queue.url}


def own_server(url: str) -> dict[str, str]:
    """A role that may create roles gets the application's role made for it; otherwise both addresses are needed."""
    owner = os.environ.get("DATABASE_OWNER_URL")
    if owner:
        return {"DATABASE_URL": url, "DATABASE_OWNER_URL": owner}
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            sys.exit(
                "DATABASE_URL names a role that can make no other. Set DATABASE_OWNER_URL to the role that owns the\n"
                "database and DATABASE_URL to the role the site is to use, which should own nothing."
            )
        _make_role(cursor, APPLICATION)
    return {"DATABASE_URL": _as(url, APPLICATION), "DATABASE_OWNER_URL": url}


def make_database(superuser: str, name: str) -> dict[str, str]:
    """The two roles and the database, made when missing. The application's role owns nothing (design rule 6)."""
    connection = psycopg2.connect(superuser)
    connection.autocommit = True
    with connection.cursor() as cursor:
        _make_role(cursor, OWNER, "CREATEDB")  # permission_matrix asks its questions in a scratch database
        _make_role(cursor, APPLICATION)
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            make = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
            cursor.execute(make)
    connection.close()
    return {"DATABASE_URL": _as(superuser, APPLICATION, name), "DATABASE_OWNER_URL": _as(superuser, OWNER, name)}


def _make_role(cursor, role: str, may: str = "NOCREATEDB") -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    statement = sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER " + may + " NOCREATEROLE PASSWORD {}")
    cursor.execute(statement.format(sql.Identifier(role), sql.Literal(remembered(f"{role}_password"))))


def _as(url: str, role: str, database: str = "") -> str:
    """The same server's address for another role, as postgres://…"""
    parts = parse_dsn(make_dsn(url))
    place = parts.get("host", "localhost").replace("/", "%2F") + (f":{parts['port']}" if "port" in parts else "")
    return f"postgres://{role}:{remembered(f'{role}_password')}@{place}/{database or parts['dbname']}"


def site_secrets() -> dict[str, str]:
    return {"SECRET_KEY": remembered("secret_key")}


def remembered(name: str) -> str:
    """A random secret of this checkout, made once and kept readable for its owner alone."""
    file = DATA / "secrets.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    if name not in known:
        known[name] = secrets.token_hex(32)
        _write_privately(file, json.dumps(known, indent=1))
    return known[name]


def _write_privately(file: Path, text: str) -> None:
    partial = file.with_suffix(".new")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    partial.replace(file)
