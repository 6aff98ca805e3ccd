"""An upgrade loses nothing: web reloaded or restarted under load, a migration cut off, old beside new (quality 39)."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg2
import pytest
from celery import Celery
from django.conf import global_settings
from django.test import override_settings
from django.utils import timezone
from machine import services

from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.profiles.models import Commissioner
from tests.deployment import units
from tests.support import database, people
from tests.support.site import ROOT, Site, kill_tree, running, until
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("processes_only")]

log = logging.getLogger(__name__)  # shown with --log-cli-level=INFO

PASSWORD = "pass phrase for a reload"
PEOPLE, SECONDS = 4, 12


@pytest.fixture(scope="module")
def site(tmp_path_factory, worker_id, django_db_blocker):
    """Register and standards, and nobody in it yet."""
    folder = tmp_path_factory.mktemp("upgrade")
    with running(folder / "site", f"test_upgrade_{worker_id}_{os.getpid()}") as made, django_db_blocker.unblock():
        yield made


@pytest.fixture(scope="module")
def champion(site):
    """The email address of the champion of County Durham, in whose name all are signed in."""
    as_the_site_reads_them = global_settings.PASSWORD_HASHERS
    with site.data(), override_settings(PASSWORD_HASHERS=as_the_site_reads_them):
        person = people.in_role(Role.CHAMPION)
        person.set_password(PASSWORD)
        person.save()
        return person.email


# --- Under load ----------------------------------------------------------------------------


@dataclass
class Load:
    """People who save one row after another and never try again; what they were told, and what went wrong."""

    address: str
    email: str
    where: str
    mark: str
    acknowledged: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)

    def person(self, number: int) -> None:
        visitor, count = Visitor(self.address), 0
        try:
            visitor.sign_in(self.email, PASSWORD)
        except (OSError, AssertionError) as error:
            self.wrong.append(f"{number}: {error!r}")
            return
        while not self.over.is_set():
            name, began = f"{self.mark} {number} {count}", time.monotonic()
            try:
                self._save(visitor, name)
            except (OSError, TypeError, AssertionError) as error:  # a connection cut off, or a page that is none
                self.wrong.append(f"{name}: {error!r}")
            self.slowest = max(self.slowest, time.monotonic() - began)
            count += 1

    def _save(self, visitor: Visitor, name: str) -> None:
        address = f"{name.replace(' ', '-')}@durham.example"
        post = {"job_title": "Commissioner", "employer": "council", "level": "operational"}
        status, page = visitor.post(self.where, {"name": name, "email": address, **post})
        assert (status, "There is a problem" in page) == (200, False), f"{status} {page[:500]}"
        self.acknowledged.add(name)


@contextmanager
def load(site: Site, email: str) -> Iterator[Load]:
    """For as long as the block lasts: everybody has saved something before it begins."""
    with site.data():
        where = f"/profiles/{people.area().gss_code}/commissioners/add/"
    made = Load(site.address, email, where, mark=f"Person {time.monotonic_ns()}")
    threads = [threading.Thread(target=made.person, args=[number], daemon=True) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    try:
        until(lambda: len(made.acknowledged) >= PEOPLE, "everybody to save", lambda: "\n".join(made.wrong))
        yield made
    finally:
        made.over.set()
        for thread in threads:
            thread.join(timeout=60)


def assert_nothing_lost(site: Site, made: Load) -> None:
    assert made.wrong == []
    with site.data():
        rows = Commissioner.objects.filter(person__full_name__startswith=made.mark)
        stored = list(rows.values_list("person__full_name", flat=True))
    assert len(made.acknowledged) > PEOPLE
    assert sorted(stored) == sorted(made.acknowledged), "each that was acknowledged is there, once"
    log.info("%d saved by %d people, none lost; the slowest took %.1f s", len(stored), PEOPLE, made.slowest)


def test_39_no_request_is_lost_while_gunicorn_reloads_under_load(site, champion):
    site.start_web()
    try:
        with load(site, champion) as made:
            for _ in range(3):
                first, *workers = site.pids("web")
                os.kill(first, signal.SIGHUP)
                until(lambda gone=workers: not set(gone) & set(site.pids("web")), "the workers to be others")
                time.sleep(SECONDS / 6)
    finally:
        site.stop_web()
    assert_nothing_lost(site, made)


def test_39_no_request_is_lost_while_web_is_restarted_behind_its_socket(site, champion):
    """As systemd does it: commissioning-web.socket holds the port, and the service's own command stops and starts."""
    with socket.create_server(("127.0.0.1", site.port), backlog=128) as held:
        web = start_behind(held, site)
        try:
            until(site.is_ready, "the site to answer")
            with load(site, champion) as made:
                for _ in range(2):
                    web.send_signal(signal.SIGTERM)
                    web.wait(timeout=40)
                    web = start_behind(held, site)
                    time.sleep(SECONDS / 4)
        finally:
            kill_tree(web.pid)
            web.wait()
    assert_nothing_lost(site, made)


HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.argv[2], sys.argv[2:])
"""


def start_behind(held: socket.socket, site: Site) -> subprocess.Popen:
    """systemd's way of handing a socket over: it is file 3, and two variables say so to this process alone."""
    program, *arguments = units.command("commissioning-web.service")
    gunicorn = [str(Path(sys.executable).with_name(program)), *arguments]
    with open(site.folder / "behind.log", "ab") as log:
        return subprocess.Popen(
            [sys.executable, "-S", "-c", HAND_OVER, str(held.fileno()), *gunicorn],
            cwd=ROOT,
            env={**site.environment(), "WEB_CONCURRENCY": "2"},
            pass_fds=[held.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


# --- The database --------------------------------------------------------------------------


def test_39_a_preparation_that_is_killed_amid_its_migrations_succeeds_when_run_again(tmp_path, worker_id):
    name = f"test_cut_off_{worker_id}_{os.getpid()}"
    services.make_database(os.environ["TEST_SUPERUSER_URL"], name)
    site = Site(tmp_path / "site", name, DATABASE_AS_OWNER="1")
    try:
        site.start_redis()
        command = [sys.executable, "manage.py", "prepare_database"]
        cut_off = subprocess.Popen(command, cwd=ROOT, env=site.environment(), start_new_session=True)
        until(lambda: applied(name) >= 12, "some migrations to be applied")
        kill_tree(cut_off.pid)
        cut_off.wait()
        before = applied(name)
        assert "is prepared" in site.manage("prepare_database")
        assert applied(name) > before
        site.manage("migrate", "--check")
        site.manage("check_integrity")
    finally:
        site.end()
        database.statement(f'DROP DATABASE "{name}" WITH (FORCE)')


def applied(name: str) -> int:
    connection = psycopg2.connect(os.environ["TEST_SUPERUSER_URL"], dbname=name)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_migrations')")
            if cursor.fetchone()[0] is None:
                return 0
            cursor.execute("SELECT count(*) FROM django_migrations")
            return cursor.fetchone()[0]
    finally:
        connection.close()


def test_39_the_web_of_before_serves_and_saves_on_the_tables_of_after(site, champion):
    """What `preflight` calls expand: a table more, a column more that may be empty, and their names in the record."""
    site.start_web()
    try:
        with load(site, champion) as made:
            table = Commissioner._meta.db_table
            database.statement(f"ALTER TABLE {table} ADD COLUMN of_the_next_release text", site.database)
            database.statement("CREATE TABLE of_the_next_release (id bigint PRIMARY KEY)", site.database)
            record = "INSERT INTO django_migrations (app, name, applied) VALUES ('profiles', '9999_next', now())"
            database.statement(record, site.database)
            seen = len(made.acknowledged)
            until(lambda: len(made.acknowledged) >= seen + 2 * PEOPLE, "more to be saved", lambda: "".join(made.wrong))
            assert site.is_ready()
    finally:
        site.stop_web()
    assert_nothing_lost(site, made)


# --- The queue -----------------------------------------------------------------------------


def test_39_a_worker_of_before_lives_on_after_a_message_of_after_and_the_job_is_swept(site, champion):
    """It knows no such task and drops the message; the row is the truth, and the sweep puts it on the queue again."""
    with site.data():
        long_ago = timezone.now() - timedelta(minutes=5)
        document = Document.objects.create(kind="feedback-report", title="Report", queued_at=long_ago)
    queue = Celery(broker=site.queue.url, set_as_current=False)
    site.start_worker()
    try:
        queue.send_task("documents.make_in_a_new_way", [document.pk], queue="documents")
        until(lambda: "unregistered task" in site.log("worker"), "the worker to wonder")
        with site.data():
            assert Document.objects.get(pk=document.pk).state == "queued"
        queue.send_task("documents.requeue_stranded", queue="interactive")
        until(lambda: attempts(site, document) == 1, "the same worker to take the job up")
    finally:
        site.stop_worker()


def attempts(site: Site, document: Document) -> int:
    with site.data():
        return Document.objects.get(pk=document.pk).attempts
