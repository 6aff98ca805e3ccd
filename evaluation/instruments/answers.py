"""One answer as it was typed or imported → the answer that is kept, or what to do about it in plain English.

Answers are kept as text: a choice's name, a number or a date (year-month-day) in one spelling each; several choices
as a tuple of names in the order of their list.
"""

import re
from collections.abc import Sequence
from datetime import date

from .definition import Instrument, Kind, Question, Texts, text_in
from .routing import Course, Router

Answer = str | tuple[str, ...]

LONGEST_TEXT = 10_000
_WHOLE = re.compile(r"-?[0-9]{1,15}|-?[0-9]{1,3}(?:,[0-9]{3}){1,4}")
_DECIMAL = re.compile(r"-?(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,10})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_NOT_STORED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class BadAnswer(ValueError):
    """What to do so that the answer can be kept."""


def checked(
    router: Router, question: Question, raw: str | Sequence[str], course: Course, *, language: str = ""
) -> Answer:
    """The answer to keep, "" or () for none; raises BadAnswer. `course`: what the other answers lead to."""
    instrument = router.instrument
    answer = read(instrument, question, raw)
    if not answer and router.is_required(question, course):
        raise BadAnswer(_message(instrument, question.required_messages, language) or _wanted(question))
    if router.breaks_constraint(question, answer, course):
        message = _message(instrument, question.constraint_messages, language)
        raise BadAnswer(message or "This answer is not one that the question allows. Change it")
    return answer


def read(instrument: Instrument, question: Question, raw: str | Sequence[str]) -> Answer:
    """The answer of the right kind, whatever the rest of the questionnaire says; raises BadAnswer."""
    if question.kind is Kind.SEVERAL:
        return _several(instrument, question, [raw] if isinstance(raw, str) else raw)
    if not isinstance(raw, str):
        if len(raw) > 1:
            raise BadAnswer("Give one answer only")
        raw = raw[0] if raw else ""
    if question.kind is Kind.TEXT:
        return _text(raw)
    if not (stripped := raw.strip()):
        return ""
    if question.kind is Kind.ONE:
        return _one(instrument, question, stripped)
    return {Kind.INTEGER: _integer, Kind.DECIMAL: _decimal, Kind.DATE: _date}[question.kind](stripped)


def read_cell(instrument: Instrument, question: Question, cell: str) -> Answer:
    """The same from one cell of a file: several choices stand there with spaces between them."""
    return read(instrument, question, cell.split() if question.kind is Kind.SEVERAL else cell)


def _one(instrument: Instrument, question: Question, raw: str) -> str:
    if raw not in {choice.name for choice in instrument.choices_of(question)}:
        raise BadAnswer("Select one of the answers listed")
    return raw


def _several(instrument: Instrument, question: Question, raw: Sequence[str]) -> tuple[str, ...]:
    chosen = [name for name in raw if name]
    order = {choice.name: place for place, choice in enumerate(instrument.choices_of(question))}
    if any(name not in order for name in chosen):
        raise BadAnswer("Select from the answers listed")
    if len(set(chosen)) < len(chosen):
        raise BadAnswer("Select each answer once only")
    return tuple(sorted(chosen, key=order.__getitem__))


def _text(raw: str) -> str:
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise BadAnswer(f"Enter {LONGEST_TEXT:,} characters or fewer; you have entered {len(text):,}")
    if _NOT_STORED.search(text):
        raise BadAnswer("Enter the text again: it holds a character that cannot be shown")
    return text


def _integer(raw: str) -> str:
    if not _WHOLE.fullmatch(raw):
        raise BadAnswer("Enter a whole number, such as 12")
    return str(int(raw.replace(",", "")))


def _decimal(raw: str) -> str:
    if not _DECIMAL.fullmatch(raw):
        raise BadAnswer("Enter a number, such as 12 or 2.5")
    whole, _, part = raw.replace(",", "").partition(".")
    sign = "-" if whole.startswith("-") and (whole.strip("-0") or part.strip("0")) else ""
    return f"{sign}{int(whole.lstrip('-'))}" + (f".{part.rstrip('0')}" if part.rstrip("0") else "")


def _date(raw: str) -> str:
    if _DATE.fullmatch(raw):
        try:
            found = date(*(int(part) for part in raw.split("-")))
        except ValueError:
            raise BadAnswer("Enter a real date") from None
        if 1900 <= found.year < 2200:
            return found.isoformat()
    raise BadAnswer("Enter a date with year, month and day, such as 2026-03-27")


def _wanted(question: Question) -> str:
    if question.kind is Kind.ONE:
        return "Select an answer"
    if question.kind is Kind.SEVERAL:
        return "Select one or more answers"
    return {Kind.TEXT: "Enter an answer", Kind.DATE: "Enter a date"}.get(question.kind, "Enter a number")


def _message(instrument: Instrument, messages: Texts, language: str) -> str:
    return text_in(messages, language, instrument.languages[0] if instrument.languages else "")
