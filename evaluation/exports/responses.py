"""Answers one row a respondent, as `import_responses` takes them back: straight from PostgreSQL into the file.

What was left out and what was not asked are both an empty cell: the questionnaire's own routing tells them apart. Text
that a spreadsheet would take for a formula is marked by an apostrophe (`guarding`), numbers never.
"""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db import connection, transaction
from django.db.models import Count
from psycopg2.sql import SQL, Composable, Identifier, Literal

from .. import attributes as cuts
from ..actions.rounds import lock
from ..analysis import anonymity
from ..guarding import RISKY
from ..instruments.definition import Choice, Kind
from ..instruments.definition import Question as Asked
from ..models import CohortValue, Question, Respondent, Round, RoundGroup
from ..queries.counts import attributes_of
from ..queries.rates import is_drawn
from ..responses_file import OF_A_PERSON, PARTIAL
from .files import saving


class CannotExport(Exception):
    """What keeps these answers from being handed out, and what to do."""


@dataclass(frozen=True)
class Column:
    """A question with its number in the table of answers, and what it chooses from."""

    id: int
    question: Asked
    choices: Sequence[Choice]

    @property
    def is_written(self) -> bool:
        return self.question.kind not in (Kind.ONE, Kind.SEVERAL)


def save_csv(group: RoundGroup, path: Path, *, leave_out: Collection[str] = ()) -> int:
    """How many respondents were written. Raises CannotExport, or CannotSave for a place that takes no file."""
    with saving(path) as out:
        return write_csv(group, out, leave_out=leave_out)


@transaction.atomic
def write_csv(group: RoundGroup, out: IO[bytes], *, leave_out: Collection[str] = ()) -> int:
    attributes = may_be_told(group, leave_out)
    columns = columns_of(group)
    header = [column.question.name for column in columns] + [f"_{name}" for name in attributes]
    if not group.is_anonymous:
        header += OF_A_PERSON
    if _tells_partial(group):
        header.append(PARTIAL)
    out.write(_line(header))
    with connection.cursor() as cursor:
        statement = SQL("COPY ({}) TO STDOUT WITH (FORMAT csv)").format(_query(group, columns, attributes))
        cursor.copy_expert(statement, out)
        return cursor.rowcount


def _tells_partial(group: RoundGroup) -> bool:
    """Whether unfinished answers can be among them: anonymous ones are never read, and files bring none."""
    return not group.is_anonymous and is_drawn(group)


def columns_of(group: RoundGroup) -> list[Column]:
    """What respondents answer, in the order of the questionnaire."""
    content = group.instrument_version.content
    ids = dict(Question.objects.filter(version=group.instrument_version).values_list("name", "pk"))
    return [
        Column(ids[question.name], question, content.choices_of(question))
        for question in content.questions.values()
        if question.is_answered
    ]


# --- What may be told -------------------------------------------------------------------------


def may_be_told(group: RoundGroup, leave_out: Collection[str] = ()) -> list[str]:
    """The attributes to write; raises CannotExport where they would tell who somebody is. In a transaction: until it
    ends, no file adds answers to an anonymous round.
    """
    if group.instrument_version is None:
        raise CannotExport(f"“{group}” has no questionnaire, so there are no answers. Import one first.")
    known = attributes_of(group)
    if unknown := sorted(set(leave_out) - set(known)):
        listed = ", ".join(known) or "none"
        raise CannotExport(f"There is no attribute called {', '.join(unknown)} to leave out. There are: {listed}.")
    told = [name for name in known if name not in leave_out]
    if group.is_anonymous:
        _check_anonymous(group, told)
    return told


@transaction.atomic
def why_not(group: RoundGroup, leave_out: Collection[str] = ()) -> str:
    """What keeps the answers from being handed out now; "" where nothing does."""
    try:
        may_be_told(group, leave_out)
    except CannotExport as reason:
        return str(reason)
    return ""


def _check_anonymous(group: RoundGroup, attributes: Sequence[str]) -> None:
    if lock(group.round).state == Round.State.OPEN:
        raise CannotExport(
            f"“{group.round}” is anonymous and still open: two files would show who answered in between. Wait until it "
            "is closed."
        )
    people = list(_people(group))
    if small := anonymity.small_cells(people, attributes):
        raise CannotExport(_why_not(small, anonymity.advise(people, attributes)))


def _people(group: RoundGroup) -> Iterator[dict[str, str]]:
    """The attributes of every respondent."""
    of_cohort: dict[int, dict[str, str]] = {}
    for cohort, name, value in CohortValue.objects.filter(cohort__group=group).values_list(
        "cohort", "attribute", "value"
    ):
        of_cohort.setdefault(cohort, {})[name] = value
    counted = Respondent.objects.filter(group=group).order_by().values("cohort").annotate(people=Count("pk"))
    for cohort, people in counted.values_list("cohort", "people"):
        yield from [of_cohort.get(cohort, {})] * people


def _why_not(small: Sequence[anonymity.Cell], advice: anonymity.Advice) -> str:
    smallest = small[0]
    who = ", ".join(cuts.value_label(value) for value in smallest.values.values()) or "everyone who answered"
    combinations = "1 combination covers" if len(small) == 1 else f"{len(small):,} combinations cover"
    people = "1 person" if smallest.people == 1 else f"{smallest.people} people"
    why = (
        f"The round is anonymous, and what is known of respondents would tell who some are: {combinations} fewer than "
        f"{anonymity.LEAST} of them (the smallest: {who}, {people})."
    )
    if not advice.is_safe:
        return f"{why} Fewer than {anonymity.LEAST} answered, so these answers cannot be handed out one by one."
    names = list(dict.fromkeys(step.attribute for step in advice.steps))
    return f"{why} Leave out {' and '.join(names)}."


# --- The query --------------------------------------------------------------------------------


def _query(group: RoundGroup, columns: Sequence[Column], attributes: Sequence[str]) -> Composable:
    told = [_chosen(column) if not column.is_written else _written(column) for column in columns]
    told += [SQL("v.{}").format(Identifier(f"v{number}")) for number in range(len(attributes))]
    if not group.is_anonymous:
        told += [_guarded(SQL("nullif(i.stable_id, '')")), SQL("p.gss_code"), MOMENT]
    if _tells_partial(group):
        told.append(SQL("CASE WHEN r.partial THEN 'yes' ELSE 'no' END"))
    return _WHOLE.format(
        told=SQL(", ").join(told) if told else SQL("NULL"),
        chosen=_each([SQL(", {}").format(_codes(column)) for column in columns if not column.is_written]),
        written=_each([_texts(column) for column in columns if column.is_written]),
        values=_each([_value(number, name) for number, name in enumerate(attributes)]),
        group=Literal(group.pk),
    )


MOMENT = SQL("""to_char(i.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')""")
# Respondents' ids are random, so their order tells nothing.
_WHOLE = SQL(
    """
SELECT {told}
FROM evaluation_respondent r
LEFT JOIN (
    SELECT respondent_id{chosen} FROM evaluation_answer WHERE group_id = {group} GROUP BY respondent_id
) a ON a.respondent_id = r.id
LEFT JOIN (
    SELECT t.respondent_id{written} FROM evaluation_writtenanswer t
    JOIN evaluation_respondent o ON o.id = t.respondent_id
    WHERE o.group_id = {group} GROUP BY t.respondent_id
) w ON w.respondent_id = r.id
LEFT JOIN (
    SELECT c.cohort_id{values} FROM evaluation_cohortvalue c
    JOIN evaluation_cohort k ON k.id = c.cohort_id WHERE k.group_id = {group} GROUP BY c.cohort_id
) v ON v.cohort_id = r.cohort_id
LEFT JOIN evaluation_identity i ON i.respondent_id = r.id
LEFT JOIN authorities_authority p ON p.id = i.authority_id
WHERE r.group_id = {group} ORDER BY r.id
"""
)


def _each(parts: Sequence[Composable]) -> Composable:
    return SQL("").join(parts)


def _names(choices: Sequence[Choice]) -> Composable:
    return SQL("({}::text[])").format(Literal([choice.name for choice in choices]))


def _alias(column: Column) -> Identifier:
    return Identifier(f"q{column.id}")


def _codes(column: Column) -> Composable:
    if column.question.kind is Kind.ONE:
        made = SQL("max(code) FILTER (WHERE question_id = {question})")
    else:
        made = SQL("string_agg({names}[code], ' ' ORDER BY code) FILTER (WHERE question_id = {question} AND code > 0)")
    return SQL("{} AS {}").format(
        made.format(question=Literal(column.id), names=_names(column.choices)), _alias(column)
    )


def _chosen(column: Column) -> Composable:
    told = SQL("a.{}").format(_alias(column))
    return SQL("{}[{}]").format(_names(column.choices), told) if column.question.kind is Kind.ONE else told


def _texts(column: Column) -> Composable:
    made = SQL(", max(t.text) FILTER (WHERE t.question_id = {}) AS {}")
    return made.format(Literal(column.id), _alias(column))


def _written(column: Column) -> Composable:
    told = SQL("w.{}").format(_alias(column))
    return _guarded(told) if column.question.kind is Kind.TEXT else told


def _value(number: int, name: str) -> Composable:
    value = SQL("max(nullif(c.value, '')) FILTER (WHERE c.attribute = {})").format(Literal(name))
    return SQL(", {} AS {}").format(_guarded(value), Identifier(f"v{number}"))


def _guarded(text: Composable) -> Composable:
    return SQL("CASE WHEN {text} ~ {risky} THEN '''' || {text} ELSE {text} END").format(text=text, risky=Literal(RISKY))


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()
