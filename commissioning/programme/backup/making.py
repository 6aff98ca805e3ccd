"""Making a backup: of one moment of the database, with every file that moment speaks of.

The dump and the check of its integrity read one snapshot. Files only come and go, and a row follows its file; so they
are copied before the snapshot, and what came or was still being written then once more after the dump.
"""

import contextlib
import fcntl
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from commissioning.programme import integrity

from . import keys, manifest, programs
from .manifest import DATABASE, FILES, KEYS, PARTS, Manifest

UNFINISHED = ".unfinished"


class Busy(Exception):
    """Another backup is being made into this folder."""


def make(folder: Path, passphrase: str) -> tuple[Path, Manifest, list[Path]]:
    """The new backup's folder, what it says of itself, and the former ones that were deleted by the rule.

    Raises Busy, programs.Failed, OSError; then nothing stands under a finished backup's name that is not one.
    """
    with _alone(folder):
        unfinished = folder / UNFINISHED
        shutil.rmtree(unfinished, ignore_errors=True)  # of a run that was killed
        unfinished.mkdir(mode=0o700)
        try:
            made = _fill(unfinished, passphrase)
            finished = folder / manifest.name_of(made.made_at)
            _settle(unfinished)
            unfinished.rename(finished)
            _sync(folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        return finished, made, _prune(folder, made.made_at)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(folder / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"Another backup is being made into {folder}.") from None
        yield


def _fill(folder: Path, passphrase: str) -> Manifest:
    before = os.umask(0o077)
    try:
        with tarfile.open(folder / FILES, "w") as archive:
            files = _Files(archive)
            files.copy()
            with _snapshot() as name:
                now = timezone.now().replace(microsecond=0)
                dump = ["--format=custom", f"--snapshot={name}", f"--file={folder / DATABASE}"]
                programs.run("pg_dump", *dump, database=connection.settings_dict)
                files.copy()
                checked, findings = integrity.check(at=now)
                migrations = sorted(map(list, MigrationRecorder(connection).applied_migrations()))
        (folder / KEYS).write_text(keys.seal(keys.current(), passphrase))
        parts = {name: manifest.digest(folder / name) for name in PARTS}
        made = _said(now, migrations, checked, findings, parts)
        made.write(folder)
        return made
    finally:
        os.umask(before)


def _said(now: datetime, migrations: list, checked: int, findings: list[str], parts: dict[str, str]) -> Manifest:
    version = connection.pg_version
    return Manifest(
        made_at=now,
        postgresql=f"{version // 10_000}.{version % 10_000}",
        key=keys.fingerprint(keys.current()["SECRET_KEY"]),
        migrations=migrations,
        checked=checked,
        findings=findings,
        parts=parts,
    )


@contextmanager
def _snapshot() -> Iterator[str]:
    """What this process reads inside is what a program that is given the name reads."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


@dataclass
class _Files:
    """The site's files on their way into an archive; read back, the later copy of a name counts."""

    archive: tarfile.TarFile
    copied: dict[str, tuple[int, int]] = field(default_factory=dict)

    def copy(self) -> None:
        root = Path(default_storage.location)
        for path in sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink()):
            with contextlib.suppress(FileNotFoundError):  # deleted meanwhile, after its row
                self._copy(path, path.relative_to(root).as_posix())

    def _copy(self, path: Path, name: str) -> None:
        with path.open("rb") as file:
            stat = os.fstat(file.fileno())
            state = (stat.st_size, stat.st_mtime_ns)
            if self.copied.get(name) == state:
                return
            member = self.archive.gettarinfo(arcname=name, fileobj=file)
            member.uname = member.gname = ""
            self.archive.addfile(member, file)
            self.copied[name] = state


def _settle(folder: Path) -> None:
    """On the disk before it gets its name: a power cut leaves a whole backup or none."""
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _prune(folder: Path, now: datetime) -> list[Path]:
    there = manifest.kept_in(folder)
    dropped = [there[moment] for moment in manifest.to_drop(there, now)]
    for path in dropped:
        (path / manifest.NAME).unlink()  # from here on it is no backup, however far the rest gets
        shutil.rmtree(path)
    return dropped
