"""Asking every address of the site on the demonstration’s data; what is done by asking is undone."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commissioning.documents import tasks
from commissioning.documents.models import Document
from commissioning.people.models import User
from commissioning.programme import demo, matrix
from tests.conftest import browser_of

PAPERS = ("programme:brief-print", "programme:profile-print", "programme:line-print")
OF_ONE_REQUEST = re.compile(r'(nonce|value)="[^"]{20,}"|data-session-left="\d+"|{"left": \d+}')


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    to: str = ""


def account(name: str) -> User:
    return User.objects.get(email=demo.email_of(name))


def browser(name: str) -> Client:
    """Signed in; what breaks is an answer."""
    client = browser_of(account(name))
    client.raise_request_exception = False
    return client


def stop_the_clock(patch: pytest.MonkeyPatch) -> None:
    """What a page says must not differ because a minute has passed. Migrations name the clock's function, so they are
    read while it is Django's own: a page that asks for them would read them with this one, for good.
    """
    MigrationLoader(None)
    now = timezone.now()
    patch.setattr(timezone, "now", lambda: now)


def example_of(name: str) -> matrix.Example:
    return matrix.EXAMPLES.get(name, matrix.NO_OBJECT)


def parts_of(name: str, gss_code: str, reader: User | None) -> dict[str, Any]:
    """What fills the address; made for it where it has to be."""
    example = example_of(name)
    return example.path(gss_code, reader if example.own_by_person else None)


def filled(name: str, parts: dict[str, Any]) -> str:
    return reverse(name, kwargs=parts)


def answer_of(response, path: str = "") -> Answer:
    """Without what differs from one request to the next: tokens, what is left of a session, and the address itself."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    body = unzipped(content) if content.startswith(b"PK") else content.decode(errors="replace")
    body = OF_ONE_REQUEST.sub("", body)
    return Answer(response.status_code, body.replace(path, "") if path else body, response.headers.get("Location", ""))


def paper(name: str, gss_code: str, client: Client) -> bytes:
    """As the worker makes it; nothing where they cannot ask for it."""
    with matrix.undone():
        before = set(Document.objects.values_list("pk", flat=True))
        client.post(matrix.path_of(name, gss_code, client.person))
        made = Document.objects.exclude(pk__in=before).first()
        if made is None:
            return b""
        tasks.make(made.pk)
        made.refresh_from_db()
        assert made.state == Document.State.DONE, made.reason
        with made.file.open() as file:
            return file.read()


def unzipped(content: bytes) -> str:
    """What a spreadsheet or a folder of files says, but for when it was made."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [name for name in book.namelist() if name != "docProps/core.xml"]
        return "\n".join(book.read(name).decode(errors="replace") for name in names)


@dataclass(frozen=True)
class Statement:
    """What was sent to the database, with its values, and how many rows it gave or changed."""

    sql: str
    values: Any
    rows: int


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """What is sent to the database within."""
    said: list[Statement] = []

    def note(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        said.append(Statement(sql, params, context["cursor"].rowcount))
        return result

    with connection.execute_wrapper(note):
        yield said


def next_numbers() -> str:
    """SQL that puts every sequence back to where it is now: what a request makes is then numbered alike each time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename), "
            "coalesce(last_value, start_value), last_value IS NOT NULL) FROM pg_sequences"
        )
        return f"SELECT {', '.join(call for (call,) in cursor)}"


def urlencoded(data: dict[str, list[str]]) -> str:
    """As a browser sends a form; bytes that are no UTF-8 among its characters stay what they are."""
    return urlencode(data, doseq=True, errors="surrogateescape")
