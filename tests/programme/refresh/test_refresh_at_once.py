"""Two at the same moment: administrators with files, and starts of the site."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command

from commissioning.access.roles import Role
from commissioning.authorities.loading import counts
from commissioning.authorities.register_files import Kind
from commissioning.library.models import Resource
from commissioning.people.models import AuditEntry
from commissioning.programme.models import RegisterFile, RegisterRefresh
from commissioning.programme.refresh import actions
from commissioning.programme.refresh.preview import preview
from commissioning.programme.refresh.reading import Sent
from commissioning.saving import NotNow
from evaluation.models import InstrumentVersion
from readiness.models import FrameworkVersion
from tests.support import database
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.registers import with_cells
from tests.support.together import together

ROOT = Path(__file__).parents[3]
NAMED = with_cells(Kind.CURRENT, DURHAM, name="Durham Council")


@pytest.fixture
def two(own_database):
    return [in_role(Role.ADMINISTRATOR) for _ in range(2)]


def waiting(by, kind=Kind.CURRENT, content=NAMED) -> RegisterRefresh:
    return actions.upload(sent=[Sent(kind, None, "file.csv", content)], by=by)


def test_31_the_reference_data_loaded_by_two_processes_at_once_is_there_once(own_database, tmp_path):
    kept = _held()
    with database.statements(own_database) as execute:
        execute("TRUNCATE authorities_region, readiness_framework, evaluation_instrument, library_resource CASCADE")
    assert _held() != kept
    environment = {
        **os.environ,
        "DATABASE_URL": database.address(own_database),
        "DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "manage.py", "load_reference_data"]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [one.communicate(timeout=240) for one in running]
    assert [one.returncode for one in running] == [0, 0], said
    assert all(out.startswith("153 current authorities, 19 former") for out, _ in said)
    assert _held() == kept


def _held() -> tuple:
    models = (FrameworkVersion, InstrumentVersion, Resource)
    return (counts(), *(model.objects.count() for model in models))


def test_two_who_apply_the_same_files_change_the_register_once(two):
    row = waiting(two[0])
    seen = preview(row).fingerprint
    done = together(*(lambda by=by: actions.apply(refresh=row, fingerprint=seen, by=by) for by in two))
    assert sorted(isinstance(one, NotNow) for one in done) == [False, True], done
    assert AuditEntry.objects.filter(verb="refresh-apply").count() == 1


def test_of_two_with_different_files_one_wins_and_the_other_looks_again(two):
    rows = [
        waiting(two[0]),
        waiting(two[1], Kind.JUDGEMENTS, with_cells(Kind.JUDGEMENTS, EALING, leaders="inadequate")),
    ]
    seen = [preview(row).fingerprint for row in rows]
    works = [lambda at=at: actions.apply(refresh=rows[at], fingerprint=seen[at], by=two[at]) for at in range(2)]
    done = together(*works)
    assert sorted(isinstance(one, actions.SeenOtherwise) for one in done) == [False, True], done
    assert RegisterRefresh.objects.applied().count() == 1
    left = RegisterRefresh.objects.get(state="waiting")
    actions.apply(refresh=left, fingerprint=preview(left).fingerprint, by=two[0])
    assert area().name == "Durham Council"


def test_two_who_upload_the_same_file_find_it_waiting_once(two):
    done = together(*(lambda by=by: waiting(by) for by in two))
    assert len({row.pk for row in done}) == 1, done
    assert RegisterFile.objects.count() == 1


def test_a_start_of_the_site_and_an_upload_leave_the_upload(two):
    row = waiting(two[0])
    seen = preview(row).fingerprint
    start = partial(call_command, "load_reference_data")
    done = together(lambda: actions.apply(refresh=row, fingerprint=seen, by=two[0]), start)
    assert not [one for one in done if isinstance(one, Exception)], done
    assert area().name == "Durham Council"
