"""Recovery to a point in time, rehearsed: a base copy, the log kept as it is written, and a second server brought up
from both to a moment in between.

It shows that the settings and the steps of docs/operations.md do what they say, on PostgreSQL's own programs.
"""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from .postgres import Cluster

# What docs/operations.md has a technician set; `test ! -f` never writes over a piece that is there.
KEEPING = """\
wal_level = replica
archive_mode = on
archive_command = 'test ! -f {kept}/%f && cp %p {kept}/%f'
archive_timeout = 5min
"""
RECOVERING = """\
restore_command = 'cp {kept}/%f %p'
recovery_target_time = '{moment}'
recovery_target_action = 'promote'
archive_mode = off
"""
PATIENCE = 60  # seconds


@dataclass
class Rehearsal:
    """Two servers under `home`, the second made from the first's copies; `say` gets each step."""

    home: Path
    say: Callable[[str], None]

    def run(self) -> list[str]:
        """The rows that the second server holds: those of before the moment and no others."""
        first, second = (Cluster(self.home / f"{name}-{os.getpid()}", "rehearsal") for name in ("first", "second"))
        kept = self.home / "kept"
        try:
            moment = self._live(first, kept)
            return self._recover(first, second, kept, moment)
        finally:
            for cluster in (first, second):
                if cluster.data.exists() and cluster.is_running():
                    cluster.stop()

    def _live(self, first: Cluster, kept: Path) -> str:
        """Base copy, A, the moment, B; then the server is gone. The moment."""
        for folder in (self.home, kept):
            folder.mkdir(parents=True, exist_ok=True)
            first.own(folder)
        first.start()
        first.stop()
        _add(first.data / "postgresql.conf", KEEPING.format(kept=kept))
        first.start()
        _ask(first, "CREATE TABLE written (what text, at timestamptz DEFAULT clock_timestamp())")
        self.say("1. The server keeps its log in pieces (archive_command)")
        base = self.home / "base"
        address = first.url("postgres", first.password, "postgres")
        _program(first, "pg_basebackup", "-d", address, "-D", str(base), "-c", "fast", "-X", "none")
        _program(first, "pg_verifybackup", "-n", str(base))
        self.say(f"2. A base copy: {_size(base)}")
        _ask(first, "INSERT INTO written VALUES ('A')")
        time.sleep(1)
        moment = str(_ask(first, "SELECT clock_timestamp()")[0][0])
        time.sleep(1)
        self.say(f"3. A is written; the moment is {moment}")
        _ask(first, "INSERT INTO written VALUES ('B')")
        (last,) = _ask(first, "SELECT pg_walfile_name(pg_switch_wal())")[0]
        _until(lambda: (kept / last).exists())
        first.stop()
        self.say(
            f"4. B is written after it; the server is gone, {len(list(kept.iterdir()))} pieces of its log are kept"
        )
        return moment

    def _recover(self, first: Cluster, second: Cluster, kept: Path, moment: str) -> list[str]:
        began = time.monotonic()
        second.home.mkdir(parents=True, exist_ok=True)
        second.own(second.home)
        (self.home / "base").rename(second.data)
        text = (second.data / "postgresql.conf").read_text().replace(str(first.socket), str(second.socket))
        (second.data / "postgresql.conf").write_text(text)
        _add(second.data / "postgresql.conf", RECOVERING.format(kept=kept, moment=moment))
        (second.data / "recovery.signal").touch()
        second.own(second.data / "recovery.signal")
        shutil.copy(first.home / "password", second.home / "password")
        second.start()
        _until(lambda: not _ask(second, "SELECT pg_is_in_recovery()")[0][0])
        rows = [what for (what,) in _ask(second, "SELECT what FROM written ORDER BY at")]
        took = time.monotonic() - began
        self.say(f"5. A second server, recovered to the moment in {took:.1f} s, holds: {', '.join(rows)}")
        return rows


def _add(file: Path, text: str) -> None:
    with file.open("a") as settings:
        settings.write(text)


def _ask(cluster: Cluster, statement: str) -> list[tuple]:
    connection = psycopg2.connect(cluster.url("postgres", cluster.password, "postgres"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _program(cluster: Cluster, program: str, *arguments: str) -> None:
    done = cluster.run(program, *arguments)
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr}")


def _until(true: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > give_up:
            raise TimeoutError
        time.sleep(0.1)


def _size(folder: Path) -> str:
    return f"{sum(path.stat().st_size for path in folder.rglob('*') if path.is_file()) // 1024**2} MB"
