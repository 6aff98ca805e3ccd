"""A file of answers, checked against its questionnaire while it is read. Knows no database.

Read in pieces, and column by column within a piece: most cells repeat what an earlier row said, so what was found out
about a text once is looked up after that. Files that KoboToolbox and ODK export load as they are.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from commissioning.reporting.workbooks import BrokenFile

from .guarding import unguarded
from .instruments.answers import BadAnswer, read, read_cell
from .instruments.definition import Instrument, Kind, Question
from .instruments.expressions import parse
from .instruments.routing import Router

Answer = str | tuple[str, ...]

PIECE, LARGEST_PIECE = 2_000, 8_000_000  # rows, characters
LONGEST_ROW = 4_000_000
MOST_PROBLEMS = 50
MOST_COLUMNS = 5_000
MOST_KNOWN, LONGEST_KNOWN = 20_000, 100  # texts remembered of a column, and their characters
LONGEST_CELL = 100_000
LONGEST_VALUE = 200
UNCLOSED = "Is a quotation mark not closed?"

RESPONDENT, AUTHORITY, ROLE, SUBMITTED = "_respondent", "_authority", "_role", "_submitted_at"
OF_A_PERSON = (RESPONDENT, AUTHORITY, SUBMITTED)
PARTIAL = "_partial"  # in our own files: the person did not send what they had answered
SUBMITTED_ELSEWHERE = ("_submission_time", "SubmissionDate")
# What KoboToolbox, ODK Central and we ourselves put beside the answers: about the collection, not the respondent.
_BESIDE = """
    start end today deviceid device_id username phonenumber simserial subscriberid audit _id _uuid _index _parent_index
    _parent_table_name _submission__id _submission__uuid _submission__submission_time _validation_status _notes _status
    _submitted_by __version__ _tags _attachments _geolocation _xform_id_string formhub/uuid meta/instanceID
    meta/instanceName meta/rootUuid meta-instanceID meta-instanceName instanceID instanceName KEY SubmitterID
    SubmitterName AttachmentsPresent AttachmentsExpected Status ReviewState DeviceID Edits FormVersion PARENT_KEY
"""
BESIDE = frozenset([PARTIAL, *_BESIDE.split()])


@dataclass(frozen=True)
class Line:
    """One respondent. `answers` only to what they were asked; `attributes` without the underscore."""

    number: int
    asked: Sequence[str]
    answers: Mapping[str, Answer]
    attributes: Mapping[str, str]
    respondent: str = ""
    authority: str = ""
    submitted_at: datetime | None = None


@dataclass
class Reading:
    """What is being read, and what was found on the way. `dropped`: answers to what was not asked."""

    ignore_unknown: bool = False
    drop_irrelevant: bool = False
    today: date = field(default_factory=date.today)
    ignored: list[str] = field(default_factory=list)
    dropped: int = 0
    problems: list[str] = field(default_factory=list)

    def problem(self, row: int, column: str, what: str) -> None:
        self.problems.append(f"Row {row}, column “{column}”: {what}")
        if len(self.problems) >= MOST_PROBLEMS:
            raise BrokenFile(*self.problems, f"Only the first {MOST_PROBLEMS} problems are listed.")


@dataclass(frozen=True)
class Columns:
    """Which column holds what. `split`: columns of 0 and 1 by question and choice."""

    questions: Mapping[str, int]
    split: Mapping[str, Mapping[str, int]]
    attributes: Mapping[str, int]
    about: Mapping[str, int]
    width: int
    names: Sequence[str]


def lines(path: Path, router: Router, reading: Reading) -> Iterator[Line]:
    """Every respondent in the file. Raises BrokenFile, at the end of the piece that something is wrong with."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from _lines(file, router, reading)


def latest_submission(path: Path) -> date | None:
    """The day of the last answer; None where no column says. Cells that are no dates are left for `lines` to refuse."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = _rows(file)
        header = next(rows, (0, []))[1]
        at = next((header.index(name) for name in (SUBMITTED, *SUBMITTED_ELSEWHERE) if name in header), None)
        if at is None:
            return None
        found = (_moment(row[at]) for _, row in rows if at < len(row) and row[at].strip())
        return max((moment.date() for moment in found if moment), default=None)


def _lines(file: TextIO, router: Router, reading: Reading) -> Iterator[Line]:
    rows = _rows(file)
    header = next(rows, (0, []))[1]
    columns = _columns(header, router.instrument, reading)
    cells = _Cells(router, columns, reading)
    piece: list[tuple[int, list[str]]] = []
    size = 0
    for number, row in rows:
        piece.append((number, row))
        size += sum(map(len, row))
        if len(piece) == PIECE or size > LARGEST_PIECE:
            yield from cells.lines(piece)
            piece, size = [], 0
    yield from cells.lines(piece)


def _rows(file: TextIO) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, with their numbers as a spreadsheet counts them; the first is the header."""
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW + 1))  # the whole process’s: only ever raised
    number, header = 0, []
    try:
        delimiter = max(",;\t", key=file.readline(1_000_000).count)
        file.seek(0)
        text = _Bounded(file)
        for number, row in enumerate(csv.reader(text, delimiter=delimiter, strict=True), 1):
            if text.size > LONGEST_CELL:
                _check_cells(number, row, header)
            text.begin_row()
            if any(row):
                header = header or row
                yield number, row
    except UnicodeDecodeError:
        raise BrokenFile(f"Somewhere after row {number} the file is not UTF-8. Save it as “CSV UTF-8”.") from None
    except csv.Error as error:
        raise BrokenFile(f"Row {number + 1} cannot be read as CSV: {error}.") from None
    except _TooLong:
        _check_cells(number + 1, next(csv.reader(text.row, delimiter=delimiter)), header)
        raise BrokenFile(f"Row {number + 1} is longer than {LONGEST_ROW:,} characters. {UNCLOSED}") from None


def _check_cells(number: int, row: Sequence[str], header: Sequence[str]) -> None:
    """Says in which column a cell is too long, the last one of a row that was read in part included."""
    for at, cell in enumerate(row):
        if len(cell) > LONGEST_CELL:
            column = f"column “{header[at].strip()[:80]}”" if at < len(header) else f"cell {at + 1}"
            raise BrokenFile(f"Row {number}, {column}: the text is longer than {LONGEST_CELL:,} characters. {UNCLOSED}")


class _TooLong(Exception):
    pass


class _Bounded:
    """The lines of a file, none of them and no row of several longer than a row may be.

    `row`: those of the row that is being read, and `size` their characters.
    """

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.begin_row()

    def begin_row(self) -> None:
        self.row: list[str] = []
        self.size = 0

    def __iter__(self) -> "_Bounded":
        return self

    def __next__(self) -> str:
        line = self.file.readline(LONGEST_ROW + 1 - self.size)
        self.size += len(line)
        self.row.append(line)
        if self.size > LONGEST_ROW:
            raise _TooLong
        if not line:
            raise StopIteration
        return line


# --- The header ---------------------------------------------------------------------------


def _columns(header: Sequence[str], instrument: Instrument, reading: Reading) -> Columns:
    names = [name.strip() for name in header]
    if not any(names):
        raise BrokenFile("The file is empty. Its first row names the columns.")
    if len(names) > MOST_COLUMNS:
        raise BrokenFile(f"The file has {len(names):,} columns; the most is {MOST_COLUMNS:,}.")
    twice = sorted({name for name in names if names.count(name) > 1 and name})
    problems = [f"Column “{name}” is there more than once." for name in twice]
    known = _known_names(instrument)
    questions: dict[str, int] = {}
    split: dict[str, dict[str, int]] = {}
    attributes: dict[str, int] = {}
    about: dict[str, int] = {}
    for at, name in enumerate(names):
        target = known.get(name)
        if name in SUBMITTED_ELSEWHERE and SUBMITTED not in names:
            about[SUBMITTED] = at
        elif name in BESIDE or name in SUBMITTED_ELSEWHERE or not name:
            reading.ignored += [name] if name else []
        elif name in OF_A_PERSON:
            about[name] = at
        elif isinstance(target, tuple):
            split.setdefault(target[0], {})[target[1]] = at
        elif target is not None:
            if target in questions:
                problems.append(f"Column “{name}” is the question “{target}”, which another column is already.")
            questions[target] = at
        elif name in known:  # a note, a calculation, a group: nothing anybody answered
            reading.ignored.append(name)
        elif name.startswith("_") and len(name) > 1:
            attributes[name[1:]] = at
        elif reading.ignore_unknown:
            reading.ignored.append(name)
        else:
            problems.append(f"Column “{name[:80]}” is no question of this questionnaire. Correct it, or ignore it.")
    if problems:
        raise BrokenFile(*problems[:MOST_PROBLEMS])
    return Columns(questions, split, attributes, about, len(names), names)


def _known_names(instrument: Instrument) -> dict[str, str | tuple[str, str] | None]:
    """Every way a column may be headed → the question, or question and choice, or None for what holds no answer."""
    known: dict[str, str | tuple[str, str] | None] = {}
    for question in instrument.questions.values():
        path = (*question.path, question.name)
        headings = {question.name, "/".join(path), "-".join(path)}
        known |= dict.fromkeys(headings, question.name if question.is_answered else None)
        if question.kind is Kind.SEVERAL:
            for choice in instrument.choices_of(question):
                known |= {f"{heading}/{choice.name}": (question.name, choice.name) for heading in headings}
    for path in instrument.groups:
        known.setdefault("/".join(path), None)
    return known


# --- The cells ----------------------------------------------------------------------------


class _Cells:
    """Reads pieces of rows. Remembers what each text in a column means, and who is asked what."""

    def __init__(self, router: Router, columns: Columns, reading: Reading) -> None:
        self.router, self.columns, self.reading = router, columns, reading
        self.known: dict[str, dict[str, Answer]] = {name: {"": ""} for name in columns.questions}
        self.routes: dict[tuple[Answer, ...], tuple[tuple[str, ...], frozenset[str]]] = {}
        self.allowed: dict[tuple[Answer, ...], bool] = {}
        mentioned = {name for conditions in router.conditions.values() for one in conditions for name in one.names}
        mentioned |= {name for one in router.calculations.values() for name in one.names}
        given = (*columns.questions, *(name for name in columns.split if name not in columns.questions))
        self.deciding = tuple(name for name in given if name in mentioned)
        self.constrained = {name: self._rests_on(name) for name in given if self._question(name).constraint}
        self.given = given

    def _question(self, name: str) -> Question:
        return self.router.instrument.questions[name]

    def _rests_on(self, name: str) -> tuple[str, ...]:
        """The other questions a constraint mentions, and what decides whether these are asked."""
        others = {mention.name for mention in self.router.sources(parse(self._question(name).constraint))} - {name}
        return (*sorted(others), *self.deciding) if others else ()

    def lines(self, piece: Sequence[tuple[int, list[str]]]) -> list[Line]:
        for number, row in piece:
            self._check_width(number, row)
        answers = {name: self._column(name, piece) for name in self.given}
        attributes = self._attributes(piece)
        found = [
            self._line(
                number, {name: column[at] for name, column in answers.items() if column[at]}, attributes[at], row
            )
            for at, (number, row) in enumerate(piece)
        ]
        if self.reading.problems:
            raise BrokenFile(*self.reading.problems)
        return found

    def _check_width(self, number: int, row: list[str]) -> None:
        if len(row) > self.columns.width and any(row[self.columns.width :]):
            self.reading.problem(number, self.columns.names[-1], "there are cells beyond the last column.")
        row += [""] * (self.columns.width - len(row))

    def _column(self, name: str, piece: Sequence[tuple[int, list[str]]]) -> Sequence[Answer]:
        at, split = self.columns.questions.get(name), self.columns.split.get(name)
        if at is None:
            return [self._ticked(name, number, row, split or {}) for number, row in piece]
        known = self.known[name]
        found = [known.get(row[at]) for _, row in piece]
        for place, (number, row) in enumerate(piece):
            if found[place] is None:
                found[place] = self._learn(name, number, row[at])
        if split:
            self._compare(name, found, piece, split)
        return found

    def _learn(self, name: str, number: int, cell: str) -> Answer:
        known = self.known[name]
        if cell in known:
            return known[cell]
        answer = self._read(name, number, cell)
        if len(known) > MOST_KNOWN:
            known.clear()
        if len(cell) <= LONGEST_KNOWN:
            known[cell] = answer
        return answer

    def _read(self, name: str, number: int, cell: str) -> Answer:
        question = self.router.instrument.questions[name]
        try:
            return read_cell(self.router.instrument, question, unguarded(cell))
        except BadAnswer as problem:
            self.reading.problem(number, name, f"“{cell[:40]}” cannot be taken in. {problem}{self._choices(question)}")
            return ""

    def _choices(self, question: Question) -> str:
        names = [choice.name for choice in self.router.instrument.choices_of(question)]
        return f". The choices are {', '.join(names[:12])}{' …' if len(names) > 12 else ''}." if names else "."

    def _ticked(self, name: str, number: int, row: Sequence[str], split: Mapping[str, int]) -> Answer:
        ticked = []
        for choice, at in split.items():
            cell = row[at].strip().lower()
            if cell in ("1", "true", "1.0"):
                ticked.append(choice)
            elif cell not in ("", "0", "false", "0.0"):
                self.reading.problem(number, f"{name}/{choice}", f"“{cell[:40]}” is neither 1 nor 0.")
        return read(self.router.instrument, self.router.instrument.questions[name], ticked)

    def _compare(
        self, name: str, found: Sequence[Answer], piece: Sequence[tuple[int, list[str]]], split: Mapping[str, int]
    ) -> None:
        for answer, (number, row) in zip(found, piece, strict=True):
            filled = {choice: at for choice, at in split.items() if row[at].strip()}
            ticked = set(self._ticked(name, number, row, filled))
            if filled and ticked != set(answer) & set(filled):
                self.reading.problem(number, name, "the columns of its choices say something else.")

    def _attributes(self, piece: Sequence[tuple[int, list[str]]]) -> list[dict[str, str]]:
        found = []
        for number, row in piece:
            values = {name: " ".join(unguarded(row[at]).split()) for name, at in self.columns.attributes.items()}
            for name, value in values.items():
                if len(value) > LONGEST_VALUE or "\0" in value:
                    self.reading.problem(number, f"_{name}", f"write no more than {LONGEST_VALUE} plain characters.")
            found.append(values)
        return found

    def _line(self, number: int, answers: dict[str, Answer], attributes: dict[str, str], row: Sequence[str]) -> Line:
        asked, as_set = self._asked(answers)
        irrelevant = answers.keys() - as_set
        if irrelevant and self.reading.drop_irrelevant:
            self.reading.dropped += len(irrelevant)
            answers = {name: answer for name, answer in answers.items() if name not in irrelevant}
        elif irrelevant:
            for name in sorted(irrelevant):
                self.reading.problem(
                    number, name, "this respondent was not asked it. Empty the cell, or drop such answers."
                )
        self._check_constraints(number, answers)
        about = {name: unguarded(row[at]).strip() for name, at in self.columns.about.items()}
        return Line(
            number,
            asked,
            answers,
            attributes,
            about.get(RESPONDENT, ""),
            about.get(AUTHORITY, ""),
            self._submitted(number, about.get(SUBMITTED, "")),
        )

    def _asked(self, answers: Mapping[str, Answer]) -> tuple[tuple[str, ...], frozenset[str]]:
        route = tuple(answers.get(name, "") for name in self.deciding)
        if route not in self.routes:
            if len(self.routes) > MOST_KNOWN:
                self.routes.clear()
            given = dict(zip(self.deciding, route, strict=True))
            asked = self.router.asked(given, today=self.reading.today)
            self.routes[route] = asked, frozenset(asked)
        return self.routes[route]

    def _check_constraints(self, number: int, answers: Mapping[str, Answer]) -> None:
        for name, others in self.constrained.items():
            if (answer := answers.get(name)) and not self._is_allowed(name, answer, others, answers):
                self.reading.problem(number, name, "the questionnaire does not allow this answer.")

    def _is_allowed(self, name: str, answer: Answer, others: Sequence[str], answers: Mapping[str, Answer]) -> bool:
        """What the same answers came to before is remembered: to walk the whole questionnaire takes long."""
        key = name, answer, *(answers.get(other, "") for other in others)
        if key in self.allowed:
            return self.allowed[key]
        course = self.router.course(answers, today=self.reading.today)
        allowed = not self.router.breaks_constraint(self._question(name), answer, course)
        if len(self.allowed) > MOST_KNOWN:
            self.allowed.clear()
        if all(len(part) <= LONGEST_KNOWN for part in key):
            self.allowed[key] = allowed
        return allowed

    def _submitted(self, number: int, cell: str) -> datetime | None:
        moment = _moment(cell) if cell else None
        if cell and moment is None:
            self.reading.problem(
                number, SUBMITTED, f"“{cell[:40]}” is no day and time. Write 2026-01-31 or 2026-01-31T09:30."
            )
        return moment


def _moment(cell: str) -> datetime | None:
    """A naive one is London's."""
    try:
        return datetime.fromisoformat(cell.strip())
    except ValueError:
        return None
