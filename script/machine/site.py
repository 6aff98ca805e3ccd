"""A whole site on this machine: its environment, its preparation, its processes under supervisor."""

import hashlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil

from . import postgres
from .place import BIN, DATA, ROOT, digest_of, is_done, mark_done

PYTHON = str(BIN / "python")

SUPERVISOR = """\
[supervisord]
nodaemon = true
pidfile = {data}/supervisord.pid
logfile = {data}/supervisord.log
childlogdir = {data}
{user}
[program:web]
command = {bin}/gunicorn commissioning.config.wsgi --workers {workers} --bind 127.0.0.1:{port} --timeout 60 --graceful-timeout 20 --no-control-socket --logger-class commissioning.logs.server.GunicornLogger --max-requests 5000 --max-requests-jitter 500
{common}
[program:worker]
command = {bin}/celery -A commissioning.config worker --concurrency {workers} --queues interactive,documents,mail --loglevel INFO --without-gossip --without-mingle
{common}
[program:beat]
command = {bin}/celery -A commissioning.config beat --loglevel WARNING --pidfile=
{common}
"""
COMMON = """\
directory = {root}
autorestart = true
startretries = 100
stopasgroup = true
killasgroup = true
stopwaitsecs = 25
redirect_stderr = true
stdout_logfile = {data}/%(program_name)s.log
stdout_logfile_maxbytes = 10MB
"""


def environment(services: dict[str, str], port: int = 8000, **more: str) -> dict[str, str]:
    """What every process of the site runs with."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "commissioning.config.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "",  # where it is set, each process would compile everything anew: twice the start
        "DATA_DIR": str(DATA),
        "SITE_ADDRESS": f"http://127.0.0.1:{port}",
        **{name: value for name, value in services.items() if name != "SUPERUSER_URL"},
        **more,
    }


def prepare_shape(env: dict[str, str]) -> None:
    """Tables and rights; again only when the sources changed.

    The stamp lies beside the database it speaks of; a server of one's own is prepared every time.
    """
    _when_changed("shape", sources(), lambda: manage(env, "prepare_database", DATABASE_AS_OWNER="1"))


def prepare(env: dict[str, str], demo_password: str) -> None:
    """The register, the shipped standards and the demonstration data, on top of the shape."""

    def fill() -> None:
        manage(env, "load_reference_data")
        manage(env, "seed_demo")

    prepare_shape(env)
    _when_changed("contents", hashlib.sha256((sources() + demo_password).encode()).hexdigest(), fill)


def _when_changed(step: str, fingerprint: str, work: Callable[[], None]) -> None:
    embedded = not os.environ.get("DATABASE_URL")
    if embedded and is_done(step, fingerprint, _beside_database()):
        return
    work()
    if embedded:
        mark_done(step, fingerprint, _beside_database())


def sources() -> str:
    return digest_of(ROOT / "commissioning", ROOT / "readiness", ROOT / "evaluation")


def _beside_database() -> Path:
    return postgres.home_for(DATA, "postgres")


def manage(env: dict[str, str], *command: str, **more: str) -> None:
    """One command of the preparation; its line belongs to the setting up."""
    done = subprocess.run([PYTHON, "manage.py", *command], cwd=ROOT, env={**env, **more}, stdout=sys.stderr)
    if done.returncode:
        sys.exit(done.returncode)


ACCOUNTS = "champion director contributor local.lead regional.lead adviser programme.lead evaluator admin champion2"


def show_accounts(password: str) -> None:
    print(f"Demonstration accounts, all with the password {password}")
    for name in ACCOUNTS.split():
        print(f"  {name}@demo.example", flush=True)


def end_left_behind() -> None:
    """A server killed outright leaves its supervisor running; the next one ends it first."""
    file = DATA / "supervisord.pid"
    try:
        process = psutil.Process(int(file.read_text()))
        ours = str(DATA / "supervisord.conf") in process.cmdline()
    except (OSError, ValueError, psutil.Error):
        return
    if ours:
        process.terminate()
        psutil.wait_procs([process], timeout=40)


def serve(env: dict[str, str], port: int) -> int:
    """Web, worker and beat in the foreground until a signal; all three end with it."""
    supervisor = subprocess.Popen(
        [str(BIN / "supervisord"), "-c", str(_supervisor_file(port))],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # a Ctrl-C reaches us alone; we end them in order
    )
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: supervisor.terminate())
    address = f"http://127.0.0.1:{port}/"
    if _answers(address, supervisor):
        print(f"ready {address}", flush=True)
    return supervisor.wait()


def _answers(address: str, supervisor: subprocess.Popen) -> bool:
    give_up = time.monotonic() + 90
    while supervisor.poll() is None and time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(address + "readyz", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _supervisor_file(port: int) -> Path:
    file = DATA / "supervisord.conf"
    parts = {"data": DATA, "bin": BIN, "root": ROOT, "port": port, "workers": os.cpu_count() or 1}
    user = "user = root" if os.geteuid() == 0 else ""  # says we mean it; it warns otherwise
    file.write_text(SUPERVISOR.format(**parts, user=user, common=COMMON.format(**parts)))
    return file
