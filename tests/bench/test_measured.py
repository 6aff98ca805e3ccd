"""The measurements’ own parts: that every goal has a line, and that what is compared is what it is said to be."""

import json
import re

import pytest
from benchmarks import copies, printing, processes, replay, serving
from benchmarks.__main__ import lines
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import AuditEntry
from commissioning.support.models import PackageArea, PackageEvent, SupportPackage
from tests.support import scale_packages
from tests.support.people import DURHAM, area

GOALS = {
    "pdf_overhead",
    "pdf_vs_browser",
    "pdf_memory",
    "pdf_parallel",
    "pdf_growth",
    "impact_sql",
    "impact_rules",
    "impact_vs_pandas",
    "impact_growth",
    "edition_open",
    "export_csv",
    "export_xlsx",
    "export_sav",
    "import_csv",
    "respond_store",
    "respond_results",
    "score_post",
    "page_authority",
    "desk_growth",
    "list_growth",
    "benchmark_page",
    "job_latency",
    "recovery",
    "restart",
}


def test_every_speed_goal_has_a_line():
    assert not GOALS - set(lines())


# --- Pages and their replay ---------------------------------------------------------------


def test_a_replay_sends_what_the_page_sent_and_gives_back_the_rows(client_as):
    browser = client_as(Role.LOCAL_LEAD, area())
    statements = serving.statements_behind(lambda: browser.get(f"/authorities/{DURHAM}/"))
    replay.remember(statements)
    with replay.BARE, CaptureQueriesContext(connection) as captured:
        answer = Client().get(replay.ADDRESS)
    assert [query["sql"] for query in captured.captured_queries] == statements
    rows = json.loads(answer.content)["rows"]
    assert len(rows) == len(statements)
    assert "County Durham" in str(rows)


def test_what_is_measured_is_undone(client_as):
    browser = client_as(Role.CHAMPION, area())
    entries, path = AuditEntry.objects.count(), f"/readiness/over-time/{DURHAM}/"
    with serving.undone():
        assert browser.get(path).status_code == 200
        assert AuditEntry.objects.count() > entries
    assert serving.seconds_of(lambda: browser.get(path))() > 0
    assert AuditEntry.objects.count() == entries


def test_a_page_that_cannot_be_had_is_no_measurement(client_as):
    browser = client_as(Role.CHAMPION, area())
    with pytest.raises(AssertionError, match="404"):
        serving.seconds_of(lambda: browser.get("/authorities/E99999999/"))()


# --- Copies -------------------------------------------------------------------------------


def test_rows_are_copied_with_what_hangs_on_them(own_database):
    scale_packages.packages(scale_packages.a_programme(), 2, lines=8)
    events, areas = PackageEvent.objects.count(), Authority.objects.count()
    keys = tuple(SupportPackage.objects.values_list("pk", flat=True))
    connection.close()
    copies.until(SupportPackage, keys, 6, own_database)
    assert SupportPackage.objects.count() == PackageArea.objects.count() == 6
    assert PackageEvent.objects.count() == 3 * events
    assert set(PackageArea.objects.values_list("package", flat=True)) == set(
        SupportPackage.objects.values_list("pk", flat=True)
    )
    assert Authority.objects.count() == areas


def test_enough_rows_stay_as_they_are(own_database):
    keys = tuple(Authority.objects.values_list("pk", flat=True))
    connection.close()
    copies.until(Authority, keys, len(keys), own_database)
    assert Authority.objects.count() == len(keys)


# --- Reports and processes ----------------------------------------------------------------


def test_a_longer_report_links_within_each_of_its_parts():
    html = '<ul><a href="#a">A</a></ul><div class="chapter"><h2 id="a">A</h2><a href="#a">up</a></div></body>'
    longer = printing.repeated(html, 3)
    assert re.findall(r'id="([^"]+)"', longer) == ["a", "a-1", "a-2"]
    assert re.findall(r'href="#([^"]+)"', longer) == ["a", "a", "a-1", "a-2"]
    assert printing.repeated(html, 1) == html


def test_the_most_a_process_takes():
    few, many = (processes.peak_of(f"held = b'.' * {size}") for size in (1, 60_000_000))
    assert 50 < many - few < 70
