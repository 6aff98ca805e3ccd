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
SELECT has_table_privilege(%(role)s, %(table)s, 'DELETE, TRUNCATE') OR EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = %(table)s::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL (%(free)s)
        AND has_column_privilege(%(role)s, attrelid, attnum, 'UPDATE')
)
"""
_NUMBERS = "SELECT max(id) > (SELECT last_value FROM people_auditentry_id_seq) FROM people_auditentry"


def append_only() -> dict[str, tuple[str, ...]]:
    """Tables whose rows the site may write once, each with the columns that erasing may change all the same."""
    models = [model for model in apps.get_models() if getattr(model, "APPEND_ONLY", False)]
    return {model._meta.db_table: getattr(model, "NAMES_PEOPLE", ()) for model in models}


def findings() -> Iterator[str]:
    """One sentence for each thing that is wrong, and an empty one for each that is right."""
    for table, free in append_only().items():
        may = _asked(_RIGHTS, {"role": settings.APPLICATION_ROLE, "table": table, "free": list(free)})[0][0]
        yield f"The site may change or delete rows of {table}. Run prepare_database." if may else ""
    beyond = _asked(_NUMBERS, None)[0][0]
    yield "The trail has an entry with a number that was never given out." if beyond else ""


def _asked(sql: str, values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
