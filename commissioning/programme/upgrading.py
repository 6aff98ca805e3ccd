"""Which waiting migrations the running release can live with, so that an upgrade needs no pause.

*Expand*: the release before it reads and writes as it did. *Contract*: it would fail, or lose what it writes; the site
is stopped meanwhile. What cannot be told counts as contract, unless the migration says, in a class attribute
`old_release_works`, why the release before it does not mind.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.postgres import operations as postgres
from django.db import connection, models
from django.db.migrations import operations as op
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# What changes no table, adds beside what is there, or forbids less than before.
HARMLESS = (
    op.CreateModel, op.AlterModelOptions, op.AlterModelManagers, op.AlterModelTableComment, op.AddIndex, op.RemoveIndex,
    op.RenameIndex, op.RemoveConstraint, postgres.CreateExtension, postgres.AddIndexConcurrently,
    postgres.RemoveIndexConcurrently,
)  # fmt: skip
# What a field says to Django alone; the column stays what it is.
WORDS = {
    "verbose_name", "help_text", "choices", "validators", "default", "blank", "editable", "error_messages", "on_delete",
    "related_name", "related_query_name", "limit_choices_to", "auto_now", "auto_now_add", "upload_to",
}  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """One migration that is not applied yet; `pauses` are the operations the running release could not live with."""

    name: str
    pauses: tuple[str, ...]

    @property
    def kind(self) -> str:
        return "contract" if self.pauses else "expand"


def waiting() -> list[Waiting]:
    """In the order in which they would be applied."""
    return waiting_in(MigrationExecutor(connection))


def waiting_in(executor: MigrationExecutor) -> list[Waiting]:
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    state = executor.loader.project_state(list(executor.loader.applied_migrations)) if plan else ProjectState()
    found = []
    for migration in plan:
        found.append(Waiting(f"{migration.app_label}.{migration.name}", tuple(pauses(migration, state))))
        state = migration.mutate_state(state, preserve=False)
    return found


def pauses(migration: Migration, state: ProjectState) -> Iterator[str]:
    """The operations of it, in words, that the release before it could not live with; `state` is before it."""
    if getattr(migration, "old_release_works", ""):
        return
    state, made_here = state.clone(), set()
    for operation in migration.operations:
        if isinstance(operation, op.CreateModel):
            made_here.add(operation.name_lower)
        if not _is_of(operation, made_here) and not expands(operation, migration.app_label, state):
            yield operation.describe()
        operation.state_forwards(migration.app_label, state)


def _is_of(operation: Operation, models_made: set[str]) -> bool:
    """Whether it only goes on with a table that the release before knows nothing of."""
    name = getattr(operation, "model_name_lower", None)
    return isinstance(operation, op.AddField | op.AlterField | op.AddConstraint) and name in models_made


def expands(operation: Operation, app: str, state: ProjectState) -> bool:
    if isinstance(operation, op.SeparateDatabaseAndState):
        return all(expands(inner, app, state) for inner in operation.database_operations)
    if isinstance(operation, op.AddField):
        return _may_be_left_out(operation.field)
    if isinstance(operation, op.AlterField):
        before = state.models[app, operation.model_name_lower].fields[operation.name]
        return _takes_what_it_took(before, operation.field)
    return isinstance(operation, HARMLESS)


def _may_be_left_out(field: models.Field) -> bool:
    """By a release that writes rows without it: Django's own default is not in the database."""
    return field.many_to_many or field.null or field.db_default is not models.NOT_PROVIDED or field.generated


def _takes_what_it_took(before: models.Field, after: models.Field) -> bool:
    """Whether the column holds whatever the release before writes into it, and gives it nothing new to read."""
    (_, kind, names, given), (_, new_kind, new_names, newly) = before.deconstruct(), after.deconstruct()
    if (kind, names) != (new_kind, new_names):
        return False
    changed = {name for name in {*given, *newly} if given.get(name) != newly.get(name)} - WORDS
    longer = (newly.get("max_length") or 0) >= (given.get("max_length") or 0)
    return all((name == "db_index") or (name == "max_length" and longer) for name in changed)
