"""Taking in a file of answers."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.db import connection, models, transaction

from evaluation.actions.importing import import_responses
from evaluation.models import Answer, Identity, Respondent, WrittenAnswer
from tests.support import database as clones

from . import respondents, scratch
from .running import Bench, Clock, Entry, Goal, Line, at_most

IMPORT = Goal("import_csv", "s", at_most(12))
FILLED: tuple[type[models.Model], ...] = (
    Respondent,
    Identity,
    WrittenAnswer,
    Answer,
)  # those first that others point to


def import_csv(bench: Bench) -> Iterator[Entry]:
    """Read, checked against the questionnaire and its routing, stored and committed. The reference copies the rows that
    came of it into the same tables, under the same keys and indexes, and commits.
    """
    size = bench.size(5_000, 100_000)
    with scratch.database():
        file = respondents.write(bench.folder / "answers.csv", size)
    emptied = _taken_in_and_emptied(file)

    def ours() -> float:
        with scratch.database(_prepared):
            group = respondents.group_of("Measured")
            with Clock() as clock:
                import_responses(path=file, group=group, by=None)
        return clock.seconds

    def copied() -> float:
        with scratch.database(emptied), Clock() as clock, transaction.atomic():
            for model in FILLED:
                _copy(model, "FROM STDIN", file.with_name(model.__name__).open("rb"))
        return clock.seconds

    yield bench.against(IMPORT, ours, copied, size=size)


def _prepared() -> None:
    respondents.group_of("Measured")


@cache
def _taken_in_and_emptied(file: Path) -> scratch.Fill:
    """A database that has taken the file in, without what came of it, which stands beside the file."""

    def fill() -> None:
        import_responses(path=file, group=respondents.group_of("Measured"), by=None)
        for model in FILLED:
            _copy(model, "TO STDOUT", file.with_name(model.__name__).open("wb"))
        name = connection.settings_dict["NAME"]
        connection.close()
        clones.statement(f"TRUNCATE {Respondent._meta.db_table} CASCADE", name)

    return fill


def _copy(model: type[models.Model], where: str, file) -> None:
    with file, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {connection.ops.quote_name(model._meta.db_table)} {where}", file)


LINES: dict[str, Line] = {"import_csv": import_csv}
