"""A real site for tests: gunicorn, a Celery worker, beat and Redis as processes, on a clone of the prepared database.

`site` is shared by the tests of one worker process and only read or added to: each test works in an area of its own.
A test that stops or kills a part starts a site of its own with `running` and treats it as it likes.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import dj_database_url
import psutil
import pytest
import redis
from celery import current_app
from django.db import connections
from django.utils import timezone
from machine.redis import Queue, free_port

from commissioning.documents.models import Document
from evaluation.queries.editions import PUBLICATION
from readiness.queries.campaigns import COMPARISON_TABLES
from tests.support import database
from tests.support.database import DEMO_PASSWORD

ROOT = Path(__file__).resolve().parents[2]

WHERE = ("HOST", "PORT", "NAME", "USER", "PASSWORD")
LOGGER = ("--logger-class", "commissioning.logs.server.GunicornLogger")
PATIENCE = 60  # seconds until a part must have come up or gone
OURS_ALONE = ("TEST_SUPERUSER_URL", "DJANGO_ALLOW_ASYNC_UNSAFE")

# Ends the groups it was told of when its input closes: however this process ends, theirs do too.
GUARD = """
import os, signal, sys
groups = set()
for line in sys.stdin:
    number = int(line)
    groups.add(number) if number > 0 else groups.discard(-number)
for group in groups:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass
"""


class Site:
    """One site in `folder`, with the parts that were started; `end` ends whatever of them still runs."""

    def __init__(self, folder: Path, database_name: str, **settings: str) -> None:
        self.folder, self.database, self.settings = folder, database_name, settings
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.queue = Queue(folder / "redis")
        self._parts: dict[str, subprocess.Popen] = {}
        folder.mkdir(parents=True, exist_ok=True)
        self._guard = subprocess.Popen(
            [sys.executable, "-S", "-c", GUARD], stdin=subprocess.PIPE, text=True, start_new_session=True
        )

    # --- Parts ------------------------------------------------------------------------------
    def start_redis(self) -> None:
        self.queue.start()
        self._watch_over(self._redis_pid())

    def stop_redis(self) -> None:
        pid = self._redis_pid()
        self.queue.stop()
        until(lambda: not self.queue.is_running(), "Redis to stop")
        self._watch_over(-pid)

    def kill_redis(self) -> None:
        """Outright. Its append-only file stays for the next start."""
        kill_tree(self._redis_pid())
        until(lambda: not self.queue.is_running(), "Redis to be gone")

    def forget_queue(self) -> None:
        """What a stopped Redis kept for its next start is lost."""
        shutil.rmtree(self.folder / "redis/appendonlydir")

    def set_redis(self, **settings: int | str) -> None:
        """While it runs: maxmemory=1 leaves no room for another task."""
        with redis.Redis.from_url(self.queue.url) as client:
            for name, value in settings.items():
                client.config_set(name, value)

    def start_web(self, workers: int = 2) -> None:
        """Returns when pages are served."""
        bind = f"127.0.0.1:{self.port}"
        command = ["gunicorn", "commissioning.config.wsgi", "--workers", str(workers), "--bind", bind]
        self._start("web", *command, "--timeout", "60", "--graceful-timeout", "5", "--no-control-socket", *LOGGER)
        until(self.is_ready, "the site to answer", self._died("web"))

    def stop_web(self) -> None:
        self._stop("web")

    def kill_web(self) -> None:
        self._kill("web")

    def start_worker(self, concurrency: int = 1, queues: str = "interactive,documents,mail") -> None:
        """Returns at once: what is queued waits for it anyway."""
        options = ["--concurrency", str(concurrency), "--queues", queues, "--loglevel", "INFO"]
        celery = ["celery", "-A", "commissioning.config", "worker"]
        self._start("worker", *celery, *options, "--without-gossip", "--without-mingle")

    def kill_child(self) -> None:
        """-9 to the process that does the worker's work; the worker starts another."""
        for child in psutil.Process(self._parts["worker"].pid).children():
            child.kill()

    def stop_worker(self) -> None:
        self._stop("worker")

    def kill_worker(self) -> None:
        """-9, the whole tree: no task gets to say goodbye."""
        self._kill("worker")

    def start_beat(self, app: str = "commissioning.config") -> None:
        """`app` "tests.support.hurried": a clock that runs faster."""
        self._start("beat", "celery", "-A", app, "beat", "--loglevel", "INFO", "--pidfile=")

    def stop_beat(self) -> None:
        self._stop("beat")

    def kill_beat(self) -> None:
        self._kill("beat")

    def end(self) -> None:
        for name in [*self._parts]:
            self._kill(name)
        with contextlib.suppress(psutil.Error, OSError, StopIteration):
            self.kill_redis()
        self._guard.stdin.close()
        self._guard.wait()

    def sweep(self) -> None:
        """As beat would once a minute has passed: a worker is to look for what the database says is to be made."""
        with self.data():
            Document.objects.filter(state="queued").update(queued_at=timezone.now() - timedelta(minutes=2))
        with current_app.connection_for_write(self.queue.url) as connection:
            current_app.send_task("documents.requeue_stranded", connection=connection)

    # --- What a test asks of it ---------------------------------------------------------------
    def manage(self, *command: str) -> str:
        """One manage.py command, to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment(), capture_output=True, text=True
        )
        assert done.returncode == 0, f"manage.py {' '.join(command)} ended with {done.returncode}:\n{done.stderr}"
        return done.stdout

    def bring_files(self, template: str) -> None:
        """Those of the rows that came with the database it was cloned from."""
        database.bring_files(self.folder / "data/files", template)

    @contextmanager
    def data(self) -> Iterator[None]:
        """Inside, Django's connection of this process is to the site's database."""
        connection = connections["default"]
        connection.close()
        theirs = dj_database_url.parse(self.environment()["DATABASE_URL"])
        before = {name: connection.settings_dict[name] for name in WHERE}
        connection.settings_dict.update({name: theirs[name] for name in WHERE})
        try:
            yield
        finally:
            connections.close_all()
            connection.settings_dict.update(before)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def pids(self, part: str) -> list[int]:
        """The part's process and all below it."""
        first = psutil.Process(self._parts[part].pid)
        return [first.pid, *(child.pid for child in first.children(recursive=True))]

    def is_alive(self, part: str) -> bool:
        return part in self._parts and self._parts[part].poll() is None

    def log(self, part: str) -> str:
        file = self.folder / f"{part}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in OURS_ALONE}
        return {
            **inherited,
            "DATABASE_URL": database.address(self.database),
            "DATABASE_OWNER_URL": database.address(self.database, "DATABASE_OWNER_URL"),
            "REDIS_URL": self.queue.url,
            "SITE_ADDRESS": self.address,
            "DATA_DIR": str(self.folder / "data"),
            "STATIC_ROOT": str(ROOT / ".data/static"),
            "DEMO_MODE": "1",
            "DEMO_PASSWORD": DEMO_PASSWORD,
            **self.settings,
        }

    # --- Processes ------------------------------------------------------------------------------
    def _start(self, name: str, program: str, *arguments: str) -> None:
        (self.folder / "data").mkdir(exist_ok=True)
        with open(self.folder / f"{name}.log", "ab") as log:
            self._parts[name] = subprocess.Popen(
                [str(Path(sys.executable).with_name(program)), *arguments],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._watch_over(self._parts[name].pid)

    def _stop(self, name: str) -> None:
        self._parts[name].terminate()
        try:
            self._parts[name].wait(timeout=PATIENCE)
        finally:
            self._kill(name)

    def _kill(self, name: str) -> None:
        part = self._parts.pop(name)
        kill_tree(part.pid)
        part.wait()
        self._watch_over(-part.pid)

    def _died(self, name: str) -> Callable[[], str]:
        return lambda: self.log(name)[-3000:] if self._parts[name].poll() is not None else ""

    def _redis_pid(self) -> int:
        return int((self.folder / "redis/redis.pid").read_text())

    def _watch_over(self, group: int) -> None:
        """A group to end with this process; negative: no longer."""
        self._guard.stdin.write(f"{group}\n")
        self._guard.stdin.flush()


def kill_tree(pid: int) -> None:
    """-9 to the process, everything below it, and everything else in its group."""
    try:
        below = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        below = []
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    for process in below:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(below, timeout=PATIENCE)


def until(true: Callable[[], object], what: str, broken: Callable[[], str] = str, seconds: float = PATIENCE) -> None:
    """Asks again and again until it is so; fails when `broken` has something to say, or when time is up."""
    give_up = time.monotonic() + seconds
    while not true():
        reason = broken()
        assert not reason, f"Waited for {what} in vain:\n{reason}"
        assert time.monotonic() < give_up, f"Waited {seconds} seconds for {what}"
        time.sleep(0.05)


@contextmanager
def running(folder: Path, database_name: str, template: str = database.TEMPLATE, **settings: str) -> Iterator[Site]:
    """A site of one's own: its database cloned, its Redis up, nothing else started yet."""
    with database.clone(database_name, template) as cloned:
        made = Site(folder, cloned, **settings)
        try:
            made.bring_files(template)
            made.start_redis()
            yield made
        finally:
            made.end()


@contextmanager
def demonstrating(folder: Path, database_name: str, **settings: str) -> Iterator[Site]:
    """With the demonstration, but for last year's comparison and impact report: they keep a core busy for minutes.
    Its other documents wait in the database alone, until somebody sweeps.
    """
    with running(folder, database_name, database.demonstration(), **settings) as made:
        with database.statements(made.database) as execute:
            execute("DELETE FROM documents_document WHERE kind IN %s", ((COMPARISON_TABLES, PUBLICATION),))
        yield made


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The site this worker's tests share, with the demonstration data. Not for tests that stop a part of it."""
    with demonstrating(tmp_path_factory.mktemp("site"), f"test_site_{worker_id}_{os.getpid()}") as made:
        made.start_worker(concurrency=2)  # no test waits behind what the one before it has asked for
        made.start_web()
        yield made
