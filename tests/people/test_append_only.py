"""What is written once stays: the site’s own role can neither change nor delete it, table by table; and what somebody
with more rights did to the trail is found where the database can tell.
"""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.people.queries import unbroken
from tests.support import database
from tests.support.people import in_role

TABLES = [*unbroken.append_only()]
COLUMNS = {model._meta.db_table: model._meta.pk.column for model in apps.get_models()}
REFUSED = "permission denied|must be owner"
ENTRY = "INSERT INTO people_auditentry (id, at, verb, object_kind) OVERRIDING SYSTEM VALUE VALUES"


def test_the_trail_and_the_workflow_rows_are_among_them():
    assert AuditEntry._meta.db_table in TABLES
    assert len(TABLES) >= 30


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = DEFAULT", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
def test_the_site_can_neither_change_nor_delete_what_is_append_only(table, statement):
    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, COLUMNS[table]))


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_nor_give_itself_the_right_to(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        [role] = cursor.fetchone()
    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE {table} OWNER TO "{role}"')
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT has_table_privilege('{table}', 'UPDATE') OR has_table_privilege('{table}', 'DELETE')")
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
def test_a_whole_trail_has_nothing_to_say():
    in_role(Role.CHAMPION)
    assert not any(unbroken.findings())


@pytest.mark.parametrize(
    ("done", "finding"),
    [
        ("GRANT UPDATE ON people_auditentry TO {role}", "The site may change or delete rows of people_auditentry"),
        ("GRANT UPDATE (verb) ON people_auditentry TO {role}", "may change or delete rows of people_auditentry"),
        ("GRANT UPDATE (made_on) ON support_decision TO {role}", "may change or delete rows of support_decision"),
        ("GRANT DELETE ON people_handovernote TO {role}", "The site may change or delete rows of people_handovernote"),
        (ENTRY + " (900000, now(), 'forged', '')", "a number that was never given out"),
    ],
)
def test_what_was_done_behind_the_sites_back_is_found(own_database, settings, done, finding):
    in_role(Role.CHAMPION)
    assert not any(unbroken.findings())
    database.statement(done.format(role=f'"{settings.APPLICATION_ROLE}"'), own_database)
    [said] = [one for one in unbroken.findings() if one]
    assert finding in said


def test_that_entries_are_missing_cannot_be_told_from_writes_that_failed(own_database):
    """Said in the module: it is no finding, for every write that fails leaves a hole of its own."""
    in_role(Role.CHAMPION)
    with transaction.atomic():
        in_role(Role.CONTRIBUTOR)
        transaction.set_rollback(True)
    in_role(Role.CONTRIBUTOR)
    numbers = list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))
    assert numbers[-1] - numbers[0] >= len(numbers)
    assert not any(unbroken.findings())
