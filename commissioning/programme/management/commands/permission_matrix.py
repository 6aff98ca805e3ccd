"""permission_matrix -o FILE.csv — every address asked as every role, in a scratch database made for it and dropped."""

import csv
import logging
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, fields
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import psycopg2
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import override_settings
from psycopg2 import sql

from commissioning.documents import actions
from commissioning.documents.kinds import BuiltFile
from commissioning.documents.models import Document
from commissioning.programme import demo, matrix


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("-o", "--output", type=Path, required=True)

    def handle(self, *args, output: Path, **options) -> None:
        if missing := matrix.missing_examples():
            raise CommandError(f"Say in matrix.EXAMPLES what these addresses name: {', '.join(missing)}")
        logging.disable(logging.ERROR)  # a refusal is an answer here, not an event
        # Whether a role has set up its second factor is not what is measured.
        with scratch_database(), override_settings(MFA_REQUIRED=False):
            rows = list(matrix.measure())
        with output.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow([column.name for column in fields(matrix.Row)])
            writer.writerows(astuple(row) for row in rows)
        outside = [row for row in rows if row.scope == "other" and row.result not in ("404", "sign-in")]
        if outside:
            raise CommandError(f"{len(outside)} answers outside scope are not 404: {outside[0]}")
        self.stdout.write(f"{len(rows)} answers written to {output}; none outside scope but 404 or sign-in")


@contextmanager
def scratch_database() -> Iterator[None]:
    """This process works on an empty copy of the site's own shape, with register and demonstration data in it."""
    owner = os.environ.get("DATABASE_OWNER_URL", "")
    if not owner:
        raise CommandError("Set DATABASE_OWNER_URL to a role that may create databases; the site's own may not.")
    name = f"scratch_{os.getpid()}"
    _as_owner(owner, "CREATE DATABASE {}", name)
    before = connection.settings_dict["NAME"]
    try:
        addresses = {key: _with_name(os.environ[key], name) for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare_database"]
        env = {**os.environ, **addresses, "DATABASE_AS_OWNER": "1"}
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
        connection.close()
        connection.settings_dict["NAME"] = name
        with open(os.devnull, "w") as quiet:
            call_command("load_reference_data", stdout=quiet)
        with _deaf_queue():
            demo.seed(password=secrets.token_hex())
            make_documents()
        yield
    finally:
        for document in Document.objects.exclude(file=""):
            document.file.delete(save=False)
        connection.close()
        connection.settings_dict["NAME"] = before
        # Not with FORCE: its owner may not end an autovacuum worker that looks in, which this waits for.
        _as_owner(owner, "DROP DATABASE {}", name)


@contextmanager
def _deaf_queue() -> Iterator[None]:
    """The live queue must not hear of scratch rows."""
    live = current_app.conf.broker_url
    current_app.conf.broker_url = "memory://"
    try:
        yield
    finally:
        current_app.conf.broker_url = live


def make_documents() -> None:
    """Something to download; what it says does not matter."""
    for document_id in Document.objects.values_list("pk", flat=True):
        actions.finish(actions.claim(document_id), BuiltFile("matrix.txt", "text/plain", b"asked for"))


def _with_name(address: str, name: str) -> str:
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def _as_owner(address: str, statement: str, name: str) -> None:
    owner = dj_database_url.parse(address)
    parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    made = psycopg2.connect(**{part: owner[key] for part, key in parts.items() if owner[key]})
    try:
        made.autocommit = True
        with made.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
    finally:
        made.close()
