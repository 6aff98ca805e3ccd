"""Words for numbers and lists, and people's texts made fit to print. Pure."""

import re
from collections.abc import Sequence
from datetime import date

# Of control characters only tab and newline have a place in a text; the rest, lone surrogates and whatever
# reverses the order of what follows would upset a page.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(value: int) -> str:
    """Up to nine as a word."""
    return _NUMBERS[value] if value < len(_NUMBERS) else str(value)


def count(value: int, noun: str) -> str:
    """With its noun, small numbers in words: "one standard", "12 standards"."""
    return f"{number(value)} {plural(value, noun)}"


def plural(value: int, noun: str) -> str:
    return noun if value == 1 else f"{noun}s"


def are(value: int) -> str:
    return "is" if value == 1 else "are"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """To go on in the middle of a sentence."""
    return text[:1].lower() + text[1:]


def quoted(text: str) -> str:
    return f"“{text}”"


def listed(things: Sequence[str], most: int = 3) -> str:
    """ "A", "A and B", "A, B and C"; of more than `most` the first ones "and two more"."""
    shown = list(things) if len(things) <= most else [*things[:most], f"{number(len(things) - most)} more"]
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1] if shown else "") if part)


def titles(things: Sequence[str], most: int = 3) -> str:
    return listed([*map(quoted, things[:most]), *things[most:]], most)


def on_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def paragraphs(text: str) -> tuple[str, ...]:
    """The text by paragraph, line breaks within one kept; without what cannot be printed."""
    clean = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return tuple(part.strip() for part in re.split(r"\n\s*\n", clean) if part.strip())


def one_line(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub("", text.replace("\r", "\n")).split())
