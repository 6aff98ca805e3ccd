"""Files of answers and tables, each against the program or library that writes such a file, alone."""

import os
import random
import subprocess
from collections.abc import Iterator
from datetime import date
from functools import cache

import pyreadstat
import xlsxwriter
from django.db import connection
from machine.postgres import programs

from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.documents.tasks import make
from commissioning.people.models import User
from commissioning.reporting import spreadsheets
from commissioning.reporting.cells import Kind
from commissioning.reporting.spreadsheets import Column, Sheet, Workbook
from evaluation.actions import exporting
from evaluation.exports import responses
from evaluation.exports.responses_sav import as_sav
from evaluation.models import Answer, RoundGroup
from evaluation.queries.results import ANSWERS_CSV
from tests.support import people

from . import respondents, scratch
from .processes import a_site, children, make_all, memory_of
from .running import Bench, Clock, Entry, Goal, Line, at_most, timed

CSV = Goal("export_csv", "s", at_most(1.15))
CSV_MEMORY = Goal("export_csv_memory", "MB", at_most(20))
XLSX = Goal("export_xlsx", "s", at_most(1.15))
SAV = Goal("export_sav", "s", at_most(1.3))

NAME = "Measured"
LOADED = 4_000  # respondents taken in from a file; more are copies of these
COLUMNS = 30


@cache
def answered_by(number: int) -> scratch.Fill:
    """A round that so many have answered."""

    def fill() -> None:
        respondents.answered(NAME, min(number, LOADED))
        if number > LOADED:
            respondents.multiplied(number // LOADED)

    return fill


def _group() -> RoundGroup:
    return RoundGroup.objects.select_related("round", "instrument_version").get(round__name=NAME)


# --- CSV --------------------------------------------------------------------------------------


def export_csv(bench: Bench) -> Iterator[Entry]:
    """Every answer of a round, one row a respondent: the worker’s own task, from the row that asks for it to the stored
    file and its checksum. What grows is the child of a real worker, from a file of ten respondents to this one.
    """
    with scratch.database(answered_by(bench.size(8_000, 44_000))) as name:
        group, answers, by = _group(), Answer.objects.count(), people.in_role(Role.EVALUATOR)
        query = _query_of(group)

        def ours() -> float:
            (number,) = _asked(group, by)
            with Clock() as clock:
                make(number)
            assert Document.objects.get(pk=number).state == Document.State.DONE
            return clock.seconds

        def theirs() -> None:
            _psql(name, f"\\copy ({query}) TO '{bench.folder / 'theirs.csv'}' WITH (FORMAT csv)")

        yield bench.against(CSV, ours, timed(theirs), size=answers)
        least, most = _worker_s_memory(bench, name, [_few(), group], by)
    yield CSV_MEMORY.reached(most - least, ours=most, reference=least, size=answers)


def _asked(group: RoundGroup, by: User) -> list[int]:
    return [exporting.request_answers(group=group, kind=ANSWERS_CSV, leave_out=[], by=by).pk]


def _few() -> RoundGroup:
    """Another round in the same database, which ten have answered."""
    return respondents.answered("Few", 10)


def _worker_s_memory(bench: Bench, name: str, groups: list[RoundGroup], by: User) -> list[float]:
    """The most its child ever took, in MB, after the file of each."""
    with a_site(bench.folder / "site", name) as site:
        site.start_worker()
        most = []
        for group in groups:
            make_all(site, _asked(group, by))
            (child,) = children(site)
            most.append(memory_of(child, "VmHWM"))
    return most


def _query_of(group: RoundGroup) -> str:
    columns, attributes = responses.columns_of(group), responses.may_be_told(group)
    with connection.cursor() as cursor:
        return " ".join(responses._query(group, columns, attributes).as_string(cursor.cursor).split())


def _psql(name: str, command: str) -> None:
    address = os.environ["DATABASE_URL"]  # that of `name`, while it is pointed at
    subprocess.run([programs() / "bin/psql", "-X", "-q", "-c", command, address], check=True, stdout=subprocess.DEVNULL)


# --- Spreadsheet ------------------------------------------------------------------------------


def export_xlsx(bench: Bench) -> Iterator[Entry]:
    """A table of texts and numbers, by the rules for accessible spreadsheets; the library alone is given a look for its
    cells too, without which it has a fifth less to write.
    """
    rows = _rows(bench.size(5_000, 100_000))
    columns = tuple(Column(f"Column {at}", Kind.TEXT if at % 3 else Kind.WHOLE) for at in range(COLUMNS))
    sheet = Sheet("Answers", "Answers", columns, rows)
    book = Workbook("Answers", "Measured.", "Programme", "help@example.org", "1", date(2026, 11, 1), "You", (sheet,))

    def ours() -> None:
        with open(bench.folder / "ours.xlsx", "wb") as out:
            spreadsheets.save(book, out)

    def alone() -> None:
        with xlsxwriter.Workbook(bench.folder / "theirs.xlsx", {"constant_memory": True}) as made:
            page, look = made.add_worksheet(), made.add_format({"text_wrap": True})
            for number, row in enumerate(rows):
                page.write_row(number, 0, row, look)

    yield bench.against(XLSX, timed(ours), timed(alone), size=len(rows))


def _rows(number: int) -> list[list[str | int]]:
    chance = random.Random(1)
    texts = [f"{word} ({many})" for word in respondents.WORDS for many in range(250)]
    return [
        [chance.choice(texts) if at % 3 else chance.randint(0, 10_000) for at in range(COLUMNS)] for _ in range(number)
    ]


# --- SPSS -------------------------------------------------------------------------------------


def export_sav(bench: Bench) -> Iterator[Entry]:
    """Every answer of a round, from PostgreSQL to the file; the library alone is given the finished columns."""
    number = bench.size(8_000, 100_000)
    with scratch.database(answered_by(number)):
        group = _group()
        path = bench.folder / "answers.sav"
        path.write_bytes(as_sav(group))
        frame, about = pyreadstat.read_sav(path, user_missing=True)

        def alone() -> None:
            pyreadstat.write_sav(
                frame,
                path,
                column_labels=about.column_names_to_labels,
                variable_value_labels=about.variable_value_labels,
                missing_ranges=about.missing_ranges,
                variable_measure=about.variable_measure,
                row_compress=True,
            )

        yield bench.against(SAV, timed(lambda: as_sav(group)), timed(alone), size=frame.size)


LINES: dict[str, Line] = {
    "export_csv": export_csv,
    "export_csv_memory": export_csv,
    "export_xlsx": export_xlsx,
    "export_sav": export_sav,
}
