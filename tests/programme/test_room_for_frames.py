"""Calls as deep as a request's have their frames in one chunk, wherever the site's own processes begin."""

import resource
import subprocess
import sys

from django.core.signals import request_started
from django.test import RequestFactory

from commissioning.config import wsgi
from commissioning.documents import tasks
from commissioning.frames import SLOTS, with_room
from tests.support.database import ROOT

DEEPEST, TURNS = 400, 300


def wide(a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8, i=9, j=10) -> list:
    return [a, b, c, d, e, f, g, h, i, j, [a, b, c, d, e, f, g, h, i, j]]


def chunks_taken(depth: int) -> int:
    """While a call is made again and again so deep: each chunk that is new is a page of memory that was not there."""
    if depth:
        return chunks_taken(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(TURNS):
        wide()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def rooms() -> int:
    """How many calls above this one have made room. Each test has one already."""
    frame, found = sys._getframe(1), 0
    while frame is not None:
        found += frame.f_code.co_stacksize >= SLOTS
        frame = frame.f_back
    return found


def test_at_no_depth_does_each_call_take_a_chunk():
    with_room(chunks_taken, DEEPEST)  # memory that is written to for the first time
    assert max(with_room(chunks_taken, depth) for depth in range(DEEPEST)) < TURNS / 3


def test_a_request_has_room(db):
    asked = []

    def look(**about) -> None:
        asked.append(rooms())

    request_started.connect(look)
    try:
        wsgi.application(RequestFactory().get("/healthz").environ, lambda status, headers: None).close()
    finally:
        request_started.disconnect(look)
    assert asked == [rooms() + 1]


def test_a_task_has_room(db, monkeypatch):
    monkeypatch.setattr(tasks.requeue_stranded, "run", rooms)
    assert tasks.requeue_stranded.apply().get() == rooms() + 1


def test_a_command_has_room():
    look = "import sys; from tests.programme.test_room_for_frames import rooms; print(rooms())"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", look]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ["1"], done.stderr
