"""A whole site: from a click to the worker’s start, a worker and its queue lost amid work, a second start."""

import fcntl
import os
import select
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import Thread

import psycopg2
from machine.place import BIN, DATA, ROOT
from machine.redis import free_port
from redis import Redis

from commissioning.documents.models import Document
from commissioning.programme import demo
from readiness.models import SelfAssessment
from tests.support import database as clones
from tests.support.site import DEMO_PASSWORD, Site, kill_tree, until
from tests.support.visitor import Visitor

from . import scratch
from .printing import a_report, asked
from .processes import a_site, make_all, queue, wait_for
from .running import Bench, Clock, Entry, Goal, Line, at_most
from .serving import demonstration

LATENCY = Goal("job_latency", "s", at_most(3))
RECOVERY = Goal("recovery", "s", at_most(2))
RESTART = Goal("restart", "s", at_most(1.5))

State = Document.State


# --- From the click to the start --------------------------------------------------------------


TELL = """
CREATE FUNCTION tell_who_waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NOTIFY taken; RETURN NULL; END $$;
CREATE TRIGGER tell AFTER UPDATE OF state ON documents_document
FOR EACH ROW WHEN (NEW.state = 'running') EXECUTE FUNCTION tell_who_waits();
"""


def job_latency(bench: Bench) -> Iterator[Entry]:
    """A champion presses the button for a PDF, until a worker has taken the row: 95 of 100 wait no longer. Against a
    bare page that puts a task which does nothing on Celery’s queue, under the same server, until that task begins.
    """
    clicks = bench.size(20, 100)
    with scratch.database(demonstration) as name, a_site(bench.folder / "site", name) as site:
        Document.objects.all().delete()
        clones.statement(TELL, name)
        site.start_web(workers=1)
        site.start_worker()
        with celery_alone(site) as other, _told(name) as taken:
            click = _clicks(site, taken)
            click(), other()
            ours, theirs = zip(*((click(), other()) for _ in range(clicks)), strict=True)
    mine, alone = _p95(ours), _p95(theirs)
    yield LATENCY.reached(mine / alone, ours=mine, reference=alone, n=clicks, size=1)


def _p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


@contextmanager
def _told(name: str) -> Iterator[Callable[[], None]]:
    """Waits until PostgreSQL tells that a row was taken: who looks again and again takes a core from those who work."""
    link = psycopg2.connect(os.environ["TEST_SUPERUSER_URL"], dbname=name)
    link.autocommit = True
    link.cursor().execute("LISTEN taken")

    def taken() -> None:
        while not link.notifies:
            assert select.select([link], [], [], 30)[0], "nobody took it"
            link.poll()
        link.notifies.clear()

    try:
        yield taken
    finally:
        link.close()


def _clicks(site: Site, taken: Callable[[], None]) -> Callable[[], float]:
    assessment = SelfAssessment.objects.get(authority__gss_code=demo.EALING, state="signed")
    champion = Visitor(site.address)
    champion.sign_in(demo.email_of("champion2"), DEMO_PASSWORD)
    page = f"/readiness/{assessment.pk}/report/"

    def click() -> float:
        sent = Thread(target=champion.send, args=(f"{page}pdf/", champion.token_on(page)))
        with Clock() as clock:
            sent.start()
            taken()
        sent.join()
        until(lambda: not Document.objects.exclude(state=State.DONE).exists(), "the report")
        return clock.seconds

    return click


@contextmanager
def celery_alone(site: Site) -> Iterator[Callable[[], float]]:
    """Beside the site, on another database of its Redis."""
    broker = site.queue.url.removesuffix("/0") + "/1"
    env = {**os.environ, "BROKER": broker}
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    module = "benchmarks.celery_alone"
    with ExitStack() as ending:
        for command in (
            ["gunicorn", f"{module}:web", "--bind", f"127.0.0.1:{port}", "--no-control-socket"],
            ["celery", "-A", module, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle"],
        ):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
            process = subprocess.Popen([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=env, **quiet)
            ending.callback(process.wait)
            ending.callback(kill_tree, process.pid)
        began = ending.enter_context(Redis.from_url(broker))

        def click() -> float:
            at = time.time()
            urllib.request.urlopen(address, data=b"", timeout=10).close()
            found = began.blpop(["began"], timeout=30)
            assert found, "the task did not begin"
            return float(found[1]) - at

        until(lambda: _answers(address), "the bare page")
        yield click


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except OSError:
        return False
    return True


# --- Worker and queue lost --------------------------------------------------------------------


def recovery(bench: Bench) -> Iterator[Entry]:
    """Reports for two processes. After a quarter of them the worker is killed -9, and Redis, whose file is removed
    too; both start again at once, and the sweep has to find what was forgotten. Against the same reports undisturbed.
    """
    number = bench.size(20, 60)
    with scratch.database(a_report) as name, a_site(bench.folder / "site", name) as site:
        site.start_beat()
        site.start_worker(concurrency=2)

        def undisturbed() -> float:
            return make_all(site, asked(number))

        def disturbed() -> float:
            numbers = asked(number)
            with Clock() as clock:
                queue(site, numbers)
                until(lambda: _done(numbers) >= number // 4, "the first reports", seconds=300)
                site.kill_worker()
                _forget_everything(site)
                site.start_worker(concurrency=2)
                wait_for(numbers)
            assert Document.objects.filter(pk__in=numbers, attempts__gt=2).count() == 0
            return clock.seconds

        yield bench.against(RECOVERY, disturbed, undisturbed, size=number)


def _done(numbers: Sequence[int]) -> int:
    return Document.objects.filter(pk__in=numbers, state=State.DONE).count()


def _forget_everything(site: Site) -> None:
    """What the broker held, in memory and on disk."""
    site.kill_redis()
    shutil.rmtree(site.queue.home / "appendonlydir")
    site.start_redis()


# --- A second start ---------------------------------------------------------------------------

SERVICES_ALONE = """
import sys
sys.path.insert(0, "script")
from machine import services, site
with services.running() as found:
    env = site.environment(found, {port}, DEMO_MODE="1", DEMO_PASSWORD="not asked for")
    sys.exit(site.serve(env, {port}))
"""
NOT_THE_SITES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "TEST_SUPERUSER_URL", "DATA_DIR")


def restart(bench: Bench) -> Iterator[Entry]:
    """`script/server` of this folder, which was set up before, until it says that it is ready; against PostgreSQL,
    Redis, web, worker and beat started without looking whether anything has changed.
    """
    if _is_served():
        yield RESTART.skipped("script/server is running from this folder")
        return
    subprocess.run(["script/server", "--setup-only"], cwd=ROOT, env=_env(), check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    alone = [sys.executable, "-c", SERVICES_ALONE.format(port=port)]
    yield bench.against(RESTART, lambda: _ready_after(["script/server"], port), lambda: _ready_after(alone, port))


def _is_served() -> bool:
    with open(DATA / "server.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _ready_after(command: Sequence[str], port: int) -> float:
    env = _env() | {"PORT": str(port)}
    with Clock() as clock:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        ready = any(line.startswith("ready ") for line in process.stdout)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert ready, f"{command[0]} never was ready"
    return clock.seconds


def _env() -> dict[str, str]:
    """Without what the measurements’ own services put there."""
    return {name: value for name, value in os.environ.items() if name not in NOT_THE_SITES}


LINES: dict[str, Line] = {"job_latency": job_latency, "recovery": recovery, "restart": restart}
