"""A document's life: asked for, claimed once, made, kept; or failed with its reason (quality 7, 32, 33, 41)."""

import errno
import hashlib
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from machine.redis import Queue
from redis import Redis

from commissioning.access.roles import Role
from commissioning.documents import actions, tasks
from commissioning.documents.kinds import Refused
from commissioning.documents.models import MOST_ATTEMPTS, Document
from commissioning.jobs.locks import only_one
from tests.support.people import area, in_role
from tests.support.together import together


@pytest.fixture
def in_database(db):
    """For most of these one transaction is enough."""


def asked(by=None) -> Document:
    return actions.request_document(kind="test", title="A test", authority=area(), params={}, by=by)


def reread(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


pytestmark = pytest.mark.usefixtures("builder")


def once(by, of: int = 1, own: bool = False) -> Document:
    return actions.request_once(kind="test", title="A test", authority=area(), params={"of": of}, by=by, own=own)


def test_29_what_is_on_its_way_is_not_asked_for_again(own_database):
    one, other = in_role(Role.CHAMPION), in_role(Role.LOCAL_LEAD)
    first, second = together(lambda: once(one), lambda: once(other))
    assert first == second
    assert once(one, of=2) != first
    mine, theirs, again = together(*(partial(once, person, 3, own=True) for person in (one, other, one)))
    assert mine == again != theirs
    Document.objects.update(state=Document.State.FAILED, reason="It broke.")
    assert once(one) != first


def test_made_once_with_its_checksum(in_database, builder):
    document = asked()
    tasks.make(document.pk)
    tasks.make(document.pk)  # delivered twice
    document = reread(document)
    assert (document.state, document.progress, builder.times) == ("done", 100, 1)
    assert document.checksum == hashlib.sha256(b"the content").hexdigest()
    with document.file.open() as file:
        assert file.read() == b"the content"


def test_progress_is_seen_while_it_is_made(in_database, builder):
    seen = []

    def work(document, progress):
        progress(40, "Halfway through")
        seen.append((reread(document).progress, reread(document).step))

    builder.work = work
    tasks.make(asked().pk)
    assert seen == [(40, "Halfway through")]


def test_a_refusal_reaches_the_page(in_database, builder):
    def work(document, progress):
        raise Refused("The text is too long; shorten standard 4.")

    builder.work = work
    document = asked()
    tasks.make(document.pk)
    assert (reread(document).state, reread(document).reason) == ("failed", "The text is too long; shorten standard 4.")


def _full() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


def test_36_a_full_disk_says_so_whoever_meets_it_and_it_can_be_tried_again(in_database, builder):
    """The builder itself, or a library that wraps what it met in an error of its own."""

    def work(document, progress):
        raise _full()

    def wrapped(document, progress):
        try:
            raise OSError(errno.EDQUOT, "Disk quota exceeded")
        except OSError as error:
            raise RuntimeError("could not write") from error

    for met in (work, wrapped):
        builder.work = met
        document = asked()
        tasks.make(document.pk)
        document = reread(document)
        assert document.state == "failed"
        assert "The disk is full" in document.reason
    builder.work = lambda document, progress: None
    assert actions.retry(document=document, by=in_role(Role.ADMINISTRATOR))
    tasks.make(document.pk)
    assert reread(document).state == "done"


def test_36_a_full_disk_leaves_no_half_a_file(in_database, builder, monkeypatch):
    storage = Document._meta.get_field("file").storage
    folder = Path(storage.location)
    before = {path for path in folder.rglob("*") if path.is_file()}

    def half(content, chunk_size=None):
        yield b"half"
        raise _full()

    document = asked()
    with monkeypatch.context() as patched:
        patched.setattr(actions, "_checksum", lambda content: "")
        patched.setattr(ContentFile, "chunks", half)
        tasks.make(document.pk)
    assert "The disk is full" in reread(document).reason
    assert {path for path in folder.rglob("*") if path.is_file()} == before
    assert not reread(document).file


def test_an_unexpected_error_ends_the_job_and_not_the_worker(in_database, builder):
    def work(document, progress):
        raise ZeroDivisionError

    builder.work = work
    first = asked()
    tasks.make(first.pk)
    builder.work = lambda document, progress: None
    second = asked()
    tasks.make(second.pk)
    assert [reread(first).state, reread(second).state] == ["failed", "done"]
    assert "Try again" in reread(first).reason


def test_7_whoever_lost_the_permission_gets_no_document(in_database, builder):
    document = asked(by=in_role(Role.CHAMPION))
    builder.allowed = False
    tasks.make(document.pk)
    assert reread(document).reason == "The person who asked for this is no longer allowed to have it."
    assert builder.times == 0


def test_an_unknown_document_is_no_error(in_database):
    tasks.make(999_999)


def test_one_that_was_deleted_from_under_the_queue_is_waited_for_no_longer(in_database):
    document = asked()
    Document.objects.filter(pk=document.pk).delete()
    tasks.make(document.pk)


# --- The sweep ----------------------------------------------------------------------------


def queued_long_ago(document: Document, **more) -> None:
    Document.objects.filter(pk=document.pk).update(queued_at=timezone.now() - timedelta(minutes=5), **more)


def test_one_the_queue_forgot_is_put_on_it_again(in_database, django_capture_on_commit_callbacks):
    document = asked()
    assert actions.requeue_waiting() == 0
    queued_long_ago(document)
    with django_capture_on_commit_callbacks() as put:
        assert actions.requeue_waiting() == 1
    assert len(put) == 1
    assert actions.requeue_waiting() == 0, "not again before another minute"


@pytest.fixture
def a_queue(tmp_path, monkeypatch):
    """A real Redis, with nothing in it."""
    server = Queue(tmp_path / "redis")
    server.start()
    monkeypatch.setattr(current_app.conf, "broker_url", server.url)
    try:
        with Redis.from_url(server.url) as client:
            yield client
    finally:
        server.stop()


def test_34_a_queue_that_lost_everything_is_filled_again_within_seconds(in_database, a_queue):
    document = asked()
    assert actions.requeue_waiting() == 0, "its message may be on the way"
    Document.objects.filter(pk=document.pk).update(queued_at=timezone.now() - 2 * actions.JUST_PUT)
    a_queue.rpush("documents", "some other")
    assert actions.requeue_waiting() == 0, "it may be the one that waits"
    a_queue.delete("documents")
    assert actions.requeue_waiting() == 1
    assert actions.requeue_waiting() == 0


def test_a_running_one_whose_worker_is_gone_goes_back_to_the_queue(in_database):
    document = asked()
    actions.claim(document.pk)
    tasks.requeue_stranded()
    assert reread(document).state == "queued"
    tasks.make(document.pk)
    assert reread(document).state == "done"


def test_after_three_lost_workers_it_is_failed_with_its_reason(in_database):
    document = asked()
    for _ in range(MOST_ATTEMPTS):
        assert actions.claim(document.pk)
        tasks.requeue_stranded()
    document = reread(document)
    assert document.state == "failed"
    assert "stopped 3 times" in document.reason


def test_an_overtaken_attempt_changes_nothing(in_database):
    document = asked()
    slow = actions.claim(document.pk)
    actions.release(slow)
    fast = actions.claim(document.pk)
    actions.fail(slow, "late")
    assert reread(document).state == "running"
    actions.fail(fast, "in time")
    assert reread(document).reason == "in time"


def test_one_that_is_being_made_is_left_alone(own_database, builder):
    """A real second connection holds the lock while the sweep looks."""
    document = asked()
    begun, go_on = threading.Event(), threading.Event()

    def work(document, progress):
        begun.set()
        assert go_on.wait(20)

    builder.work = work
    worker = threading.Thread(target=in_own_connection, args=(tasks.make, document.pk))
    worker.start()
    assert begun.wait(20)
    tasks.requeue_stranded()
    assert reread(document).state == "running"
    go_on.set()
    worker.join()
    assert (reread(document).state, builder.times) == ("done", 1)


def test_32_eight_workers_make_it_once(own_database, builder):
    document = asked()
    threads = [threading.Thread(target=in_own_connection, args=(tasks.make, document.pk)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (reread(document).state, builder.times) == ("done", 1)


def test_two_sweeps_at_once_are_one(own_database):
    document = asked()
    queued_long_ago(document)
    with only_one("documents-sweep") as mine:
        assert mine
        other = threading.Thread(target=in_own_connection, args=(tasks.requeue_stranded,))
        other.start()
        other.join()
    assert reread(document).queued_at < timezone.now() - timedelta(minutes=1)


def in_own_connection(work, *args) -> None:
    try:
        work(*args)
    finally:
        connection.close()
