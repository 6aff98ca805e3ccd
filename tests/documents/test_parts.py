"""A document made of parts: it follows them, is joined when the last has ended, and survives whoever is killed."""

import hashlib
import io
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from commissioning.documents import actions, kinds, queries, tasks
from commissioning.documents.kinds import BuiltFile, Parts, Refused
from commissioning.documents.models import Document
from tests.support.people import area

AT_ONCE, TOTAL = 2, 5


@pytest.fixture
def joined(monkeypatch, builder):
    """A kind whose documents need five parts, two on the queue at a time; gives what each joining found."""
    found: list[list[str]] = []

    def parts(document: Document) -> Parts:
        made = list(document.parts.order_by("pk"))
        waiting = sum(part.state in ("queued", "running") for part in made)
        for _ in range(min(AT_ONCE - waiting, TOTAL - len(made))):
            actions.request_document(kind="test", title="Part", authority=area(), params={}, by=None, parent=document)
        return Parts(TOTAL, len(made) - waiting, "parts")

    def build(document: Document, progress) -> BuiltFile:
        found.append([part.state for part in document.parts.order_by("pk")])
        return BuiltFile("joined.zip", "application/zip", io.BytesIO(b"joined"), note="Two are missing.")

    kind = kinds.Kind("joined", kinds.kind_of("test").visible_to, lambda scope, document: True, build, parts=parts)
    monkeypatch.setitem(kinds._KINDS, "joined", kind)
    return found


@pytest.fixture
def in_database(db):
    """For most of these one transaction is enough."""


def whole() -> Document:
    return actions.request_document(kind="joined", title="Whole", authority=None, params={}, by=None)


def reread(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def waiting_parts(document: Document) -> list[int]:
    return list(document.parts.filter(state="queued").order_by("pk").values_list("pk", flat=True))


def make_parts(document: Document, at_most: int = 100) -> None:
    while at_most and (waiting := waiting_parts(document)):
        tasks.make(waiting[0])
        at_most -= 1


def test_it_waits_for_its_parts_and_says_how_many_have_ended(in_database, joined):
    document = whole()
    tasks.make(document.pk)
    assert (reread(document).state, reread(document).step) == ("waiting", "0 of 5 parts")
    assert len(waiting_parts(document)) == AT_ONCE
    make_parts(document, at_most=2)
    assert (reread(document).state, reread(document).step, reread(document).progress) == ("waiting", "2 of 5 parts", 40)
    assert len(waiting_parts(document)) == AT_ONCE, "the next ones took their place"
    assert joined == []


def test_it_is_joined_once_all_have_ended(in_database, joined):
    document = whole()
    tasks.make(document.pk)
    make_parts(document)
    assert (reread(document).state, reread(document).attempts) == ("queued", 0)
    tasks.make(document.pk)
    document = reread(document)
    assert joined == [["done"] * TOTAL]
    assert (document.state, document.note, document.size) == ("done", "Two are missing.", 6)
    with document.file.open() as file:
        assert file.read() == b"joined"


def test_a_part_that_failed_has_ended_too(in_database, joined, builder):
    def work(document, progress):
        raise Refused("Too long.")

    builder.work = work
    document = whole()
    tasks.make(document.pk)
    make_parts(document)
    tasks.make(document.pk)
    assert joined == [["failed"] * TOTAL]
    assert reread(document).state == "done"


def test_pages_show_a_waiting_one_as_being_made(in_database, joined):
    document = whole()
    tasks.make(document.pk)
    status = queries.status_of(reread(document))
    assert (status.state, status.step, status.progress) == ("running", "0 of 5 parts", 0)


def test_the_sweep_notices_parts_whose_end_nobody_told(in_database, joined):
    document = whole()
    tasks.make(document.pk)
    while waiting := waiting_parts(document):  # ended by a worker that died before it said so
        Document.objects.filter(pk__in=waiting).update(state="failed", reason="Killed.")
        tasks.requeue_stranded()
    assert reread(document).state == "queued"
    tasks.make(document.pk)
    assert reread(document).state == "done"


def test_killed_while_it_asks_for_parts_it_asks_for_no_more_than_it_needs(in_database, joined):
    document = whole()
    actions.claim(document.pk)
    actions.follow(document.pk)  # and the worker dies here
    Document.objects.filter(pk=document.pk).update(state="running")
    tasks.requeue_stranded()
    tasks.make(document.pk)
    make_parts(document)
    tasks.make(document.pk)
    assert document.parts.count() == TOTAL


def test_killed_while_it_is_joined_it_is_joined_again_from_the_same_parts(in_database, joined):
    document = whole()
    tasks.make(document.pk)
    make_parts(document)
    actions.claim(document.pk)  # and the worker dies here
    tasks.requeue_stranded()
    assert reread(document).state == "queued"
    tasks.make(document.pk)
    assert joined == [["done"] * TOTAL]
    assert document.parts.count() == TOTAL


def test_one_without_parts_is_followed_by_nothing(in_database, builder):
    document = actions.request_document(kind="test", title="Alone", authority=None, params={}, by=None)
    assert actions.follow(document.pk) is False
    assert actions.follow(10**9) is False
    tasks.make(document.pk)
    assert reread(document).state == "done"


def test_a_waiting_one_is_not_stuck_however_long_it_takes(in_database, joined):
    document = whole()
    tasks.make(document.pk)
    Document.objects.filter(pk=document.pk).update(queued_at=timezone.now() - timedelta(hours=2))
    tasks.requeue_stranded()
    assert reread(document).queued_at > timezone.now() - timedelta(minutes=1), "the sweep looked at it"


def test_two_parts_that_end_at_once_queue_it_once(own_database, joined):
    document = whole()
    tasks.make(document.pk)
    make_parts(document, at_most=3)
    last = waiting_parts(document)
    assert len(last) == 2
    threads = [threading.Thread(target=in_own_connection, args=(tasks.make, pk)) for pk in last]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (reread(document).state, document.parts.count()) == ("queued", TOTAL)
    tasks.make(document.pk)
    assert joined == [["done"] * TOTAL]


def in_own_connection(work, *args) -> None:
    try:
        work(*args)
    finally:
        connection.close()


def test_a_file_too_large_to_hold_is_kept_piece_by_piece(in_database, monkeypatch, builder, tmp_path):
    """The file it came in is closed; size and checksum are those of what was kept."""
    content = b"0123456789" * 500_000
    handle = (tmp_path / "large").open("w+b")
    handle.write(content)
    handle.seek(0)
    monkeypatch.setattr(builder, "build", lambda document, progress: BuiltFile("large.bin", "application/zip", handle))
    kind = kinds.Kind("large", kinds.kind_of("test").visible_to, lambda scope, document: True, builder.build)
    monkeypatch.setitem(kinds._KINDS, "large", kind)
    document = actions.request_document(kind="large", title="x", authority=None, params={}, by=None)
    tasks.make(document.pk)
    document = reread(document)
    assert (document.size, document.checksum) == (len(content), hashlib.sha256(content).hexdigest())
    assert handle.closed
