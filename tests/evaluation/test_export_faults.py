"""Exports in processes of their own that are killed, or whose disk is full: whole files or none (quality 33, 36)."""

import hashlib
import os
import resource
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from commissioning.documents.models import Document
from commissioning.people.models import AuditEntry
from evaluation.actions import editions as actions
from evaluation.actions.importing import import_responses
from evaluation.models import Edition, EditionSnapshot
from evaluation.queries.answering import router_of
from evaluation.queries.editions import FILES, PUBLICATION
from tests.support import database, editions, responses
from tests.support.site import ROOT, Site, running, until

pytestmark = pytest.mark.slow

PATIENCE = 150  # seconds: the sweep looks every twenty, and then there is the making
LITTLE = 20_000  # bytes of a file that the disk still takes


# --- Killed -----------------------------------------------------------------------------------


@pytest.fixture
def own_site(tmp_path, worker_id, django_db_blocker, settings):
    """What this process makes of its documents is among the site's files."""
    with django_db_blocker.unblock(), running(tmp_path / "site", f"test_exports_{worker_id}_{os.getpid()}") as made:
        default = {**settings.STORAGES["default"], "OPTIONS": {"location": made.folder / "data/files"}}
        settings.STORAGES = {**settings.STORAGES, "default": default}
        yield made


def being_published(site: Site, folder) -> Edition:
    """On the queue: whatever a worker does from here on, it does in the site."""
    with site.data():
        before, after = editions.two_rounds(folder)
        draft = editions.a_draft(after, before)
        editions.every_kind(draft)
        edition = editions.previewed(draft)
        actions.publish(edition=edition, by=editions.evaluator())
        # The queue of this process is not the site's, whose sweep takes up what has waited for a while.
        Document.objects.filter(state=Document.State.QUEUED).update(queued_at=timezone.now() - timedelta(minutes=2))
    return edition


def documents(site: Site, *kinds: str) -> list[Document]:
    with site.data():
        return list(Document.objects.filter(kind__in=kinds or (PUBLICATION, *FILES)))


def is_begun(site: Site, *kinds: str) -> bool:
    return any(one.state == Document.State.RUNNING for one in documents(site, *kinds))


def test_33_a_worker_killed_amid_an_edition_and_amid_its_files_makes_one_of_each(own_site, tmp_path):
    edition = being_published(own_site, tmp_path)
    own_site.start_beat()
    for kinds in ((PUBLICATION,), tuple(FILES)):
        own_site.start_worker()
        until(lambda kinds=kinds: is_begun(own_site, *kinds), "an export to be begun", seconds=PATIENCE)
        own_site.kill_worker()
        assert is_begun(own_site, *kinds), "it was killed in the middle"
    own_site.start_worker()
    until(
        lambda: (
            {one.state for one in documents(own_site)} == {Document.State.DONE}
            and len(documents(own_site, *FILES)) == len(FILES)
        ),
        "the edition and its files",
        seconds=PATIENCE,
    )
    made = documents(own_site)
    assert len(made) == len({one.kind for one in made}) == 1 + len(FILES)
    assert max(one.attempts for one in made) == 2, "some were begun twice"
    for one in made:
        content = (own_site.folder / "data/files" / one.file.name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (one.checksum, one.size)
    with own_site.data():
        assert EditionSnapshot.objects.filter(edition=edition).count() == 1
        assert AuditEntry.objects.filter(verb="edition-freeze").count() == 1
    own_site.manage("check_integrity")


# --- A full disk ------------------------------------------------------------------------------


@pytest.fixture
def answered(own_database, tmp_path):
    group = responses.a_group()
    rows = responses.believable(router_of(group.instrument_version_id), 400, say=["Something longer " * 20])
    path = responses.write(tmp_path / "answers.csv", router_of(group.instrument_version_id), rows)
    import_responses(path=path, group=group, by=None)
    return own_database


def export(name: str, kind: str, path, *, most: int | None = None) -> subprocess.CompletedProcess:
    """In a process that may write files of so many bytes only."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    what = "--round", "Year 2", "--group", "commissioners", "--format", kind
    return subprocess.run(
        [sys.executable, "manage.py", "export_responses", *what, "-o", str(path)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database.address(name)},
        capture_output=True,
        text=True,
        preexec_fn=limit if most else None,
    )


@pytest.mark.parametrize("kind", ["csv", "sav"])
def test_36_a_full_disk_says_so_keeps_the_file_before_and_records_nothing(answered, tmp_path, kind):
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / f"answers.{kind}"
    path.write_text("the file before")
    failed = export(answered, kind, path, most=LITTLE)
    assert failed.returncode != 0
    assert "could not be written" in failed.stderr
    assert "Free some space" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert [(one.name, one.read_text()) for one in folder.iterdir()] == [(path.name, "the file before")]
    assert not AuditEntry.objects.filter(verb="responses-export").exists()
    assert export(answered, kind, path).returncode == 0
    assert path.stat().st_size > LITTLE
    assert AuditEntry.objects.filter(verb="responses-export").count() == 1
