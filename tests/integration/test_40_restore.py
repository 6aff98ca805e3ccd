"""A backup brought back to a new machine: the same checksums, the same figures, the same people (quality 40)."""

import fcntl
import logging
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.management import CommandError, call_command
from django.utils import timezone
from machine import postgres, services

from commissioning.documents.models import Document
from commissioning.people.models import User
from commissioning.programme import demo
from commissioning.programme.alarms import queries as alarms
from commissioning.programme.backup import manifest
from commissioning.years import year_of
from evaluation.models import Round
from tests.support.site import DEMO_PASSWORD, ROOT, Site, demonstrating, kill_tree, until
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("processes_only")]

log = logging.getLogger(__name__)  # shown with --log-cli-level=INFO

PASSPHRASE = "four words and a number 7"
PATIENCE = 150


@pytest.fixture(scope="module")
def saved(tmp_path_factory, worker_id, django_db_blocker):
    """(a site with its demonstration and some reports made, the folder of its one backup)."""
    folder = tmp_path_factory.mktemp("saved")
    with (
        demonstrating(folder / "site", f"test_restore_{worker_id}_{os.getpid()}", BACKUP_PASSPHRASE=PASSPHRASE) as site,
        django_db_blocker.unblock(),
    ):
        with site.data():
            person = User.objects.get(email=demo.email_of("champion2"))
            totp.TOTP.activate(person, totp.generate_totp_secret())
        site.sweep()
        site.start_worker()
        until(lambda: made(site) >= 1, "a report to be made", seconds=PATIENCE)
        site.stop_worker()
        began = time.monotonic()
        said = site.manage("backup", "-o", str(folder / "backups"))
        took = time.monotonic() - began
        (backup,) = manifest.kept_in(folder / "backups").values()
        assert said == f"{backup}: {manifest.read(backup).line}\n"
        with site.data():
            assert alarms.last_backup() == manifest.read(backup).made_at
        size = sum(path.stat().st_size for path in backup.iterdir()) / 1024**2
        log.info("a backup of %.1f MB in %.0f s", size, took)
        yield site, backup


def made(site: Site) -> int:
    with site.data():
        return Document.objects.filter(state="done").count()


@pytest.fixture
def new_machine(tmp_path, saved):
    """An empty PostgreSQL, an empty folder, and the key that was written down: nothing else of the first site."""
    cluster = postgres.Cluster(postgres.home_for(tmp_path, f"postgres-restore-{os.getpid()}"), "secret", careless=True)
    cluster.start()
    try:
        addresses = services.make_database(cluster.url("postgres", "secret", "postgres"), "restored")
        site = Site(tmp_path / "site", "restored", **addresses, BACKUP_PASSPHRASE=PASSPHRASE)
        try:
            yield site
        finally:
            site.end()
    finally:
        cluster.stop()
        shutil.rmtree(cluster.home)


def refused(site: Site, *command: str, **settings: str) -> str:
    """What a command that does not succeed says."""
    env = {**site.environment(), **settings}
    manage = [sys.executable, "manage.py", *command]
    done = subprocess.run(manage, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


def test_40_a_restored_site_has_the_same_checksums_figures_and_people(saved, new_machine, tmp_path):
    first, backup = saved
    new_machine.start_redis()
    began = time.monotonic()
    said = new_machine.manage("restore", str(backup))
    log.info("restored in %.0f s", time.monotonic() - began)
    assert manifest.read(backup).line in said
    assert new_machine.manage("check_integrity") == first.manage("check_integrity")

    this_year = year_of(timezone.localdate())

    def exported(site: Site, folder: Path) -> dict[str, bytes]:
        folder.mkdir()
        for year in (this_year - 1, this_year):
            site.manage("export_assessments", "--year", str(year), "-o", str(folder / f"{year}.csv"))
        site.manage("export_impact", "--round", round_name(first), "--format", "csv", "-o", str(folder / "impact.zip"))
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    before, after = exported(first, tmp_path / "before"), exported(new_machine, tmp_path / "after")
    assert min(map(len, before.values())) > 1000
    assert after == before
    assert files_of(new_machine) == files_of(first) != {}

    new_machine.start_web()
    champion, email = Visitor(new_machine.address), demo.email_of("champion2")
    status, page = champion.post("/accounts/login/", {"login": email, "password": DEMO_PASSWORD})
    assert (status, "Sign out" in page) == (200, False), "the password alone is not enough"
    status, page = champion.post("/accounts/codes/enter/", {"code": code_of(first, email)})
    assert (status, "What needs you now" in page) == (200, True), page


def code_of(site: Site, email: str) -> str:
    """What the person's own device shows just now: it knows nothing of machines."""
    with site.data():
        kept = Authenticator.objects.get(user__email=email, type=Authenticator.Type.TOTP).data["secret"]
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(get_adapter().decrypt(kept), counter))


def round_name(site: Site) -> str:
    with site.data():
        return Round.objects.order_by("pk").first().name


def files_of(site: Site) -> dict[str, bytes]:
    root = site.folder / "data/files"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_40_a_site_that_holds_anything_is_left_alone(saved):
    site, backup = saved
    before = files_of(site)
    assert "is not empty" in refused(site, "restore", str(backup))
    assert files_of(site) == before
    with site.data():
        assert User.objects.filter(email=demo.email_of("champion2")).exists()


def test_40_a_site_with_another_key_is_left_alone(saved, settings, monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://nobody@nowhere/none")
    settings.SECRET_KEY = "x" * 60
    with pytest.raises(CommandError, match="another SECRET_KEY"):
        call_command("restore", saved[1])


@pytest.mark.parametrize("name", manifest.PARTS)
def test_40_a_backup_with_one_bit_turned_is_refused_before_anything_is_done(saved, tmp_path, name):
    copy = tmp_path / saved[1].name
    shutil.copytree(saved[1], copy)
    with (copy / name).open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)[0]
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last ^ 1]))
    with pytest.raises(CommandError, match=f"{name} is not what was written"):
        call_command("restore", copy)


def test_40_the_keys_come_back_with_the_passphrase_and_with_no_other(saved, settings, capsys):
    site, backup = saved
    key = site.environment()["SECRET_KEY"]
    assert key not in (backup / manifest.KEYS).read_text() + (backup / manifest.NAME).read_text()
    settings.BACKUP_PASSPHRASE = PASSPHRASE
    call_command("restore", backup, "--keys")
    assert f"SECRET_KEY={key}\n" in capsys.readouterr().out
    settings.BACKUP_PASSPHRASE = PASSPHRASE.replace("7", "8")
    with pytest.raises(CommandError, match="does not open"):
        call_command("restore", backup, "--keys")


@pytest.mark.parametrize("passphrase", ["", "too short"])
def test_40_no_backup_without_a_passphrase(settings, tmp_path, passphrase):
    settings.BACKUP_PASSPHRASE = passphrase
    with pytest.raises(CommandError, match="16 characters or more"):
        call_command("backup", "-o", tmp_path / "backups")
    assert not (tmp_path / "backups").exists()


def test_40_two_at_once_make_one(settings, tmp_path):
    settings.BACKUP_PASSPHRASE = PASSPHRASE
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match="Another backup is being made"):
            call_command("backup", "-o", tmp_path)
    assert manifest.kept_in(tmp_path) == {}


def test_40_a_backup_that_breaks_off_leaves_none(saved, tmp_path):
    """Without a database; and killed while it was being made."""
    site, _ = saved
    folder = tmp_path / "backups"
    nowhere = site.environment()["DATABASE_URL"].replace(site.database, "not_there")
    refused(site, "backup", "-o", str(folder), DATABASE_URL=nowhere)
    assert manifest.kept_in(folder) == {}

    command = [sys.executable, "manage.py", "backup", "-o", str(folder)]
    killed = subprocess.Popen(command, cwd=ROOT, env=site.environment(), start_new_session=True)
    until(lambda: (folder / ".unfinished" / manifest.FILES).exists(), "it to begin")
    kill_tree(killed.pid)
    killed.wait()
    assert manifest.kept_in(folder) == {}
    site.manage("backup", "-o", str(folder))
    (only,) = manifest.kept_in(folder).values()
    manifest.verify(only, manifest.read(only))
    assert not (folder / ".unfinished").exists()
    assert {path.stat().st_mode & 0o077 for path in only.iterdir()} == {0}, "nobody else may read them"
