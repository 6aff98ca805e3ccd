"""Hostile words in every text field of every package: wherever a link leads, they are words (page, file, picture)."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from commissioning.people.models import User
from commissioning.programme import demo
from tests.conftest import browser_of
from tests.support.database import statement
from tests.support.people import PASSWORD

BAD = """+1<script>alert('x')</script>"&{{ 7 }}\r\nX-Evil: 1"""
BEGUN_BY = ("/support/", "/profiles/", "/asked/")
MOST = 700  # pages for each reader: the demonstration has fewer
READERS = ("programme.lead", "champion", "local.lead", "adviser")
_KEPT = {"checksum", "content_type", "file_name", "reference", "address", "sender", "lead_name", "key"}


def texts(model: type[models.Model]) -> Iterator[models.Field]:
    """Its fields that hold words of people."""
    for field in model._meta.local_concrete_fields:
        words = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.FileField)
        if words and not field.choices and not field.unique and field.name not in _KEPT:
            yield field


def poison(database: str) -> int:
    """By the superuser, for the site may not change what is append-only; how many fields there were."""
    quote, fields = connection.ops.quote_name, 0
    for label in ("support", "profiles"):
        for model in apps.get_app_config(label).get_models():
            for field in texts(model):
                bad = (
                    f"left('=' || id || $bad${BAD}$bad$, {field.max_length or 10_000})"  # with its number: names differ
                )
                column, table = quote(field.column), quote(model._meta.db_table)
                statement(f"UPDATE {table} SET {column} = {bad} WHERE {column} <> ''", database)
                fields += 1
    return fields


@pytest.mark.slow
def test_words_stay_words_wherever_a_link_leads(own_database):
    demo.seed(password=PASSWORD)
    assert poison(own_database) > 60
    seen = {name: dict(walked(name)) for name in READERS}
    assert {path: status for pages in seen.values() for path, (status, _) in pages.items() if status >= 400} == {}
    assert sum("&lt;script&gt;alert(" in body for pages in seen.values() for _, body in pages.values()) > 100
    for pages in seen.values():
        assert [path for path, (_, body) in pages.items() if "<script>alert(" in body and not is_a_file(body)] == []
        assert [path for path, (_, body) in pages.items() if formulas(body)] == []
    assert sum(is_a_file(body) for _, body in seen["programme.lead"].values()) > 15


def walked(name: str) -> Iterator[tuple[str, tuple[int, str]]]:
    client: Client = browser_of(User.objects.get(email=demo.email_of(name)))
    waiting, seen = ["/"], set()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        seen.add(path)
        response = client.get(path, follow=True)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        body = content.decode(errors="replace")
        assert "x-evil" not in {header.lower() for header in response.headers}
        yield path, (response.status_code, body)
        if "text/html" in response.headers.get("Content-Type", ""):
            waiting += sorted(links(body, path) - seen - set(waiting))


def links(body: str, path: str) -> set[str]:
    """To pages of packages, and the page’s own list as a file; not to its other sorts and filters."""
    found = {link.partition("#")[0] for link in re.findall(r'href="(/[^"?]*)"', body) if link.startswith(BEGUN_BY)}
    return found | ({f"{path}?format=csv"} if "format=csv" in body else set())


def is_a_file(body: str) -> bool:
    return not body.lstrip().lower().startswith(("<!doctype", "<html"))


def formulas(body: str) -> list[str]:
    """Cells of a file that a spreadsheet would compute."""
    if not is_a_file(body) or body.startswith(("%PDF", "PK", "BEGIN:VCALENDAR")):
        return []
    return [cell for row in csv.reader(io.StringIO(body)) for cell in row if cell[:1] in tuple("=+@")]
