"""Passages to quote: whether one is what was written, and how its author is described.

A passage is the answer's own words. Left out is “[…]”; what would tell who speaks (`telling`) is one of `MARKS`.
"""

import re
from collections.abc import Callable, Iterable, Mapping

LEFT_OUT = "[…]"
MARKS = ("[area]", "[name]", "[contact]", "[organisation]", "[role]", "[date]", "[amount]", "[word]")
MARK = re.compile("|".join(map(re.escape, (LEFT_OUT, *MARKS))))
LONGEST = 2_000
LEAST_CELL = 5  # people alike, for them to be told apart from the others

_COPY = "Copy the answer’s words, and mark what you leave out as […]"
_LETTER = re.compile(r"[^\W_]")


# --- The answer's own words ---------------------------------------------------------------


def tidied(passage: str) -> str:
    """On one line, and three full stops in brackets as the one mark."""
    return " ".join(re.sub(r"\[\s*(?:\.\s*){3}\]", LEFT_OUT, passage).split())


def not_verbatim(passage: str, answer: str) -> str:
    """Why a tidied passage is not the answer's own words, "" where it is.

    Its pieces between marks stand in the answer, whole words, in that order, and each mark stands for some word.
    """
    text = " ".join(answer.split())
    pieces = [piece.strip() for piece in MARK.split(passage)]
    if not any(map(_LETTER.search, pieces)):
        return "Copy some of the answer’s own words"
    at, since_mark = 0, True
    for place, piece in enumerate(pieces):
        if place:
            since_mark = False
        if not piece:
            continue
        found = _find(piece, text, at, needs_gap=not since_mark)
        if found < 0:
            return f"“{_shortened(piece)}” is not in the answer in these words. {_COPY}"
        at, since_mark = found + len(piece), True
    if not since_mark and not _LETTER.search(text[at:]):
        return f"The last mark stands for nothing: the answer ends there. {_COPY}"
    return ""


def _find(piece: str, text: str, start: int, *, needs_gap: bool) -> int:
    """Where it first stands as whole words, with some word before it since `start` where a mark stands for one."""
    at = text.find(piece, start)
    while at >= 0:
        whole = not (_joins(text, at) or _joins(text, at + len(piece)))
        if whole and (not needs_gap or _LETTER.search(text[start:at])):
            return at
        at = text.find(piece, at + 1)
    return -1


def _joins(text: str, at: int) -> bool:
    """Whether a cut here goes through a word."""
    return 0 < at < len(text) and bool(_LETTER.match(text[at - 1])) and bool(_LETTER.match(text[at]))


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"


# --- Who said it --------------------------------------------------------------------------

ATTRIBUTES = ("type", "rurality")
ANYBODY = "A respondent"


def attribution(
    own: Mapping[str, str],
    others: Iterable[tuple[Mapping[str, str], int]],
    label: Callable[[str], str],
    role: str,
) -> str:
    """As exact as five people alike allow: role, type of authority and rurality, then less, then the role alone.

    `others`: everybody who answered, the author among them, by attributes with how many they are. `role`: what all of
    them are, where the attributes do not say it.
    """
    rows = [({"role": role, **{key: value for key, value in one.items() if value}}, people) for one, people in others]
    mine = {"role": role, **{key: value for key, value in own.items() if value}}
    for keys in (("role", "type", "rurality"), ("role", "type"), ("role", "rurality"), ("role",)):
        if not all(mine.get(key) for key in keys):
            continue
        alike = sum(people for one, people in rows if all(one.get(key) == mine[key] for key in keys))
        if alike >= LEAST_CELL:
            first, *rest = (label(mine[key]) for key in keys)
            return ", ".join([first[:1].upper() + first[1:], *map(_in_a_row, rest)])
    return ANYBODY


def _in_a_row(words: str) -> str:
    return words if words.startswith("London") else words[:1].lower() + words[1:]
