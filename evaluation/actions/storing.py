"""Writing answers: of a hundred thousand respondents by COPY, of one in a single statement.

Whoever calls it holds the transaction, and has dropped answers to what was not asked.
"""

import csv
import io
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

from ..instruments.definition import Kind
from ..models import (
    ANSWERED,
    LEFT_OUT,
    Answer,
    Cohort,
    CohortValue,
    Identity,
    InstrumentVersion,
    Mode,
    Question,
    Respondent,
    RoundGroup,
    WrittenAnswer,
)

NULL = r"\N"
IS_WRITTEN = "written"  # stands for any text, number or day: what it says is a row elsewhere


Rows = tuple[type[models.Model], Sequence[str], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class Who:
    """Of a confidential round only."""

    invitation_id: int | None = None
    person_id: int | None = None
    stable_id: str = ""
    authority_id: int | None = None
    submitted_at: datetime | None = None


@dataclass(frozen=True)
class Record:
    """One respondent. `answers` by the question's name, several choices as a tuple; `asked`: what was put to them."""

    asked: Sequence[str]
    answers: Mapping[str, str | tuple[str, ...]]
    attributes: Mapping[str, str]
    who: Who | None = None
    partial: bool = False


@dataclass(frozen=True)
class Coded:
    """How answers to one question become numbers. `codes`: the choices' places; empty where it has none."""

    id: int
    kind: Kind
    codes: Mapping[str, int]

    def rows(self, answer: str | tuple[str, ...] | None) -> list[int]:
        if not answer:
            return [LEFT_OUT]
        if self.kind is Kind.ONE:
            return [self.codes[str(answer)]]
        if self.kind is Kind.SEVERAL:
            return [ANSWERED, *(self.codes[name] for name in answer)]
        return [ANSWERED]

    def texts(self, answer: str | tuple[str, ...] | None) -> tuple[str, ...]:
        """The same as COPY reads it: question and code."""
        return tuple(f"{self.id},{code}" for code in self.rows(answer))

    @property
    def is_written(self) -> bool:
        return self.kind not in (Kind.ONE, Kind.SEVERAL)


@lru_cache(maxsize=64)
def codes_of(version_id: int) -> Mapping[str, Coded]:
    """By name, the questions of a version, which never changes."""
    version = InstrumentVersion.objects.get(pk=version_id)
    ids = dict(Question.objects.filter(version=version).values_list("name", "pk"))
    content = version.content
    return {
        name: Coded(
            ids[name],
            question.kind,
            {choice.name: place for place, choice in enumerate(content.choices_of(question), 1)},
        )
        for name, question in content.questions.items()
        if question.is_answered
    }


def store(group: RoundGroup, records: Sequence[Record]) -> int:
    """Writes them in the order given. Respondents' ids are random."""
    coded = codes_of(group.instrument_version_id)
    cohort_ids = cohorts(group, [record.attributes for record in records])
    texts: dict[str, dict[Any, tuple[str, ...]]] = {name: {} for name in coded}
    respondents, identities, written = [], [], []
    answers: list[str] = []
    for record, cohort_id in zip(records, cohort_ids, strict=True):
        respondent_id = secrets.randbits(62)
        respondents.append((respondent_id, group.pk, cohort_id, record.partial))
        if record.who is not None:
            identities.append(_identity(group, respondent_id, record.who))
        who, where = f"{respondent_id},", f",{group.pk},{cohort_id}\n"
        for name in record.asked:
            question, answer = coded[name], record.answers.get(name)
            if answer and question.is_written:
                written.append((respondent_id, question.id, answer))
                answer = IS_WRITTEN
            if answer not in texts[name]:
                texts[name][answer] = question.texts(answer)
            answers += [f"{who}{text}{where}" for text in texts[name][answer]]
    tables: list[Rows] = [
        (Respondent, ("id", "group_id", "cohort_id", "partial"), respondents),
        (Identity, IDENTITY, identities),
        (WrittenAnswer, ("respondent_id", "question_id", "text"), written),
    ]
    if len(records) == 1:
        _insert([*tables, (Answer, ANSWER, [[int(number) for number in line.split(",")] for line in answers])])
    else:
        for model, columns, rows in tables:
            copy(model, columns, rows)
        _copy(Answer, ANSWER, "".join(answers))
    return len(respondents)


ANSWER = ("respondent_id", "question_id", "code", "group_id", "cohort_id")
IDENTITY = ("respondent_id", "mode", "invitation_id", "person_id", "stable_id", "authority_id", "submitted_at")


def _identity(group: RoundGroup, respondent_id: int, who: Who) -> tuple[Any, ...]:
    """The mode is the group's, so that the database refuses it in an anonymous round."""
    return (
        respondent_id,
        Mode(group.mode).value,
        who.invitation_id,
        who.person_id,
        who.stable_id,
        who.authority_id,
        who.submitted_at,
    )


def cohorts(group: RoundGroup, attributes: Sequence[Mapping[str, str]]) -> list[int]:
    """The cohort of each, made where it is the first of its kind."""
    keys = [_key(one) for one in attributes]
    wanted = dict(zip(keys, attributes, strict=True))
    found = dict(Cohort.objects.filter(group=group, key__in=wanted).order_by().values_list("key", "pk"))
    missing = [key for key in wanted if key not in found]
    if missing:
        Cohort.objects.bulk_create([Cohort(group=group, key=key) for key in missing], ignore_conflicts=True)
        made = dict(Cohort.objects.filter(group=group, key__in=missing).values_list("key", "pk"))
        CohortValue.objects.bulk_create(
            [
                CohortValue(cohort_id=pk, attribute=attribute, value=value)
                for key, pk in made.items()
                for attribute, value in wanted[key].items()
            ],
            ignore_conflicts=True,
        )
        found |= made
    return [found[key] for key in keys]


def _key(attributes: Mapping[str, str]) -> str:
    return "\x1f".join(f"{name}={value}" for name, value in sorted(attributes.items()))


def _insert(tables: Sequence[Rows]) -> None:
    """A few rows of several tables in one statement: the keys between them are checked when the transaction ends."""
    parts, values = [], []
    for model, columns, rows in tables:
        if rows:
            names = ", ".join(map(connection.ops.quote_name, columns))
            row = f"({', '.join(['%s'] * len(columns))})"
            table = connection.ops.quote_name(model._meta.db_table)
            parts.append(f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * len(rows))}")
            values += [value for given in rows for value in given]
    *first, last = parts
    named = ", ".join(f"part_{number} AS ({part})" for number, part in enumerate(first))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {named} {last}" if named else last, values)


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a model's table. No text is taken for an empty value."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([NULL if value is None else value for value in row])
    _copy(model, columns, text.getvalue())


def _copy(model: type[models.Model], columns: Sequence[str], lines: str) -> None:
    if not lines:
        return
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    texts = [name for name in columns if _is_never_null_text(_field(model, name))]
    kept = f", FORCE_NOT_NULL ({', '.join(map(quote, texts))})" if texts else ""
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN WITH (FORMAT csv, NULL '{NULL}'{kept})",
            io.StringIO(lines),
        )


def _is_never_null_text(field: models.Field) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.null


def _field(model: type[models.Model], column: str) -> models.Field:
    return next(field for field in model._meta.concrete_fields if field.column == column)
