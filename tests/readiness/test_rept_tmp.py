"""Throw-away measurement."""
import time
from pathlib import Path

import pytest

from commissioning.programme import demo
from readiness import board_document, report_document, report_workbook
from readiness.models import Snapshot
from tests.pdf import reading

pytestmark = pytest.mark.django_db


def test_measure(register):
    demo.seed(password="pass phrase for a demonstration")
    snap = Snapshot.objects.filter(assessment__authority__gss_code="E06000047", moment="signed").first()
    say = lambda p, s: None
    out = []
    for n in range(3):
        t, c = time.time(), time.process_time()
        built = report_document.make(snap, say)
        out.append((round(time.time() - t, 2), round(time.process_time() - c, 2)))
    b = board_document.make(snap, say)
    x = report_workbook.make(snap)
    Path("/tmp/rept/demo.pdf").write_bytes(built.content)
    Path("/tmp/rept/demo-board.pdf").write_bytes(b.content)
    Path("/tmp/rept/demo.xlsx").write_bytes(x)
    with reading.opened(built.content) as o, reading.opened(b.content) as ob:
        print("DEMO pages", len(o.pages), len(ob.pages), "size", len(built.content), len(b.content), len(x), out)
