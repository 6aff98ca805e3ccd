"""The same answers for SPSS: numbers with labels, and codes that keep apart what was not asked and what was left out.

Of one choice among several a number, its place in the list; of several choices a column of 0 and 1 each. Attributes are
numbered in the order of their values.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection, transaction
from psycopg2.sql import SQL, Literal

from .. import attributes as cuts
from ..analysis.counts import IntArray
from ..instruments.definition import Instrument, Kind, text_in
from ..models import ANSWERED, LEFT_OUT, CohortValue, Respondent, RoundGroup
from .responses import MOMENT, Column, columns_of, may_be_told
from .sav import LONGEST_LABEL, cut, written

NOT_KNOWN, UNANSWERED, NOT_ASKED = -9, -8, -7
OF_ANSWERS = {UNANSWERED: "Asked and left out", NOT_ASKED: "Not asked"}
LONGEST_VARIABLE_LABEL, LONGEST_TEXT, LONGEST_NAME = 250, 32_000, 64  # bytes
RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}
NOTES = (
    "Not asked: the questionnaire did not put the question to this respondent. Left out: it did, and there is no "
    "answer. Where the answer is text, both are empty.",
    "These answers are what people said about themselves and their areas; there is no comparison group.",
)
# Answers as PostgreSQL's binary COPY sends them, each with its columns' number and lengths: no object is made of any.
_ANSWERS = "COPY (SELECT question_id, respondent_id, code FROM evaluation_answer WHERE group_id = {}) TO STDOUT BINARY"
_SENT = np.dtype(
    [("", ">i2"), ("", ">i4"), ("question", ">i8"), ("", ">i4"), ("respondent", ">i8"), ("", ">i4"), ("code", ">i2")]
)
_HEADER, _TRAILER = 19, 2  # bytes
_TEXTS = """
SELECT w.question_id, w.respondent_id, w.text
FROM evaluation_writtenanswer w JOIN evaluation_respondent r ON r.id = w.respondent_id WHERE r.group_id = %s
"""
_OF_A_PERSON = {
    "respondent": "The same person in other rounds",
    "authority": "Authority, by its ONS code",
    "submitted_at": "When the answers were sent",
}
_PEOPLE = SQL(
    """
SELECT coalesce(i.stable_id, ''), coalesce(p.gss_code, ''), coalesce({moment}, '')
FROM evaluation_respondent r
LEFT JOIN evaluation_identity i ON i.respondent_id = r.id LEFT JOIN authorities_authority p ON p.id = i.authority_id
WHERE r.group_id = {group} ORDER BY r.id
"""
)


@dataclass
class _Sheet:
    """The variables as they are made."""

    columns: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[int | float, str]] = field(default_factory=dict)
    missing: dict[str, list[Any]] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def add(
        self, name: str, label: str, column: Any, measure: str = "nominal", values: Mapping[int, str] | None = None
    ) -> None:
        """Missing is what has a label and a code below 0."""
        name = valid_name(name, self.taken)
        self.columns[name], self.measures[name] = column, measure
        self.labels[name] = cut(label, LONGEST_VARIABLE_LABEL)
        if values:
            self.values[name] = {code: cut(words, LONGEST_LABEL) for code, words in values.items()}
            if codes := sorted(code for code in values if code < 0):
                self.missing[name] = [{"lo": codes[0], "hi": codes[-1]}]


@transaction.atomic
def as_sav(group: RoundGroup, *, leave_out: Collection[str] = ()) -> bytes:
    """Raises CannotExport."""
    attributes = may_be_told(group, leave_out)
    ids, cohorts = _respondents(group)
    sheet = _Sheet()
    _add_answers(sheet, group, ids)
    _add_attributes(sheet, group, attributes, cohorts)
    if not group.is_anonymous:
        _add_person(sheet, group)
    return written(
        pd.DataFrame(sheet.columns, index=range(len(ids))),
        file_label=str(group),
        note=list(NOTES),
        column_labels=sheet.labels,
        variable_value_labels=sheet.values,
        missing_ranges=sheet.missing,
        variable_measure=sheet.measures,
    )


def valid_name(name: str, taken: set[str]) -> str:
    """As SPSS takes it: letters, digits and underscores, a letter first, no word of its own, each once."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", name)[:LONGEST_NAME]
    if not name[:1].isalpha() or name.upper() in RESERVED:
        name = f"v_{name}"[:LONGEST_NAME]
    found, number = name, 2
    while found.upper() in taken:
        end = f"_{number}"
        found, number = name[: LONGEST_NAME - len(end)] + end, number + 1
    taken.add(found.upper())
    return found


def _respondents(group: RoundGroup) -> tuple[IntArray, IntArray]:
    """Ids in order, and whose cohort each is of."""
    rows = np.array(
        list(Respondent.objects.filter(group=group).order_by("pk").values_list("pk", "cohort")), np.int64
    ).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


# --- Answers ----------------------------------------------------------------------------------


def _add_answers(sheet: _Sheet, group: RoundGroup, ids: IntArray) -> None:
    content: Instrument = group.instrument_version.content
    narrow, texts = _narrow(group, ids), _texts(group, ids)
    for column in columns_of(group):
        at, code = narrow.get(column.id, (np.zeros(0, np.int64), np.zeros(0, np.int64)))
        label = text_in(column.question.labels, content.languages[0], content.languages[0]) or column.question.name
        asked = _Asked(column, label, len(ids), at, code)
        if column.question.kind is Kind.SEVERAL:
            _add_several(sheet, asked, content)
        elif column.question.kind is Kind.ONE:
            values = _choice_labels(column, content) | OF_ANSWERS
            has_values = any(choice.value is not None for choice in column.choices)
            sheet.add(column.question.name, label, asked.codes(), "ordinal" if has_values else "nominal", values)
        elif column.question.kind in (Kind.INTEGER, Kind.DECIMAL):
            _add_number(sheet, asked, texts.get(column.id, []))
        else:
            sheet.add(column.question.name, label, _text_column(len(ids), texts.get(column.id, [])))


@dataclass(frozen=True)
class _Asked:
    """One question's rows: at which respondent, and which code."""

    column: Column
    label: str
    respondents: int
    at: IntArray
    code: IntArray

    def codes(self) -> IntArray:
        """Of each respondent, ANSWERED where no choice says more."""
        made = np.full(self.respondents, NOT_ASKED, np.int64)
        of_question = self.code <= ANSWERED if self.column.question.kind is Kind.SEVERAL else slice(None)
        made[self.at[of_question]] = self.code[of_question]
        made[made == LEFT_OUT] = UNANSWERED
        return made


def _add_several(sheet: _Sheet, asked: _Asked, content: Instrument) -> None:
    basis = asked.codes()
    for code, words in _choice_labels(asked.column, content).items():
        ticked = basis.copy()
        ticked[asked.at[asked.code == code]] = 1
        name = f"{asked.column.question.name}_{asked.column.choices[code - 1].name}"
        sheet.add(name, f"{words}: {asked.label}", ticked, values={0: "Not ticked", 1: "Ticked", **OF_ANSWERS})


def _add_number(sheet: _Sheet, asked: _Asked, texts: Sequence[tuple[int, str]]) -> None:
    """Where somebody answered with a number that is a code, the codes are made longer."""
    numbers = {float(text) for _, text in texts}
    shift = 0
    while numbers & {float(code - shift) for code in OF_ANSWERS}:
        shift = 10 * shift + 90
    codes = asked.codes()
    column = np.where(codes == UNANSWERED, float(UNANSWERED - shift), float(NOT_ASKED - shift))
    for at, text in texts:
        column[at] = float(text)
    values = {code - shift: words for code, words in OF_ANSWERS.items()}
    sheet.add(asked.column.question.name, asked.label, column, "scale", values)


def _text_column(length: int, texts: Sequence[tuple[int, str]]) -> pd.Series:
    made = [""] * length
    for at, text in texts:
        made[at] = cut(text, LONGEST_TEXT)
    return _plain(made)


def _plain(texts: Sequence[str]) -> pd.Series:
    """As plain objects, which pyreadstat reads in half the time of pandas' own texts."""
    return pd.Series(texts, dtype=object)


def _choice_labels(column: Column, content: Instrument) -> dict[int, str]:
    language = content.languages[0]
    return {
        code: text_in(choice.labels, language, language) or choice.name for code, choice in enumerate(column.choices, 1)
    }


def _narrow(group: RoundGroup, ids: IntArray) -> dict[int, tuple[IntArray, IntArray]]:
    """By question, at which respondents it was answered, and with which codes."""
    sent = BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(SQL(_ANSWERS).format(Literal(group.pk)), sent)
    rows = np.frombuffer(sent.getbuffer()[_HEADER:-_TRAILER], _SENT)
    order = np.argsort(question := rows["question"].astype(np.int64), kind="stable")
    at = np.searchsorted(ids, rows["respondent"].astype(np.int64))[order]
    code = rows["code"].astype(np.int64)[order]
    names, starts = np.unique(question[order], return_index=True)
    pieces = zip(np.split(at, starts[1:]), np.split(code, starts[1:]), strict=True)
    return dict(zip(names.tolist(), pieces, strict=False))


def _texts(group: RoundGroup, ids: IntArray) -> dict[int, list[tuple[int, str]]]:
    """By question, what was typed, and at which respondent."""
    found: dict[int, list[tuple[int, str]]] = {}
    at = dict(zip(ids.tolist(), range(len(ids)), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, [group.pk])
        for question, respondent, text in cursor:
            found.setdefault(question, []).append((at[respondent], text))
    return found


# --- Beside the answers -----------------------------------------------------------------------


def _add_attributes(sheet: _Sheet, group: RoundGroup, attributes: Sequence[str], cohorts: IntArray) -> None:
    for name in attributes:
        of_cohort = dict(CohortValue.objects.filter(cohort__group=group, attribute=name).values_list("cohort", "value"))
        known = sorted({value for value in of_cohort.values() if value})
        codes = {"": NOT_KNOWN, **{value: code for code, value in enumerate(known, 1)}}
        column = [codes[of_cohort.get(cohort, "")] for cohort in cohorts.tolist()]
        values = {code: cuts.value_label(value) for value, code in codes.items()}
        sheet.add(f"attribute_{name}", cuts.attribute_label(name), column, values=values)


def _add_person(sheet: _Sheet, group: RoundGroup) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE.format(moment=MOMENT, group=Literal(group.pk)))
        rows = cursor.fetchall()
    for at, (name, label) in enumerate(_OF_A_PERSON.items()):
        sheet.add(name, label, _plain([row[at] for row in rows]))
