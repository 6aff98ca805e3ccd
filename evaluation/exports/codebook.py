"""The codebook: every column of the files, then every question with its wording in each round."""

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields

from evaluation.analysis.questions import Measured

from .columns import COLUMNS, Meaning
from .tables import GroupOf, Tables

# What stands for a number in SPSS where there is none. In the other formats the cell is empty, or a shorthand.
WITHHELD, WITHHELD_TOO, NO_BASE = -9, -8, -7
MISSING: dict[int | float, str] = {
    WITHHELD: "Withheld: too few people stand behind it (c)",
    WITHHELD_TOO: "Withheld so that another figure cannot be worked out (c2)",
    NO_BASE: "Nobody to be a share of",
}


@dataclass(frozen=True)
class Variable:
    """`part`: the file a column is of, `question`, or `about`. `comparable`: yes or no, where there are two rounds."""

    part: str
    variable: str
    label: str
    type: str = ""
    values: str = ""
    missing_codes: str = ""
    group: str = ""
    round: str = ""
    question_text: str = ""
    comparable: str = ""
    why_not_comparable: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return astuple(self)


HEADINGS = tuple(field.name for field in fields(Variable))


def codebook(tables: Tables) -> Iterator[Variable]:
    yield from _about(tables)
    for name, columns, _ in tables.files():
        for column in columns:
            yield _column(f"{name}.csv", column, COLUMNS[column])
    for group in tables.groups:
        for round_ in tables.rounds:
            for question in group.questions.get(round_.name, {}).values():
                yield _question(group, round_.name, question, has_two=len(tables.rounds) > 1)


def _about(tables: Tables) -> Iterator[Variable]:
    said: Mapping[str, str] = {
        "title": tables.title,
        "rounds": tables.of_when,
        "who_may_see": tables.who_may_see,
        "protection": tables.protection,
        **{f"limitation_{number}": text for number, text in enumerate(tables.limitations, 1)},
    }
    for name, text in said.items():
        yield Variable("about", name, text)


def _column(part: str, name: str, meaning: Meaning) -> Variable:
    values = dict(meaning.values)
    if meaning.nothing:
        values["(empty)"] = meaning.nothing
    missing = ""
    if meaning.type.is_number:
        missing = "empty: withheld where suppressed is c or c2, else there is none"
        if part == "levels.csv":
            codes = "; ".join(f"{code} {what}" for code, what in MISSING.items())
            missing = f"{missing}. In SPSS: {codes}"
    return Variable(part, name, meaning.heading, meaning.type.value, _listed(values), missing)


def _question(group: GroupOf, round_: str, question: Measured, *, has_two: bool) -> Variable:
    reasons = group.reasons.get(question.name, ())
    return Variable(
        part="question",
        variable=question.name,
        label=" ".join(filter(None, (question.measure, question.service))) or question.name,
        type="several answers" if question.several else "one answer",
        values=_listed({answer.name: _with_value(answer.label, answer.value) for answer in question.answers}),
        group=group.slug,
        round=round_,
        question_text=question.text,
        comparable=("no" if reasons else "yes") if has_two else "",
        why_not_comparable="; ".join(reasons),
    )


def _with_value(label: str, value: int | None) -> str:
    return f"{label} (no view)" if value is None else f"{label} ({value:+d})"


def _listed(values: Mapping[str, str]) -> str:
    return "; ".join(f"{value} = {label}" for value, label in values.items())
