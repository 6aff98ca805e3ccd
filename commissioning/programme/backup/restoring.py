"""Bringing a backup back into an empty database and an empty folder, and proving that it is what was saved."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg2
from backports import tarfile
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from commissioning.programme import integrity

from . import keys, manifest, programs
from .manifest import DATABASE, FILES, Manifest

UNFINISHED = ".restoring"

# Whatever somebody made there; extensions and what belongs to them do not count.
OWN_TABLES = """\
SELECT count(*) FROM pg_class AS one JOIN pg_namespace AS space ON space.oid = one.relnamespace
WHERE one.relkind IN ('r', 'p', 'v', 'm', 'S') AND space.nspname !~ '^pg_' AND space.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = one.oid AND deptype = 'e')"""


class Refused(Exception):
    """Nothing was changed; the text says why and what to do."""


class Differs(Exception):
    """All is back, but does not agree with what was saved."""


def restore(folder: Path) -> Manifest:
    """What was restored. Raises manifest.Damaged, Refused, programs.Failed; Differs after it is done."""
    found = manifest.read(folder)
    manifest.verify(folder, found)
    owner = _owner()
    _check(folder, found, owner)
    files = unpack(folder)
    restore = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    programs.run("pg_restore", *restore, "--dbname", owner["NAME"], str(folder / DATABASE), database=owner)
    _put_in_place(files)
    _prepare()
    _compare(found)
    return found


def _owner() -> dict[str, Any]:
    address = os.environ.get("DATABASE_OWNER_URL", "")
    if not address:
        raise Refused("Set DATABASE_OWNER_URL to the role that owns the database; the site's own may make no tables.")
    return {**dj_database_url.parse(address)}


def _check(folder: Path, found: Manifest, owner: dict[str, Any]) -> None:
    if not keys.are_known(found.key):
        raise Refused(
            "This site has another SECRET_KEY than the one that was saved, and could not open what that one sealed. "
            f"`restore {folder} --keys` shows the saved one: put it into SECRET_KEY or SECRET_KEY_FALLBACKS."
        )
    unknown = {tuple(one) for one in found.migrations} - set(MigrationLoader(None).disk_migrations)
    if unknown:
        names = ", ".join(f"{app}.{name}" for app, name in sorted(unknown)[:3])
        raise Refused(f"The backup is of a newer release than this one, which knows nothing of {names}.")
    if _tables(owner):
        raise Refused(f"The database {owner['NAME']} is not empty. Restore into a new one, or drop it first.")
    if _root().exists() and any(_root().iterdir()):
        raise Refused(f"There are files in {_root()} already. Move that folder away first.")


def _tables(owner: dict[str, Any]) -> int:
    parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = owner.get("OPTIONS") or {}
    made = psycopg2.connect(**{part: owner[key] for part, key in parts.items() if owner.get(key)}, **options)
    try:
        with made.cursor() as cursor:
            cursor.execute(OWN_TABLES)
            return cursor.fetchone()[0]
    finally:
        made.close()


def _root() -> Path:
    return Path(default_storage.location)


def unpack(folder: Path) -> Path:
    """The files beside their place: while the database is not back, a restore that breaks off can be run again."""
    root = _root()
    unfinished = root.with_name(root.name + UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        with tarfile.open(folder / FILES) as archive:
            archive.extractall(unfinished, filter="data")
    except tarfile.FilterError as error:
        raise Refused(f"This backup is not one of ours: in its {FILES} stands {error.tarinfo.name}.") from error
    return unfinished


def _put_in_place(files: Path) -> None:
    if _root().exists():
        _root().rmdir()  # it was found empty
    files.rename(_root())


def _prepare() -> None:
    """Rights, and the migrations of a release newer than the backup, as the owner: this process is the site."""
    connection.close()
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare_database"]
    done = subprocess.run(command, env={**os.environ, "DATABASE_AS_OWNER": "1"}, capture_output=True, text=True)
    if done.returncode:
        raise programs.Failed(f"prepare_database ended with {done.returncode}: {done.stderr.strip()[-1500:]}")


def _compare(found: Manifest) -> None:
    checked, findings = integrity.check(at=found.made_at)
    if (checked, findings) == (found.checked, found.findings):
        return
    new = [finding for finding in findings if finding not in found.findings]
    raise Differs(f"{checked} things checked where {found.checked} were saved. " + " ".join(new))
