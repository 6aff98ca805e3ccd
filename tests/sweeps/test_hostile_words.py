"""Hostile words in every text of every app: words at every address, in page, file, picture and paper (quality 16, 17).

The demonstration is committed to a database of its own, for what is append-only is changed by its superuser alone.
"""

import csv
import io
import os
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import UniqueConstraint
from django.test import Client
from lxml import etree, html

from commissioning.access.privacy import Kind
from commissioning.documents import tasks
from commissioning.documents.models import Document
from commissioning.programme import demo, matrix
from commissioning.programme.protection.fields import Column, columns
from tests.pdf import reading
from tests.support import database, sweeping
from tests.support.made import make_files

pytestmark = pytest.mark.slow

BAD = """+1<script>alert('x')</script><x-evil>"' onx-evil=1 &{{ 7 }}\r\nX-Evil: 1"""
READERS = ("programme.lead", "champion", "evaluator", "local.lead", "admin", "director", "contributor", "adviser")
KEPT = {"email", "recipient", "file_name"}  # made safe when they come in (test_20_22_names_are_made_safe)
# About no person, but brought in by somebody: with the register, standards, questionnaires.
BROUGHT_IN = {
    "name",
    "short_name",
    "note",
    "title",
    "summary",
    "source",
    "short_title",
    "fully_achieved",
    "why_it_matters",
    "what_good_looks_like",
    "evidence",
    "text",
    "noun",
    "places",
    "legal_order",
}
SWALLOWED = re.compile(r"\)\+1[^<]")


def texts() -> Iterator[Column]:
    """The columns that hold words of people, all of them; more than one row may have the same."""
    for column in columns(Kind.PERSONAL, Kind.FREE_TEXT, Kind.PLAIN):
        field = column.field
        is_word = column.is_text and (column.kind is not Kind.PLAIN or field.name in BROUGHT_IN)
        if is_word and not (field.unique or field.name in KEPT or field.name in in_keys(column.model)):
            yield column


def in_keys(model) -> set[str]:
    return {name for one in model._meta.constraints if isinstance(one, UniqueConstraint) for name in one.fields}


def poison(name: str) -> int:
    """How many columns there were. Names differ, so that lists keep their order."""
    quote, found = connection.ops.quote_name, list(texts())
    with database.statements(name) as execute:
        for column in found:
            field, table = quote(column.field.column), quote(column.model._meta.db_table)
            bad = f"left('=' || ctid || $bad${BAD}$bad$, {column.field.max_length or 10_000})"
            execute(f"UPDATE {table} SET {field} = {bad} WHERE {field} <> ''")
    return len(found)


@pytest.fixture
def poisoned(django_db_setup, django_db_blocker):
    name = f"test_poisoned_{os.getpid()}"
    with (
        django_db_blocker.unblock(),
        database.clone(name, database.demonstration()),
        database.visited(name),
    ):
        assert poison(name) > 180
        yield


def test_16_17_words_stay_words_at_every_address(poisoned):
    make_files()
    seen, wrong = 0, []
    for path, answer in answers():
        seen += b"x-evil" in answer.body
        wrong += [(path, fault) for fault in faults(answer)]
    assert wrong == []
    assert seen > 150


def test_16_words_stay_words_in_every_paper(poisoned):
    papers = dict(printed())
    assert {name for name, words in papers.items() if SWALLOWED.search(words)} == set()
    assert sum(")+1<script>alert('x')</script>" in words for words in papers.values()) > 2


def printed() -> Iterator[tuple[str, str]]:
    """One of each kind that the demonstration asks for, and those made for a reader: their words without spaces."""
    client = sweeping.browser("programme.lead")
    for name in sweeping.PAPERS:
        assert client.post(matrix.path_of(name, demo.DURHAM, client.person)).status_code == 302
    waiting = Document.objects.exclude(state=Document.State.DONE).order_by("-pk")
    for kind, pk in dict(waiting.values_list("kind", "pk")).items():
        tasks.make(pk)
        made = Document.objects.get(pk=pk)
        assert made.state == Document.State.DONE, f"{kind}: {made.reason}"
        if made.content_type == "application/pdf":
            with made.file.open() as file:
                yield kind, "".join(reading.text_of(file.read()).split())


def answers() -> Iterator[tuple[str, "Said"]]:
    """What every address answers to the first who may have it; a list as a file too."""
    clients = {name: sweeping.browser(name) for name in READERS}
    for name in sorted(matrix.addresses()):
        for readers in matrix.together(sweeping.example_of(name), list(clients)):
            with matrix.undone():
                path = matrix.path_of(name, demo.DURHAM, clients[readers[0]].person)
                said = first(clients, readers, path)
                if said is None:
                    continue
                yield path, said
                if b"format=csv" in said.body:
                    yield f"{path}?format=csv", Said(clients[readers[0]].get(f"{path}?format=csv"))
            break


class Said:
    def __init__(self, response) -> None:
        self.status, self.headers = response.status_code, response.headers
        self.body = b"".join(response.streaming_content) if response.streaming else response.content


def first(clients: dict[str, Client], readers: list[str], path: str) -> Said | None:
    for reader in readers:
        with matrix.undone():
            said = Said(clients[reader].get(path))
        if said.status not in (302, 403, 404, 405):
            return said
    return None


def faults(said: Said) -> Iterator[str]:
    """What somebody's words made of it: markup, attributes, cells that compute, lines of their own."""
    if said.status >= 500:
        yield f"status {said.status}"
    if "x-evil" in {name.lower() for name in said.headers}:
        yield "a header"
    kind = said.headers.get("Content-Type", "").partition(";")[0]
    if kind in ("text/html", "image/svg+xml"):
        yield from marked(html.fromstring(said.body))
    elif kind == "text/csv":
        yield from (
            f"computes {cell[:40]}"
            for row in csv.reader(io.StringIO(said.body.decode("utf-8-sig")))
            for cell in row
            if cell[:1] in tuple("=+@")
        )
    elif kind == "text/calendar" and b"\nX-Evil" in said.body:
        yield "a line of its own"
    elif said.body.startswith(b"PK"):
        yield from of_a_book(said.body)


def marked(tree) -> Iterator[str]:
    for found in tree.xpath("//x-evil | //script[contains(., 'alert(')] | //@*[starts-with(name(), 'onx-evil')]"):
        yield f"markup {found}"


def of_a_book(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet") and etree.fromstring(book.read(name)).findall(".//{*}f"):
                yield f"a formula in {name}"
