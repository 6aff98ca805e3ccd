"""What is changed behind the site's back is found: as somebody with the owner's rights could change it."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests.support import database
from tests.support.assessments import submitted

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
