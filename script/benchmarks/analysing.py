"""From a million answers to an impact table, to what of it is withheld, and to the edition that people read."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from time import process_time

import pandas as pd
from django.db import connection

from commissioning.access.roles import Role
from evaluation.actions.withholding import decide, pattern_for
from evaluation.analysis.change import cross_section
from evaluation.analysis.counts import Counts
from evaluation.analysis.expected import expected
from evaluation.analysis.levels import levels
from evaluation.analysis.summary import summary
from evaluation.analysis.withholding import Pattern
from evaluation.editions.build import build
from evaluation.editions.material import MINIMUM_BASE
from evaluation.exports.responses import save_csv
from evaluation.impact import Impact, impact_of
from evaluation.models import Answer, Edition, RoundGroup
from evaluation.queries.counts import attributes_of, counts_of, measured
from tests.conftest import browser_of
from tests.support import editions, people

from . import respondents, scratch
from .running import Bench, Entry, Goal, Line, Measured, at_most, timed

SQL = Goal("impact_sql", "s", at_most(1.3))
RULES = Goal("impact_rules", "s per 10,000 cells", at_most(1))
PANDAS = Goal("impact_vs_pandas", "s", at_most(0.35))
GROWTH = Goal("impact_growth", "s", at_most(1.05))
OPEN = Goal("edition_open", "s", at_most(0.1))

ANSWERS_OF_ONE = 23  # as believable respondents come to, about
LOADED = 100_000  # answers taken in from a file; more are copies of these
BY = "type"
FEW = 400  # respondents: the hardest to protect, with small counts in every table

# What anyone would write who needed these figures once.
PLAIN = """
SELECT a.group_id, a.question_id, a.code, v.value, count(*)
FROM evaluation_answer a JOIN evaluation_cohortvalue v ON v.cohort_id = a.cohort_id AND v.attribute = %s
GROUP BY 1, 2, 3, 4
"""
ROUNDS = {"Year 1": "2025-10", "Year 2": "2026-10"}


@cache
def rounds_of(answers: int) -> scratch.Fill:
    """Two rounds that hold so many answers together, and what is withheld of each."""

    def fill() -> None:
        _collect(min(answers, LOADED) // ANSWERS_OF_ONE // len(ROUNDS))
        if answers > LOADED:
            respondents.multiplied(answers // LOADED)
        for group in groups():
            decide(group.pk)

    return fill


@cache
def small_rounds() -> scratch.Fill:
    return lambda: _collect(FEW)


def _collect(number: int) -> None:
    for seed, (name, month) in enumerate(ROUNDS.items()):
        respondents.answered(name, number, month=month, seed=seed)


def groups() -> list[RoundGroup]:
    rows = RoundGroup.objects.filter(round__name__in=ROUNDS).select_related("round", "instrument_version")
    return list(rows.order_by("round__name"))


# --- Tables -----------------------------------------------------------------------------------


def impact_sql(bench: Bench) -> Iterator[Entry]:
    """Counts of every question and answer, as a whole and by type of authority."""
    with scratch.database(rounds_of(bench.size(300_000, 1_000_000))):
        found = groups()

        def plain() -> None:
            with connection.cursor() as cursor:
                cursor.execute(PLAIN, [BY])
                cursor.fetchall()

        yield bench.against(SQL, timed(lambda: _counted(found)), timed(plain), size=Answer.objects.count())


def _counted(found: list[RoundGroup]) -> list[Counts]:
    return [counts_of(group, [BY]) for group in found]


def impact_vs_pandas(bench: Bench) -> Iterator[Entry]:
    """To the rows that files and pages are made of, withheld figures marked. From a file of the same answers, one row a
    respondent, pandas comes to count, base and share of each answer, and withholds nothing.
    """
    with scratch.database(rounds_of(bench.size(300_000, 1_000_000))):
        found = groups()
        files = [bench.folder / f"{group.pk}.csv" for group in found]
        for group, file in zip(found, files, strict=True):
            save_csv(group, file)

        def tables() -> list[Impact]:
            return [impact_of(group.round, by=BY) for group in found]

        def by_pandas() -> list[pd.DataFrame]:
            return [_by_pandas(file) for file in files]

        yield bench.against(PANDAS, timed(tables), timed(by_pandas), size=Answer.objects.count())


def _by_pandas(file: Path) -> pd.DataFrame:
    answers = pd.read_csv(file, usecols=[*respondents.CHOSEN, respondents.TICKED, f"_{BY}"], dtype="category")
    ticks = answers.pop(respondents.TICKED).str.get_dummies(" ")
    tables = {name: _shares(answers[name], answers[f"_{BY}"]) for name in respondents.CHOSEN}
    tables |= {name: _shares(column, answers[f"_{BY}"]) for name, column in ticks.items()}
    return pd.concat(tables)


def _shares(answers: pd.Series, of: pd.Series) -> pd.DataFrame:
    counts = pd.concat({"": answers.value_counts(), **{key: part.value_counts() for key, part in answers.groupby(of)}})
    bases = counts.groupby(level=0).transform("sum")
    return pd.DataFrame({"count": counts, "base": bases, "percent": (100 * counts / bases).round(1)})


def impact_growth(bench: Bench) -> Iterator[Entry]:
    """The same tables of more and more answers, each in a database of its own."""
    sizes = bench.size((100_000, 300_000, 1_000_000), (100_000, 1_000_000, 10_000_000))
    with ExitStack() as databases:
        names = {size: databases.enter_context(scratch.database(rounds_of(size))) for size in sizes}

        def of(size: int) -> Measured:
            return lambda: _tables_in(names[size])

        yield bench.growth(GROWTH, of, sizes)


def _tables_in(name: str) -> float:
    """In seconds, with what a worker has at hand that was there before: its connection and the questionnaires."""
    with scratch.pointed_at(name):
        found = groups()
        for group in found:
            measured(group.instrument_version_id)
        return timed(lambda: [impact_of(group.round, by=BY) for group in found])()


# --- What is withheld -------------------------------------------------------------------------


def impact_rules(bench: Bench) -> Iterator[Entry]:
    """Two rounds of a few hundred people with six attributes: their patterns as an edition decides them, then levels,
    summaries, changes with intervals and tests, and what was expected, of all breakdowns. Without counting, which is
    the reference. In processor time: no other figure here is one of seconds alone.
    """
    with scratch.database(small_rounds()):
        found = groups()
        every = [_everything(group) for group in found]
        cells = sum(_cells(pattern_for(group, counts)) for group, counts in zip(found, every, strict=True))
        ours, counting = bench.in_turn(
            _processor(lambda: _under_rules(found, every)), _processor(lambda: [_everything(group) for group in found])
        )
        yield RULES.reached(ours * 10_000 / cells, reference=counting, n=bench.repeats, size=cells)


def _everything(group: RoundGroup) -> Counts:
    return counts_of(group, attributes_of(group), clusters=True)


def _under_rules(found: list[RoundGroup], every: list[Counts]) -> None:
    before, after = (
        pattern_for(group, counts, minimum_base=MINIMUM_BASE) for group, counts in zip(found, every, strict=True)
    )
    for counts, marks in zip(every, (before, after), strict=True):
        list(levels(counts, marks))
        list(summary(counts, marks))
    list(cross_section(*every, (before, after)))
    list(expected(*every, (before, after), 12))


def _cells(pattern: Pattern) -> int:
    return sum(len(items) for rows in pattern.marks.values() for items in rows.values())


def _processor(work: Callable[[], object]) -> Measured:
    def measured() -> float:
        began = process_time()
        work()
        return process_time() - began

    return measured


# --- Editions ---------------------------------------------------------------------------------


def edition_open(bench: Bench) -> Iterator[Entry]:
    """Its page, asked for by somebody signed in, against putting together what the page and its files hold."""
    with scratch.database(rounds_of(bench.size(100_000, 1_000_000))):
        before, after = (group.round for group in groups())
        draft = editions.a_draft(after, before)
        editions.every_kind(draft)
        edition = editions.published(draft, files=False)
        reader = browser_of(people.in_role(Role.CHAMPION))
        address = edition.get_absolute_url()
        assert reader.get(address).status_code == 200
        opened, computed = timed(lambda: reader.get(address).content), timed(lambda: _computed(edition))
        yield bench.against(OPEN, opened, computed, size=Answer.objects.count())


def _computed(edition: Edition) -> None:
    build(edition, lambda percent, step: None)


LINES: dict[str, Line] = {
    "impact_sql": impact_sql,
    "impact_rules": impact_rules,
    "impact_vs_pandas": impact_vs_pandas,
    "impact_growth": impact_growth,
    "edition_open": edition_open,
}
