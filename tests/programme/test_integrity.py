"""What is changed behind the site's back is found: as somebody with the owner's rights could change it."""

import io

import pytest
from django.core.management import CommandError, call_command

from commissioning.support.workflow import Stage
from tests.support import database
from tests.support.assessments import submitted
from tests.support.packages import a_package

SNAPSHOT = "UPDATE readiness_snapshot SET data = jsonb_set(data, '{standards,0,level}', '5')"
STANDARD = "UPDATE readiness_standard SET title = 'Another' WHERE code = 'S01'"


@pytest.mark.parametrize(
    ("change", "finding"),
    [(SNAPSHOT, "no longer has the content it was frozen with"), (STANDARD, "it was published with")],
)
def test_a_changed_row_is_found(own_database, change, finding):
    submitted()
    call_command("check_integrity", stdout=io.StringIO())
    database.statement(change, own_database)
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 findings"):
        call_command("check_integrity", stderr=said)
    assert finding in said.getvalue()


@pytest.mark.parametrize(
    ("column", "finding"),
    [
        ("days_used = 3", "days_used is 3.00, and its ledger says 0"),
        ("stage = 'review'", "its last move went elsewhere"),
        ("last_contact_on = '2020-01-01'", "last contact is kept as 2020-01-01, and its rows say nothing"),
        ("led_by_id = NULL", "lead is kept as nothing, and its rows say"),
    ],
)
def test_a_package_that_disagrees_with_its_rows_is_found(own_database, column, finding):
    a_package(Stage.DELIVERY)
    call_command("check_integrity", stdout=io.StringIO())
    database.statement(f"UPDATE support_supportpackage SET {column}", own_database)
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 findings"):
        call_command("check_integrity", stderr=said)
    assert finding in said.getvalue()
