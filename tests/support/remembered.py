"""What many tests start from is walked through the real actions once in each process; then its rows are laid again.

A package in delivery is some 200 statements away, and hundreds of tests begin there. So the first test that asks walks,
and the rows that its walk wrote are kept as PostgreSQL copies them out. The next test that asks for the same *before
it has written anything* is given exactly those rows, with the numbers they had, in its own transaction: nothing is
left behind by any test, and a count of rows is what it would be after the walk. (No number is given twice: sequences
do not go back with a test.) A test that has written something first walks itself, and so does one that commits or
has stopped the clock.

`@remembered` stands above a function whose answer follows from its arguments and the reference data alone. What it
is given must be hashable, what it gives back is pickled: rows, and tuples or dataclasses of rows.
"""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from io import StringIO
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection
from django.utils import timezone


@dataclass(frozen=True)
class Kept:
    given: bytes
    rows: tuple[tuple[str, str], ...]  # of each table: its name with its columns, and what COPY wrote


Walk = TypeVar("Walk", bound=Callable)

_CLOCK = timezone.now
_kept: dict[tuple, Kept] = {}


def remembered(walk: Walk) -> Walk:
    """For what only writes rows: no files, nothing that a test waits for on commit."""

    @wraps(walk)
    def walked_once(*args, **more):
        if timezone.now is not _CLOCK or not _nothing_is_written():
            return walk(*args, **more)
        key = (connection.settings_dict["NAME"], timezone.localdate(), walk, args, tuple(sorted(more.items())))
        if key in _kept:
            return _laid(_kept[key])
        given = walk(*args, **more)
        _kept[key] = Kept(pickle.dumps(given), tuple(_written()))
        return given

    return walked_once


def _nothing_is_written() -> bool:
    """PostgreSQL numbers a transaction at its first write."""
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        return cursor.fetchone()[0]


def _written() -> Iterator[tuple[str, str]]:
    """Every row of this transaction, savepoints included: their numbers are higher."""
    ours = "xmin::text::bigint >= pg_current_xact_id()::text::bigint % 4294967296"
    columns = dict(_tables())
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table} WHERE {ours})" for table in columns)
        )
        for (table,) in cursor.fetchall():
            text = StringIO()
            cursor.copy_expert(f"COPY (SELECT {columns[table]} FROM {table} WHERE {ours}) TO STDOUT", text)
            yield f"{table} ({columns[table]})", text.getvalue()


def _tables() -> Iterator[tuple[str, str]]:
    """Every table with the columns that can be written."""
    quote = connection.ops.quote_name
    for model in apps.get_models(include_auto_created=True):
        fields = model._meta.local_concrete_fields
        yield quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields if not field.generated)


def _laid(kept: Kept) -> Any:
    with connection.cursor() as cursor:
        for table, rows in kept.rows:
            cursor.copy_expert(f"COPY {table} FROM STDIN", StringIO(rows))
    return pickle.loads(kept.given)
