"""Rows copied until there are many, each with what hangs on it: in SQL, as the superuser, past the keys' checks.

What is copied was checked when it came. Uniqueness is given up first (indexes stay, over the same columns), and so are
the checks: some compare the numbers of what a row stands between.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.apps import apps
from django.db import models

from tests.support import database as clones

HUBS = ("authorities.Authority", "authorities.Region", "people.User")  # everything hangs on these

_UNCHECKED = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN
        SELECT i.indexrelid::regclass AS name, i.indrelid::regclass AS of, pg_get_indexdef(i.indexrelid) AS made,
               c.conname AS rule
        FROM pg_index i
        LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('u', 'x')
        WHERE i.indrelid = '{table}'::regclass AND NOT i.indisprimary AND (i.indisunique OR i.indisexclusion)
    LOOP
        IF one.rule IS NULL THEN
            EXECUTE format('DROP INDEX %s', one.name);
        ELSE
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', one.of, one.rule);
        END IF;
        EXECUTE replace(one.made, 'CREATE UNIQUE INDEX', 'CREATE INDEX');
    END LOOP;
    FOR one IN SELECT conname AS rule FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'c'
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '{table}', one.rule);
    END LOOP;
END $$
"""
_NUMBERED = """
CREATE TEMP TABLE copied AS
SELECT old, number, {new} AS new FROM unnest(ARRAY[{shown}]) AS old CROSS JOIN generate_series(1, {times}) AS number
LIMIT {most}
"""
_COPIED = """
INSERT INTO "{table}" ({columns})
SELECT {values} FROM "{table}" t JOIN copied ON t."{key}" = copied.old
WHERE (SELECT pg_table_size('{table}')) < {room}
"""
ROOM = 100_000_000  # bytes, for all copies of what hangs on them in one table: the widest stay behind


def until(model: type[models.Model], shown: Sequence[int | str | UUID], number: int, name: str) -> None:
    """In that database, as many copies as are wanting of the rows with these keys; what points to them comes along."""
    if not shown or (wanting := number - len(shown)) <= 0:
        return
    key = model._meta.pk
    assert key is not None
    with clones.statements(name) as execute:
        execute("SET session_replication_role = replica")
        keys = ", ".join(_as_sql(one) for one in shown)
        execute(_NUMBERED.format(new=_new(model, key), shown=keys, times=-(-wanting // len(shown)), most=wanting))
        _copy(execute, model, key, 2**60)
        pointing = [] if model._meta.label in HUBS else _pointing_to(model)
        for field in pointing:
            _copy(execute, field.model, field, ROOM * len(shown) // number)
        tables = {model._meta.db_table, *(field.model._meta.db_table for field in pointing)}
        execute(f"VACUUM ANALYZE {', '.join(sorted(tables))}")


def _pointing_to(model: type[models.Model]) -> list[models.Field]:
    return [
        field
        for other in apps.get_models(include_auto_created=True)
        for field in other._meta.local_fields
        if field.remote_field and field.related_model is model and other is not model
    ]


def _copy(execute: Callable[[str], None], model: type[models.Model], field: models.Field, room: int) -> None:
    """The rows whose `field` has one of the old keys, with the new one there, and a key of their own; none of a table
    that takes more room.
    """
    table = model._meta.db_table
    execute(_UNCHECKED.format(table=table))
    values = {one.column: f't."{one.column}"' for one in model._meta.local_concrete_fields if not _is_made(one)}
    own = model._meta.pk
    assert own is not None
    if own is field or own.remote_field:
        values[own.column] = "copied.new"
    else:
        values[own.column] = _new(model, own)
    values[field.column] = "copied.new"
    columns = ", ".join(f'"{column}"' for column in values)
    execute(
        _COPIED.format(table=table, columns=columns, values=", ".join(values.values()), key=field.column, room=room)
    )


def _as_sql(key: int | str | UUID) -> str:
    return f"'{key}'::uuid" if isinstance(key, UUID) else str(int(key))


def _new(model: type[models.Model], key: models.Field) -> str:
    if isinstance(key, models.UUIDField):
        return "gen_random_uuid()"
    return f"nextval(pg_get_serial_sequence('{model._meta.db_table}', '{key.column}'))"


def _is_made(field: models.Field) -> bool:
    return isinstance(field, models.GeneratedField)
