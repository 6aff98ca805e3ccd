"""A site on a PostgreSQL of its own that keeps its promises, whose parts tests kill and start again as they like."""

import contextlib
import http.client
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import psycopg2
from django.core.mail import EmailMessage
from django.utils import timezone
from machine import postgres, services

from commissioning.documents.models import Document
from commissioning.people import mail
from commissioning.people.models import AuditEntry, OutgoingEmail
from commissioning.profiles.models import HistoryEntry
from commissioning.programme import demo
from readiness.models import SelfAssessment
from tests.profiles.rows import entry_posted
from tests.support import database
from tests.support.site import DEMO_PASSWORD, Site, until
from tests.support.visitor import Visitor

PARTS = ("postgresql", "redis", "worker", "beat", "web")  # in the order they are started in
CHILD = "the worker's child"
PATIENCE = 150  # seconds
PASSWORD = "secret"
DATABASE = "killed"
HISTORY = f"/profiles/{demo.EALING}/history/"
NO_ANSWER = (OSError, http.client.HTTPException)


class Living:
    def __init__(self, site: Site, cluster: postgres.Cluster) -> None:
        self.site, self.cluster = site, cluster
        self.parts: set[str] = {"postgresql", "redis"}
        self.champion = Visitor(site.address)
        with site.data():
            assessment = SelfAssessment.objects.get(authority__gss_code=demo.EALING, state="signed")
        self.report = f"/readiness/{assessment.pk}/report/"

    # --- Parts --------------------------------------------------------------------------------
    def start(self, *parts: str) -> None:
        """Whichever of them do not run."""
        for part in PARTS:
            if part in (parts or PARTS) and part not in self.parts:
                self._starting(part)
                self.parts.add(part)

    def _starting(self, part: str) -> None:
        if part == "postgresql":
            self.cluster.start()
        elif part == "beat":
            self.site.start_beat("tests.support.hurried")
        else:
            getattr(self.site, f"start_{part}")()

    def revive(self) -> None:
        """After a test that failed: what ended by itself, and what is left waiting."""
        self.parts = {part for part in self.parts if part in ("postgresql", "redis") or self.site.is_alive(part)}
        self.start()

    def kill(self, part: str) -> None:
        if part == CHILD:
            self.site.kill_child()
        elif part == "postgresql":
            self.cluster.kill()
        else:
            getattr(self.site, f"kill_{part}")()
        self.parts.discard(part)

    # --- Work ---------------------------------------------------------------------------------
    def ask_for_report(self, asker: Visitor | None = None) -> int:
        """Its document's id. `asker`: the champion at another machine."""
        status, page = (asker or self.champion).post(f"{self.report}pdf/", form_on=self.report)
        assert status == 200, page
        with self.site.data():
            return Document.objects.order_by("-pk").values_list("pk", flat=True).first()

    def add_entry(self, title: str) -> tuple[int, str]:
        return self.champion.post(f"{HISTORY}add/", entry_posted(title=title))

    def entries(self, beginning: str) -> list[str]:
        """The titles that begin so, in order; every one of them has its one entry in the audit."""
        with self.site.data():
            found = dict(HistoryEntry.objects.filter(title__startswith=beginning).values_list("pk", "title"))
            audited = AuditEntry.objects.filter(verb="history-add", object_id__in=found)
            assert sorted(audited.values_list("object_id", flat=True)) == sorted(found)
            return sorted(found.values())

    def write_email(self) -> int:
        """Its id; the sweep finds it."""
        with self.site.data():
            [row] = mail.post([EmailMessage("A subject", "The words", None, ["reader@example.org"])])
            return row.pk

    def email(self, pk: int) -> tuple[str, int]:
        """Its state and how often it was tried."""
        with self.site.data():
            return OutgoingEmail.objects.values_list("state", "attempts").get(pk=pk)

    def state(self, document: int) -> str:
        with self.site.data():
            return Document.objects.get(pk=document).state

    def until_begun(self, document: int, attempt: int = 1) -> None:
        until(lambda: self._look(document) == ("running", attempt), "the report to be begun", seconds=PATIENCE)

    def _look(self, document: int) -> tuple[str, int]:
        with self.site.data():
            return Document.objects.values_list("state", "attempts").get(pk=document)

    def forget(self, document: int) -> None:
        with self.site.data():
            Document.objects.filter(pk=document).delete()

    def until_all_is_done(self) -> None:
        """Every report made, every email sent. That it waits a minute before it is queued anew is not waited for."""
        give_up = time.monotonic() + PATIENCE
        while left := self._left():
            assert time.monotonic() < give_up, f"Left after {PATIENCE} seconds: {left}"
            time.sleep(0.5)

    def _left(self) -> list[str]:
        earlier = timezone.now() - timedelta(minutes=2)
        with self.site.data():
            Document.objects.filter(state="queued", queued_at__gt=earlier).update(queued_at=earlier)
            OutgoingEmail.objects.filter(state="waiting", next_attempt_at__gt=timezone.now()).update(
                next_attempt_at=earlier
            )
            documents = Document.objects.exclude(state="done").values_list("pk", "state", "reason")
            mail = OutgoingEmail.objects.exclude(state="sent").values_list("pk", "state", "error")
            return [*map(str, documents), *map(str, mail)]

    # --- The database ---------------------------------------------------------------------------
    def connect(self, database: str = DATABASE) -> psycopg2.extensions.connection:
        """As the superuser, for whom some connections are kept."""
        connection = psycopg2.connect(self.cluster.url("postgres", PASSWORD, database))
        connection.autocommit = True
        return connection

    def as_superuser(self, statement: str) -> list[tuple]:
        with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def held_up(self, title: str) -> Iterator["Asking"]:
        """Inside, somebody has sent an entry, and its transaction has written it and waits before its end."""
        with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f"BEGIN; LOCK TABLE {AuditEntry._meta.db_table} IN SHARE MODE")
            asking = Asking(lambda: self.add_entry(title))
            until(lambda: self.as_superuser(WAITS), "the entry to be written")
            yield asking
        asking.join()


WAITS = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO%auditentry%'"


class Asking(Thread):
    """A request on its way; `answer` is its status and page, or None when none came."""

    def __init__(self, ask) -> None:
        super().__init__(daemon=True)
        self.ask, self.answer = ask, None
        self.start()

    def run(self) -> None:
        with contextlib.suppress(*NO_ANSWER):
            self.answer = self.ask()


class Saving(Thread):
    """A champion who saves one entry after the other, whatever comes back. `acknowledged`: those they were told of."""

    def __init__(self, visitor: Visitor, name: str) -> None:
        super().__init__(daemon=True)
        self.visitor, self.name = visitor, name
        self.acknowledged: list[str] = []
        self.tried: list[str] = []
        self._enough = Event()

    def __enter__(self) -> "Saving":
        self.start()
        return self

    def __exit__(self, *about) -> None:
        self._enough.set()
        self.join()

    def run(self) -> None:
        while not self._enough.is_set():
            title = f"{self.name}, {len(self.tried)}"
            self.tried.append(title)
            try:
                _, page = self.visitor.post(f"{HISTORY}add/", entry_posted(title=title))
            except (*NO_ANSWER, TypeError):  # nobody there, or a page that says so and has no form
                time.sleep(0.05)
            else:
                if "Added to the history" in page:
                    self.acknowledged.append(title)

    def until_saved(self, more: int) -> None:
        least = len(self.acknowledged) + more
        until(lambda: len(self.acknowledged) >= least, "entries to be saved", self._died, PATIENCE)

    def _died(self) -> str:
        return "" if self.is_alive() else "it stopped saving"


@contextmanager
def living(folder: Path) -> Iterator[Living]:
    """The demonstration, all its first jobs forgotten; the champion of Ealing is signed in."""
    cluster = postgres.Cluster(postgres.home_for(folder, f"postgres-killed-{os.getpid()}"), PASSWORD)
    cluster.start()
    try:
        site = Site(folder / "site", DATABASE, **_database(cluster))
        try:
            site.start_redis()
            site.bring_files(database.DEMONSTRATION)
            with site.data():
                Document.objects.all().delete()
                OutgoingEmail.objects.filter(state="waiting").delete()
            made = Living(site, cluster)
            made.as_superuser("CHECKPOINT")  # or each killed server would read all of that again from its log
            made.start()
            made.champion.sign_in(demo.email_of("champion2"), DEMO_PASSWORD)
            yield made
        finally:
            site.end()
    finally:
        cluster.kill()
        shutil.rmtree(cluster.home)


def _database(cluster: postgres.Cluster) -> dict[str, str]:
    """The demonstration brought over; the addresses of its two roles."""
    superuser = cluster.url("postgres", PASSWORD, "postgres")
    addresses = services.make_database(superuser, DATABASE)
    programs = postgres.programs() / "bin"
    source = os.environ["TEST_SUPERUSER_URL"].rpartition("/")[0] + f"/{database.demonstration()}"
    target = cluster.url("postgres", PASSWORD, DATABASE)
    restore = [programs / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--single-transaction", target]
    with subprocess.Popen([programs / "pg_dump", "--dbname", source], stdout=subprocess.PIPE) as dump:
        subprocess.run(restore, stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
    assert dump.returncode == 0
    return addresses
