"""The levels table for SPSS: coded columns with labels, and a code of its own for each reason why a number is missing.

A value's label ends in the CSV's own value in square brackets, so that the two files can be joined.
"""

import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyreadstat

from evaluation.analysis.levels import COLUMNS as LEVEL_COLUMNS
from evaluation.analysis.levels import Level
from evaluation.analysis.words import measure_words
from evaluation.attributes import attribute_label, value_label
from evaluation.impact_table import service_label, service_labels

from .codebook import MISSING, NO_BASE, WITHHELD, WITHHELD_TOO
from .columns import COLUMNS, Type
from .tables import Tables

NUMBERS = ("count", "base", "percent")
TEXTS = ("label",)
CODED = tuple(name for name in LEVEL_COLUMNS if name not in (*NUMBERS, *TEXTS))
LONGEST_LABEL = 120  # bytes; SPSS drops the rest
LONGEST_FILE_LABEL = 64
Labels = dict[str, dict[int | float, str]]


def as_sav(tables: Tables) -> bytes:
    labels: Labels = {name: dict(MISSING) for name in NUMBERS}
    columns: dict[str, Any] = {}
    words = _words(tables)
    for name in LEVEL_COLUMNS:
        values = [getattr(row, name) for row in tables.levels]
        if name in CODED:
            columns[name], labels[name] = _coded(values, words[name])
        elif name in NUMBERS:
            columns[name] = [_number(value, row) for value, row in zip(values, tables.levels, strict=True)]
        else:
            columns[name] = values
    frame = pd.DataFrame(columns, columns=list(LEVEL_COLUMNS))
    return written(
        frame,
        file_label=tables.title,
        note=[tables.of_when, tables.protection, *tables.limitations],
        column_labels={name: COLUMNS[name].heading for name in LEVEL_COLUMNS},
        variable_value_labels=labels,
        missing_ranges={name: [{"lo": WITHHELD, "hi": NO_BASE}] for name in NUMBERS},
        variable_measure={name: "scale" if name in NUMBERS else "nominal" for name in LEVEL_COLUMNS},
        variable_format={name: "F8.1" if COLUMNS[name].type is Type.TENTHS else "F8.0" for name in (*NUMBERS, *CODED)},
    )


def written(frame: pd.DataFrame, *, file_label: str, note: list[str], **more: Any) -> bytes:
    """The frame as a .sav file. pyreadstat writes to a path only, and says of a full disk that it cannot write."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.sav"
        try:
            pyreadstat.write_sav(
                frame,
                path,
                file_label=cut(file_label, LONGEST_FILE_LABEL),
                note=[piece for line in note for piece in _pieces(line)],
                row_compress=True,
                **more,
            )
        except pyreadstat.ReadstatError as error:
            if "Unable to write" in str(error):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
            raise
        return path.read_bytes()


def _number(value: Any, row: Level) -> float:
    if value is not None:
        return float(value)
    return {"c": WITHHELD, "c2": WITHHELD_TOO}.get(row.suppressed, NO_BASE)


def _coded(values: list[str], words: Callable[[str], str]) -> tuple[list[int], dict[int | float, str]]:
    """Codes in the order in which values first appear; 0 where there is none."""
    codes = {"": 0}
    coded = [codes.setdefault(value, len(codes)) for value in values]
    return coded, {code: _label(value, words(value)) for value, code in codes.items()}


def _label(value: str, words: str) -> str:
    """The value stands whole: it is the words that are cut."""
    if not value or words == value:
        return cut(words, LONGEST_LABEL)
    end = f" [{value}]"
    return cut(words, max(LONGEST_LABEL - len(end.encode()), 0)) + cut(end, LONGEST_LABEL)


def _words(tables: Tables) -> Mapping[str, Callable[[str], str]]:
    """For each coded column what a value is called; for "", what nothing means."""
    texts: dict[str, str] = {}
    services: dict[str, str] = {}
    answers: dict[str, str] = {}
    for group in tables.groups:
        for questions in group.questions.values():
            services |= service_labels(questions)
            texts |= {question.name: question.text for question in questions.values()}
    for row in tables.levels:
        answers.setdefault(row.answer, row.label)
    titles = {group.slug: group.title for group in tables.groups}
    known: Mapping[str, Callable[[str], str]] = {
        "round": str,
        "group": lambda slug: titles.get(slug, slug),
        "measure": measure_words,
        "service": lambda service: service_label(service, services),
        "question": lambda name: texts.get(name, name),
        "breakdown": attribute_label,
        "breakdown_value": value_label,
        "answer": lambda name: answers.get(name, name),
    }
    return {name: _saying(name, known.get(name)) for name in CODED}


def _saying(name: str, words: Callable[[str], str] | None) -> Callable[[str], str]:
    meaning = COLUMNS[name]

    def say(value: str) -> str:
        if not value:
            return meaning.nothing or "None"
        return words(value) if words else meaning.values.get(value, value)

    return say


def cut(text: str, most: int) -> str:
    """No more bytes of UTF-8 than that, and whole characters."""
    if 4 * len(text) <= most or len(encoded := text.encode()) <= most:
        return text
    return f"{encoded[: most - 3].decode(errors='ignore')}…" if most >= 3 else ""


def _pieces(line: str) -> list[str]:
    """A line of a note holds 80 bytes; words are kept whole."""
    pieces, last = [], ""
    for word in line.split():
        longer = f"{last} {word}".strip()
        if len(longer.encode()) > 80 and last:
            pieces.append(last)
            last = cut(word, 80)
        else:
            last = cut(longer, 80)
    return [*pieces, last] if last else pieces
