"""Erasing people who have done everything there is to do: every figure, file and checksum stays, every name goes.

On the demonstration; each person is erased and brought back.
"""

import contextlib
import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import JSONField, Model

from commissioning.access.privacy import Kind
from commissioning.access.roles import Role
from commissioning.people import actions
from commissioning.people.models import AuditEntry, OutgoingEmail, User
from commissioning.profiles.models import Stakeholder
from commissioning.programme import demo, integrity
from commissioning.programme.protection import erasing, subject
from commissioning.programme.protection.erasing import ABOUT_ONE, SERVE_ONE
from commissioning.programme.protection.fields import Column, classified, columns, columns_of
from evaluation.models import Draft, Round
from readiness.models import SelfAssessment
from tests.support.looking import where_said
from tests.support.people import in_role

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("demonstration", "db", "files_of_the_demonstration"),
]
ACCOUNTS = ("champion", "director", "contributor2", "local.lead", "adviser", "programme.lead", "evaluator")
MAY_GO = {*SERVE_ONE, AuditEntry, Draft, OutgoingEmail, User}  # rows that go, and those that say so


def leaver(account: str) -> User:
    """With every appointment ended."""
    person = User.objects.get(email=demo.email_of(account))
    for appointment in person.appointments.filter(revoked_at__isnull=True):
        actions.end_now(appointment=appointment, by=None)
    return person


def stays(column: Column) -> bool:
    """What erasing must not change: all but words about people, and when somebody left a list."""
    in_row_about_one = column.field.name in ABOUT_ONE.get(column.model, ("", ()))[1]
    of_stakeholder = column.model is Stakeholder and column.field.name in erasing.ABOUT_STAKEHOLDER
    about_people = column.kind is Kind.PERSONAL and (column.is_text or isinstance(column.field, JSONField))
    return not (in_row_about_one or of_stakeholder or about_people or column.label == "profiles.Commissioner.left_on")


def fingerprints() -> dict[str, str]:
    """Model → a digest of every value of every row that must not change."""
    return {model._meta.label: _digest(model) for model in classified() if model not in MAY_GO}


def _digest(model: type[Model]) -> str:
    kept = [column.field.column for column in columns_of(model) if stays(column)]
    listed = ", ".join(f'"{name}"::text' for name in kept)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT md5(coalesce(string_agg(words, '|' ORDER BY words), '')) FROM"
            f" (SELECT md5(concat_ws('~', {listed})) AS words FROM {model._meta.db_table}) AS rows"
        )
        return cursor.fetchone()[0]


def exported(folder: Path) -> dict[str, str]:
    """Every published figure as its files give it."""
    folder.mkdir()
    said = io.StringIO()
    for year in sorted(set(SelfAssessment.objects.values_list("year", flat=True))):
        call_command("export_assessments", year=year, output=folder / f"{year}.csv", stdout=said)
    call_command("export_packages", output=folder / "packages.csv", stdout=said)
    for number, round_ in enumerate(Round.objects.order_by("pk")):
        file = folder / f"impact-{number}.zip"
        with contextlib.suppress(CommandError):  # nothing of it is known yet
            call_command("export_impact", "--round", round_.name, "--format", "csv", "-o", str(file), stdout=said)
    return {f"{path.name}/{name}": digest for path in folder.iterdir() for name, digest in _parts(path)}


def _parts(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield name, hashlib.sha256(archive.read(name)).hexdigest()
    else:
        yield "", hashlib.sha256(path.read_bytes()).hexdigest()


def looked_at() -> tuple[int, list[str]]:
    """What the check of everything looked at and found, without mail that waits: somebody’s own goes with them."""
    number, findings = integrity.check()
    return number - OutgoingEmail.objects.filter(state=OutgoingEmail.State.WAITING).count(), findings


def personal_columns() -> set[str]:
    return {f"{one.model._meta.db_table}.{one.field.column}" for one in columns(Kind.PERSONAL)}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_figure_and_checksum_stays_and_no_personal_field_names_them(account, tmp_path):
    person, by = leaver(account), in_role(Role.ADMINISTRATOR)
    words = (person.full_name, person.email)
    assert where_said(*words).keys() & personal_columns()
    exported(tmp_path / "first")  # what is withheld is decided and written down the first time somebody asks
    before = (fingerprints(), exported(tmp_path / "before"), looked_at())
    assert erasing.erase(person=person, by=by) is not None
    after = (fingerprints(), exported(tmp_path / "after"), looked_at())
    assert any(name.startswith("impact-") for name in before[1])
    assert [name for name in before[0] if before[0][name] != after[0][name]] == []
    assert before[1] == after[1]
    assert before[2] == after[2]
    assert where_said(*words).keys() & personal_columns() == set()


def test_a_name_typed_into_any_personal_column_of_the_whole_site_goes():
    person, by = leaver("adviser"), in_role(Role.ADMINISTRATOR)
    written = set()
    for column in columns(Kind.PERSONAL):
        row = column.model._base_manager.order_by("pk").last() if column.is_text and column.model is not User else None
        if row is not None and column.may_change:
            said = person.email if "email" in column.field.name else f"{person.full_name} and Bob"
            try:
                with transaction.atomic():
                    column.model._base_manager.filter(pk=row.pk).update(**{column.field.name: said})
            except IntegrityError:
                continue
            written.add(f"{column.model._meta.db_table}.{column.field.column}")
    assert len(written) > 10
    assert written <= where_said(person.full_name, person.email).keys()
    erasing.erase(person=person, by=by)
    assert where_said(person.full_name, person.email).keys() & personal_columns() == set()


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_copy_of_everything_about_them_finds_every_row_that_names_them(account):
    person = User.objects.get(email=demo.email_of(account))
    whole = subject.everything(person)
    found = {one.model: one for one in whole.found}
    for model in classified():
        for column in columns_of(model):
            if column.names_a_person and model is not User and model not in subject.WITHHELD:
                rows = set(model._base_manager.filter(**{column.field.name: person}).values_list("pk", flat=True))
                assert not rows or rows <= found[model].keys, column.label
    others = User.objects.exclude(pk=person.pk).values_list("email", flat=True)
    for one in whole.found:
        for row in one.rows()[:50]:
            said = str(subject.cells(one, whole, row))
            assert [email for email in others if email and email in said] == [], one.name
