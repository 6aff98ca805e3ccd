"""A copy for testing: nobody and nothing that anybody wrote is in it, and the site still works on it."""

import io
import os
import subprocess
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import JSONField

from commissioning.access.privacy import Kind
from commissioning.access.roles import Role
from commissioning.people import actions
from commissioning.people.models import AuditEntry, HeldPost, User
from commissioning.profiles.models import Stakeholder
from commissioning.programme.backup import programs
from commissioning.programme.protection import scrubbing
from commissioning.programme.protection.fields import columns
from commissioning.support.workflow import Stage
from readiness.models import Evidence
from tests.support import database
from tests.support.assessments import submitted
from tests.support.packages import a_package
from tests.support.people import EALING, area, in_role, person

EMAIL = "quilla.vane@council.example"


@pytest.fixture
def copy_at(own_database) -> Iterator[str]:
    """The address of a new, empty database."""
    name = f"copy_{os.getpid()}"
    database.statement(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield urlsplit(os.environ["TEST_SUPERUSER_URL"])._replace(path=f"/{name}").geturl()
    finally:
        database.statement(f'DROP DATABASE "{name}" WITH (FORCE)')


def asked(address: str, question: str) -> list[tuple]:
    made = psycopg2.connect(address)
    try:
        with made.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall()
    finally:
        made.close()


def dumped(address: str) -> str:
    done = subprocess.run([programs.find("pg_dump"), address], capture_output=True, text=True, check=True)
    return done.stdout


def said(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from said(one)


def written(*kinds: Kind) -> set[str]:
    """Everything that stands in columns of these kinds."""
    found: set[str] = set()
    for column in columns(*kinds):
        if column.is_text or isinstance(column.field, JSONField):
            for value in column.model._base_manager.values_list(column.field.name, flat=True):
                found.update(said(value))
    return found


def scene() -> None:
    """A little of everything that people write, with their names in it."""
    one = actions.add_person(full_name="Quilla Erasmus-Vane", email=EMAIL, job_title="Head of it all", by=None)
    submitted()
    package = a_package(Stage.CLOSED, area(EALING))
    Stakeholder.objects.create(
        authority=area(), name="QUILLA ERASMUS-VANE", job="Head of purses", organisation="Vane and daughters",
        side="council", hearing="single", email=EMAIL.upper(), why_they_matter="Holds 'the' purse; \\N",
        recorded_by=package.led_by,
    )  # fmt: skip
    HeldPost.objects.create(person=one, path="/", body="typed words of somebody")
    evidence = Evidence(authority=area(), kind="file", title="Minutes of a meeting", citation="", scan="clean")
    evidence.file_name, evidence.size, evidence.checksum = "Quilla Vane minutes.pdf", 3, "x" * 64
    evidence.file.save("Quilla_Vane_minutes.pdf", ContentFile(b"pdf"), save=True)


def test_no_address_name_or_text_of_the_source_is_in_a_dump_of_the_copy(copy_at, tmp_path):
    scene()
    told = io.StringIO()
    call_command("scrub_copy", into=copy_at, files=tmp_path / "blanks", stdout=told)
    assert "columns were scrubbed" in told.getvalue()
    dump = dumped(copy_at)
    public = " ".join(written(Kind.PLAIN))
    private = {one for one in written(Kind.PERSONAL, Kind.FREE_TEXT) if " " in one.strip() or "@" in one}
    private = {one for one in private if len(one) > 7 and one not in public}
    assert len(private) > 40
    assert [one for one in private if one in dump or one.replace("\n", "\\n") in dump] == []
    for word in (EMAIL, "quilla", "vane and", "purse", "typed words", "Quilla_Vane"):
        assert word.lower() not in dump.lower(), word
    secret = {one for one in written(Kind.SECRET) if len(one) > 15}
    assert secret
    assert not [one for one in secret if one in dump]
    blanks = [path for path in (tmp_path / "blanks").rglob("*") if path.is_file()]
    assert blanks
    assert {path.read_bytes() for path in blanks} == {scrubbing.BLANK}


def test_what_was_the_same_is_the_same_and_numbers_and_rows_stay(copy_at):
    scene()
    call_command("scrub_copy", into=copy_at, stdout=io.StringIO())
    [(name, email)] = asked(
        copy_at, f"SELECT full_name, email FROM people_user WHERE id = {User.objects.get(email=EMAIL).pk}"
    )
    assert asked(copy_at, "SELECT name, email FROM profiles_stakeholder") == [(name, email)]
    assert email.endswith("@example.org")
    for table in (
        "people_user",
        "people_auditentry",
        "readiness_agreedlevel",
        "support_ledgerentry",
        "authorities_authority",
    ):
        question = f"SELECT count(*) FROM {table}"
        with connection.cursor() as cursor:
            cursor.execute(question)
            assert asked(copy_at, question) == [cursor.fetchone()], table
    levels = "SELECT standard_id, level, no_level FROM readiness_agreedlevel ORDER BY id"
    with connection.cursor() as cursor:
        cursor.execute(levels)
        assert asked(copy_at, levels) == cursor.fetchall()
    assert asked(copy_at, "SELECT count(*) FROM people_user WHERE password LIKE '!%'") == [(User.objects.count(),)]


def test_it_goes_into_an_empty_database_alone_and_never_into_the_sites_own(copy_at, own_database, tmp_path):
    own = database.address(own_database, "DATABASE_OWNER_URL")
    before = (User.objects.count(), AuditEntry.objects.count())
    with pytest.raises(CommandError, match="is not empty"):
        call_command("scrub_copy", into=own)
    for address in ("", "mysql://x@y/z", "nonsense", copy_at.rsplit("/", 1)[0] + "/nowhere"):
        with pytest.raises(CommandError):
            call_command("scrub_copy", into=address)
    (tmp_path / "there").write_text("x")
    with pytest.raises(CommandError, match="There are files"):
        call_command("scrub_copy", into=copy_at, files=tmp_path)
    assert (User.objects.count(), AuditEntry.objects.count()) == before


def test_it_waits_for_nothing_that_other_databases_of_the_server_do(copy_at):
    """As a dump of another database does, somebody reads the list of roles and is not done."""
    with database.statements("postgres") as execute:
        execute("BEGIN; LOCK TABLE pg_authid, pg_database IN ACCESS SHARE MODE")
        done = threading.Timer(60, execute, ["COMMIT"])
        done.start()
        call_command("scrub_copy", into=copy_at)
        assert done.is_alive(), "it waited until they were done"
        done.cancel()


def test_what_fails_amid_leaves_nothing_behind(copy_at, monkeypatch):
    actions.appoint(person=person(), role=Role.CONTRIBUTOR, authority=area(), by=None)
    in_role(Role.ADMINISTRATOR)
    real = scrubbing._statements
    monkeypatch.setattr(scrubbing, "_statements", lambda key: [*real(key), "SELECT nothing;"])
    with pytest.raises(CommandError, match="The copy was not made"):
        call_command("scrub_copy", into=copy_at)
    assert asked(copy_at, "SELECT count(*) FROM pg_class WHERE relname = 'people_user'") == [(0,)]
