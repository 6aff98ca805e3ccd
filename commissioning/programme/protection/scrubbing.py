"""A copy of the site's database for testing, in which nobody is left: made in one transaction, so that what was there
before it was scrubbed is never committed.

By the classification: names, addresses and words give way to others of about their length, the same for the same, so
that what belonged together still does; secrets to nothing that opens anything; files to blanks. Figures, dates, codes
and numbers stay. The key of "the same for the same" is kept nowhere, so nothing leads back.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg2
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models

from commissioning.access.privacy import Kind
from commissioning.people.models import ERASED, HeldPost, User

from ..backup import programs
from ..backup.restoring import OWN_TABLES
from .fields import Column, classified, columns_of

BLANK = b"A blank in the place of a file.\n"
GOES = (EmailConfirmation, EmailAddress, Authenticator, SocialAccount, Session, HeldPost)
DUMP = ["--format=plain", "--no-owner", "--no-privileges", "--no-comments"]
LOAD = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=" + os.devnull]

# In the copy, for the length of the transaction. What has no space, capital or @ is a code, and stays.
FUNCTIONS = """
SET search_path = public;
CREATE FUNCTION pg_temp.mark(said text) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT left(encode(sha256(convert_to({key} || said, 'UTF8')), 'hex'), 12) $$;
CREATE FUNCTION pg_temp.name(said text, most int) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN said IN ('', {erased}) THEN said ELSE left('Name ' || pg_temp.mark(lower(said)), most) END $$;
CREATE FUNCTION pg_temp.email(said text) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN said = '' THEN '' ELSE 'p' || pg_temp.mark(lower(said)) || '@example.org' END $$;
CREATE FUNCTION pg_temp.words(said text, most int) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN said = '' THEN '' ELSE left(
       pg_temp.mark(said) || repeat(' lorem ipsum dolor', greatest(length(said), 0) / 18),
       least(most, greatest(length(said), 12))) END $$;
CREATE FUNCTION pg_temp.inside(said jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN CASE jsonb_typeof(said)
    WHEN 'object' THEN (SELECT coalesce(jsonb_object_agg(key, pg_temp.inside(value)), '{{}}') FROM jsonb_each(said))
    WHEN 'array' THEN (SELECT coalesce(jsonb_agg(pg_temp.inside(value) ORDER BY place), '[]')
                       FROM jsonb_array_elements(said) WITH ORDINALITY AS one(value, place))
    WHEN 'string' THEN CASE WHEN said #>> '{{}}' ~ '^([a-z0-9_.:%+/-]*|[A-Z][0-9.]+)$' THEN said
                       ELSE to_jsonb(pg_temp.words(said #>> '{{}}', 1000000)) END
    ELSE said END;
END $$;
"""


class Refused(Exception):
    """Nothing was written; the text says why and what to do."""


def scrub(into: str, files: Path | None) -> int:
    """How many columns were scrubbed. Raises Refused, programs.Failed, OSError; the copy is then empty still."""
    target = _parsed(into)
    _check(target, files)
    statements = list(_statements(secrets.token_hex(32)))
    _copy(target, statements)
    programs.run("psql", "--quiet", "--no-psqlrc", f"--command={_rewrite()}", database=target)
    if files is not None:
        _write_blanks(target, files)
    return sum(statement.count(" = ") for statement in statements if statement.startswith("UPDATE"))


def _parsed(address: str) -> Mapping[str, Any]:
    try:
        target = dj_database_url.parse(address)
    except (ValueError, KeyError) as error:
        raise Refused(
            "That is no address of a PostgreSQL database: postgres://name:password@host:5432/copy."
        ) from error
    if "postgresql" not in str(target.get("ENGINE", "")) or not target.get("NAME"):
        raise Refused("That is no address of a PostgreSQL database: postgres://name:password@host:5432/copy.")
    return {**target}


def _check(target: Mapping[str, Any], files: Path | None) -> None:
    try:
        with _connected(target) as made, made.cursor() as cursor:
            cursor.execute(OWN_TABLES)
            number = cursor.fetchone()[0]
    except psycopg2.OperationalError as error:
        raise Refused(f"The database for the copy cannot be reached: {str(error).strip()}") from error
    if number:
        raise Refused(
            f"The database {target['NAME']} is not empty. A copy goes into a new one, never into a site's own."
        )
    if files is not None and files.exists() and any(files.iterdir()):
        raise Refused(f"There are files in {files} already. Name a new folder.")


def _connected(target: Mapping[str, Any]):
    parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return psycopg2.connect(**{part: target[key] for part, key in parts.items() if target.get(key)})


# --- What is put in the place of what ---------------------------------------------------------


def _statements(key: str) -> Iterator[str]:
    yield FUNCTIONS.format(key=_quoted(key), erased=_quoted(ERASED))
    for model in GOES:
        yield f"DELETE FROM {_name(model._meta.db_table)};"
    yield f"DELETE FROM {_name(settings.CACHES['default']['LOCATION'])};"
    for model in classified():
        changes = [change for column in columns_of(model) for change in _changes(column) if model not in GOES]
        if changes:
            yield f"UPDATE {_name(model._meta.db_table)} SET {', '.join(changes)};"


def _rewrite() -> str:
    """Old rows leave the disk. Table by table: of the whole database it would wait for, and hold up, every other
    database of that server, for they share the lists of databases and roles.
    """
    tables = [settings.CACHES["default"]["LOCATION"], *{model._meta.db_table for model in (*classified(), *GOES)}]
    return f"VACUUM FULL {', '.join(map(_name, tables))}"


def _changes(column: Column) -> Iterator[str]:
    field = column.field
    if isinstance(field, models.GeneratedField):
        return
    if isinstance(field, models.FileField):
        yield from _blank(column)
    elif column.kind is not Kind.PLAIN:
        value = _value(column, _name(field.column))
        if value:
            yield f"{_name(field.column)} = {value}"


def _value(column: Column, was: str) -> str:
    """SQL for what takes its place; nothing where it stays: dates, numbers, words from a list."""
    field, most = column.field, column.field.max_length or 1_000_000
    if column.model is User and field.name == "password":
        return f"'!' || pg_temp.mark({was})"
    if isinstance(field, models.BinaryField):
        return "''::bytea"
    if isinstance(field, models.JSONField):
        return f"pg_temp.inside({was}::jsonb)"
    if not column.is_text:
        return ""
    if isinstance(field, models.EmailField):
        return f"pg_temp.email({was})"
    if isinstance(field, models.URLField):
        return f"CASE WHEN {was} = '' THEN '' ELSE 'https://example.org/' || pg_temp.mark({was}) END"
    if column.kind is Kind.PERSONAL:
        return f"pg_temp.name({was}, {most})"
    return f"pg_temp.words({was}, {most})"


def _blank(column: Column) -> Iterator[str]:
    """A path that says nothing, and what the row says of the file, so that both still agree."""
    was, there = _name(column.field.column), {field.name for field in column.model._meta.concrete_fields}
    key = _name(column.model._meta.pk.column)
    path = f"'blank/{column.model._meta.db_table}/' || {key} || '.txt'"
    given = {column.field.column: path}
    given |= {"size": str(len(BLANK))} if "size" in there else {}
    given |= {"checksum": _quoted(hashlib.sha256(BLANK).hexdigest())} if "checksum" in there else {}
    for name, value in given.items():
        yield f"{_name(name)} = CASE WHEN coalesce({was}, '') = '' THEN {_name(name)} ELSE {value} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


# --- The copy ----------------------------------------------------------------------------------


def _copy(target: Mapping[str, Any], statements: list[str]) -> None:
    """From one program into the other: no file with people in it lies about meanwhile."""
    dump = _begun("pg_dump", DUMP, connection.settings_dict, stdout=subprocess.PIPE)
    load = _begun("psql", LOAD, target, stdin=subprocess.PIPE)
    with contextlib.suppress(BrokenPipeError):  # psql has ended, and says why
        shutil.copyfileobj(dump.stdout, load.stdin)  # type: ignore[type-var]
    dump.stdout.close()  # type: ignore[union-attr]
    said = dump.communicate()[1]
    if dump.returncode == 0:
        _, said = load.communicate("\n".join(["", *statements, ""]).encode())
    else:
        load.kill()  # half a dump, and nothing of it is committed
        load.communicate()
    if dump.returncode or load.returncode:
        raise programs.Failed(f"The copy was not made: {said.decode(errors='replace').strip()[-1500:]}")


def _begun(program: str, arguments: list[str], database: Mapping[str, Any], **pipes: int) -> subprocess.Popen:
    found = programs.find(program)
    return subprocess.Popen([found, *arguments], env=programs.environment(database), stderr=subprocess.PIPE, **pipes)  # type: ignore[call-overload]


def _write_blanks(target: Mapping[str, Any], files: Path) -> None:
    with _connected(target) as made, made.cursor() as cursor:
        for model in classified():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.FileField):
                    cursor.execute(f"SELECT {_name(field.column)} FROM {_name(model._meta.db_table)}")
                    for (path,) in cursor.fetchall():
                        if path:
                            (files / path).parent.mkdir(parents=True, exist_ok=True)
                            (files / path).write_bytes(BLANK)
