"""Is the trail as it was written, as far as the database itself can say?

It can say whether the site has a right it must not have, and whether an entry has a number that was never given out. It
cannot say whether somebody with the owner’s rights changed an entry or took one away: numbers are missing wherever a
write failed, too. For that, compare with a backup.
"""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connection

_RIGHTS = """
SELECT has_table_privilege(%(role)s, %(table)s, 'DELETE, TRUNCATE')
    OR has_any_column_privilege(%(role)s, %(table)s, 'UPDATE')
"""
_NUMBERS = "SELECT max(id) > (SELECT last_value FROM people_auditentry_id_seq) FROM people_auditentry"


def append_only() -> list[str]:
    """Tables whose rows the site may write once."""
    return [model._meta.db_table for model in apps.get_models() if getattr(model, "APPEND_ONLY", False)]


def findings() -> Iterator[str]:
    """One sentence for each thing that is wrong, and an empty one for each that is right."""
    for table in append_only():
        may = _asked(_RIGHTS, {"role": settings.APPLICATION_ROLE, "table": table})[0][0]
        yield f"The site may change or delete rows of {table}. Run prepare_database." if may else ""
    beyond = _asked(_NUMBERS, None)[0][0]
    yield "The trail has an entry with a number that was never given out." if beyond else ""


def _asked(sql: str, values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
