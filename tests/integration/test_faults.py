"""Real processes, really killed: nothing is lost, nothing hangs (quality 33, 34, 35)."""

import os
import shutil

import pytest

from commissioning.documents.models import Document
from commissioning.programme import demo
from readiness.models import SelfAssessment
from tests.support.site import DEMO_PASSWORD, Site, demonstrating, until
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("processes_only")]

REPORTS = 6  # that wait
PATIENCE = 150  # seconds: a minute until the sweep looks, its own 20, and the making


@pytest.fixture
def own_site(tmp_path, worker_id):
    with demonstrating(tmp_path / "site", f"test_faults_{worker_id}_{os.getpid()}") as made:
        with made.data():
            few = Document.objects.order_by("-pk").values_list("pk", flat=True)[:REPORTS]
            Document.objects.exclude(pk__in=list(few)).delete()
        made.sweep()
        yield made


def states(site: Site) -> list[str]:
    with site.data():
        return list(Document.objects.order_by("pk").values_list("state", flat=True))


def last_years(site: Site) -> int:
    """Ealing's signed assessment of last year; its id."""
    with site.data():
        return SelfAssessment.objects.get(authority__gss_code=demo.EALING, state="signed").pk


def test_33_a_worker_killed_while_it_makes_a_report_leaves_nothing_stuck(own_site):
    own_site.start_worker()
    until(lambda: "running" in states(own_site), "a report to be begun", seconds=PATIENCE)
    own_site.kill_worker()
    assert "running" in states(own_site), "it was killed in the middle"
    own_site.start_beat()
    own_site.start_worker()
    until(lambda: set(states(own_site)) == {"done"}, "every report to be made", seconds=PATIENCE)
    with own_site.data():
        assert max(Document.objects.values_list("attempts", flat=True)) == 2, "one was begun twice"
    own_site.manage("check_integrity")


def test_34_with_redis_away_everything_else_works_and_the_report_follows(own_site):
    own_site.start_web()
    assessment = last_years(own_site)
    own_site.kill_redis()
    champion = Visitor(own_site.address)
    champion.sign_in(demo.email_of("champion2"), DEMO_PASSWORD)
    report = f"/readiness/{assessment}/report/"
    status, page = champion.post(f"{report}pdf/", form_on=report)
    assert status == 200
    assert "Waiting" in page
    assert '"queue": "degraded"' in champion.get("/readyz")[1]
    own_site.start_redis()
    own_site.start_worker()
    own_site.start_beat()
    until(lambda: set(states(own_site)) == {"done"}, "the report to be made after all", seconds=PATIENCE)
    assert "Download" in champion.get(report)[1]


def test_34_a_worker_finds_its_queue_again_after_redis_restarts(own_site):
    own_site.start_worker()
    until(lambda: set(states(own_site)) == {"done"}, "the first reports", seconds=PATIENCE)
    own_site.kill_redis()
    own_site.start_redis()
    own_site.start_beat()
    with own_site.data():
        Document.objects.update(state="queued", attempts=0)
    until(lambda: set(states(own_site)) == {"done"}, "reports after the restart", seconds=PATIENCE)


def test_35_postgresql_stopped_and_started_needs_no_restart_of_the_site(tmp_path):
    from machine import postgres, services
    from machine import site as site_setup

    cluster = postgres.Cluster(postgres.home_for(tmp_path, f"postgres-fault-{os.getpid()}"), "secret", careless=True)
    cluster.start()
    try:
        made = services.make_database(cluster.url("postgres", "secret", "postgres"), "away")
        site = Site(tmp_path / "site", "away", **made)
        site.start_redis()
        site_setup.manage(site.environment(), "prepare_database", DATABASE_AS_OWNER="1")
        site_setup.manage(site.environment(), "load_reference_data")
        site_setup.manage(site.environment(), "seed_demo")
        try:
            _stop_and_start(cluster, site)
        finally:
            site.end()
    finally:
        cluster.stop()
        shutil.rmtree(cluster.home)


def _stop_and_start(cluster, site: Site) -> None:
    site.start_web()
    champion = Visitor(site.address)
    champion.sign_in(demo.email_of("champion"), DEMO_PASSWORD)
    cluster.stop()
    assert champion.get("/readyz")[0] == 503
    assert champion.get("/healthz") == (200, "ok")
    status, page = champion.get("/")
    assert status == 503
    assert "the service is not available" in page
    cluster.start()
    until(lambda: champion.get("/readyz")[0] == 200, "the site to find the database again")
    assert "What needs you now" in champion.get("/")[1]
