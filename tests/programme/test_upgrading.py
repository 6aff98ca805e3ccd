"""Migrations are sorted by whether the release before them can live with them; `preflight` says what is in the way."""

import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.contrib.postgres.operations import TrigramExtension
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import timezone

from commissioning.programme import upgrading
from commissioning.programme.backup import manifest
from commissioning.programme.backup.manifest import Manifest

BEFORE = [
    migrations.CreateModel("Place", [("id", models.BigAutoField(primary_key=True))]),
    migrations.CreateModel(
        "Visit",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("note", models.CharField(max_length=20)),
            ("code", models.CharField(max_length=20, null=True)),
        ],
    ),
]
POSITIVE = models.CheckConstraint(name="one", condition=models.Q(id__gt=0))


def note(**more) -> migrations.AlterField:
    return migrations.AlterField("visit", "note", models.CharField(**{"max_length": 20, **more}))


EXPANDS = [
    migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
    migrations.AddField("visit", "when", models.DateField(null=True)),
    migrations.AddField("visit", "count", models.IntegerField(db_default=0)),
    migrations.AddField("visit", "places", models.ManyToManyField("places.Place")),
    migrations.AddIndex("visit", models.Index(fields=["note"], name="by_note")),
    migrations.AlterModelOptions("visit", {"ordering": ["note"]}),
    note(max_length=40),
    note(help_text="What was seen", choices=[("a", "A")], default="a", blank=True),
    TrigramExtension(),
    migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("visit", "note")]),
]
CONTRACTS = [
    migrations.AddField("visit", "count", models.IntegerField(default=0)),
    migrations.RemoveField("visit", "note"),
    migrations.RenameField("visit", "note", "text"),
    migrations.DeleteModel("Visit"),
    migrations.RenameModel("Visit", "Call"),
    migrations.AlterModelTable("visit", "visits"),
    migrations.AlterUniqueTogether("visit", {("note", "code")}),
    migrations.AddConstraint("visit", POSITIVE),
    note(max_length=10),
    note(unique=True),
    note(null=True),
    note(db_column="text"),
    migrations.AlterField("visit", "note", models.TextField()),
    migrations.AlterField("visit", "code", models.CharField(max_length=20)),
    migrations.RunPython(migrations.RunPython.noop),
    migrations.RunSQL("SELECT 1"),
    migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL("SELECT 1")]),
]


def pauses(*operations, **said) -> list[str]:
    state = ProjectState()
    for operation in BEFORE:
        operation.state_forwards("places", state)
    migration = type("Migration", (migrations.Migration,), {"operations": list(operations), **said})
    return list(upgrading.pauses(migration("0002_next", "places"), state))


@pytest.mark.parametrize("operation", EXPANDS, ids=lambda one: one.describe())
def test_the_release_before_can_live_with_it(operation):
    assert pauses(operation) == []


@pytest.mark.parametrize("operation", CONTRACTS, ids=lambda one: f"{one.describe()} {getattr(one, 'field', '')}")
def test_the_release_before_could_not_live_with_it(operation):
    assert pauses(operation) == [operation.describe()]


def test_what_is_done_to_a_table_made_in_the_same_migration_needs_no_pause():
    made = migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))])
    assert pauses(made, migrations.AddConstraint("other", POSITIVE)) == []
    assert pauses(made, migrations.AddConstraint("visit", POSITIVE)) != []


def test_a_migration_can_say_why_the_release_before_does_not_mind():
    ran = migrations.RunPython(migrations.RunPython.noop)
    assert pauses(ran, old_release_works="It fills a column that nobody reads yet.") == []


@pytest.mark.django_db
def test_every_migration_there_is_can_be_told_apart():
    """From nothing to today: each operation is understood in the state before it."""
    executor, state = upgrading.MigrationExecutor(connection), ProjectState()
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    kinds = set()
    for migration, _ in plan:
        kinds.add(bool(list(upgrading.pauses(migration, state))))
        state = migration.mutate_state(state, preserve=False)
    assert len(plan) > 40
    assert kinds == {True, False}


# --- The command ---------------------------------------------------------------------------


@pytest.fixture
def backups(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)

    def made(ago: timedelta) -> None:
        moment = timezone.now() - ago
        (folder := tmp_path / manifest.name_of(moment)).mkdir()
        Manifest(moment, "18.6", "key", [], 0, [], {}).write(folder)

    return made


@pytest.mark.django_db
def test_a_site_with_a_fresh_backup_is_fit(backups, capsys):
    backups(timedelta(hours=20))
    call_command("preflight")
    assert capsys.readouterr().out == "Fit for an upgrade; 0 migrations are waiting\n"


@pytest.mark.django_db
@pytest.mark.parametrize("ago", [None, timedelta(hours=27)])
def test_without_a_fresh_backup_it_is_not(backups, capsys, ago):
    if ago:
        backups(ago)
    with pytest.raises(CommandError, match="1 in the way"):
        call_command("preflight")
    assert "backup" in capsys.readouterr().err


@pytest.mark.django_db
def test_nobody_looks_for_backups_where_none_are_named(settings, capsys):
    settings.BACKUP_DIR = ""
    with pytest.raises(CommandError):
        call_command("preflight")
    assert "BACKUP_DIR is not set" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_full_disk_is_in_the_way(backups, capsys, monkeypatch):
    backups(timedelta(hours=1))
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**9, 10**9 - 10**6, 10**6))
    with pytest.raises(CommandError):
        call_command("preflight")
    assert "0 MB are free" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_migration_that_needs_a_pause_is_in_the_way_until_the_site_is_stopped(backups, capsys, monkeypatch):
    backups(timedelta(hours=1))
    one = upgrading.Waiting("people.0099_leaner", ("Remove field note from visit",))
    monkeypatch.setattr(upgrading, "waiting", lambda: [one])
    with pytest.raises(CommandError):
        call_command("preflight")
    assert "people.0099_leaner needs a pause" in capsys.readouterr().err
    call_command("preflight", "--stopped")
    assert capsys.readouterr().out.startswith("contract  people.0099_leaner  Remove field note from visit\n")


@pytest.mark.django_db
def test_what_is_not_applied_is_found_and_sorted(django_db_blocker):
    """The site's own role may not touch the record of migrations, so the record is read as if it were shorter."""
    loader = MigrationLoader(connection)
    last = loader.graph.leaf_nodes("programme")[0]
    del loader.applied_migrations[last]
    plan = upgrading.MigrationExecutor(connection)
    plan.loader = loader
    found = upgrading.waiting_in(plan)
    assert [one.name for one in found] == [".".join(last)]
