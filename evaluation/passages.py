"""Passages to quote: whether one is what was written, whether it tells who wrote it, and how its author is described.

A passage is the answer's own words. Left out is “[…]”; what would tell who speaks is one of `MARKS`. What the check
finds is one of three kinds: what has to be masked; what has to be masked unless somebody says why it may stand, for
words such as “Reading” that are a place only sometimes; and what may tell somebody something and is to be looked at.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from unicodedata import category, combining, name, normalize

from .place_names import ORDINARY_WORDS, PLACES_LIKE_WORDS

LEFT_OUT = "[…]"
MARKS = ("[area]", "[name]", "[contact]", "[organisation]", "[role]", "[date]", "[amount]", "[word]")
LONGEST = 2_000
LEAST_CELL = 5  # people alike, for them to be told apart from the others

_COPY = "Copy the answer’s words, and mark what you leave out as […]"
_MARK = re.compile("|".join(map(re.escape, (LEFT_OUT, *MARKS))))
_WORD = re.compile(r"[^\W_]+|&")
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
    pieces = [piece.strip() for piece in _MARK.split(passage)]
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


# --- What tells who speaks ----------------------------------------------------------------


class Weight(StrEnum):
    MASK = "mask"
    REASON = "reason"
    LOOK = "look"


@dataclass(frozen=True)
class Finding:
    """`mask`: what can stand in its place."""

    words: str
    start: int
    end: int
    why: str
    weight: Weight
    mask: str = LEFT_OUT


@dataclass(frozen=True)
class Known:
    """Names nobody may read in a quotation: people's as they are written, places', and regions', which are said of
    parts of an area too.
    """

    people: Sequence[str] = ()
    places: Sequence[str] = ()
    regions: Sequence[str] = ()


@dataclass(frozen=True)
class _Name:
    tokens: tuple[str, ...]
    why: str
    weight: Weight
    mask: str
    needs_capital: bool = False


@dataclass(frozen=True)
class _Token:
    folded: str
    start: int
    end: int
    is_capital: bool
    begins_sentence: bool


@dataclass
class _Text:
    """A passage with its words as they are compared: small, without accents and what cannot be seen."""

    passage: str
    marked: list[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.marked = [match.span() for match in _MARK.finditer(self.passage)]

    @cached_property
    def tokens(self) -> list[_Token]:
        folded, places = _folded(self.passage)
        found: list[_Token] = []
        for match in _WORD.finditer(folded):
            start, end = places[match.start()], places[match.end() - 1] + 1
            if not self.is_marked(start, end):
                before = self.passage[:start].rstrip(" “\"'‘(")
                begins = not before or before[-1] in ".!?:]…"
                found.append(_Token(_plain(match[0]), start, end, self.passage[start].isupper(), begins))
        return found

    def is_marked(self, start: int, end: int) -> bool:
        return any(start < stop and begin < end for begin, stop in self.marked)


def findings(passage: str, known: Known) -> list[Finding]:
    """In the order of the text. Of what overlaps, what weighs most, then what is longest."""
    text = _Text(passage)
    found = [*_strange_letters(text), *_names(text, known), *_contacts(text), *_telling(text)]
    dates = [one for one in found if one.mask == "[date]"]
    found = [one for one in found if not (one.weight is Weight.REASON and _is_inside(one, dates))]  # in “12 May 2010”
    order = list(Weight)
    found.sort(key=lambda one: (order.index(one.weight), one.start - one.end, one.start))
    kept: list[Finding] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _is_inside(one: Finding, others: Iterable[Finding]) -> bool:
    return any(other.start <= one.start and one.end <= other.end for other in others)


def masked(passage: str, found: Iterable[Finding]) -> str:
    """What has to go, replaced by what stands for it."""
    for one in sorted(found, key=lambda one: -one.start):
        if one.weight is not Weight.LOOK:
            passage = passage[: one.start] + one.mask + passage[one.end :]
    return passage


def _folded(text: str) -> tuple[str, list[int]]:
    """Without accents and what cannot be seen, and for each character where it came from."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in normalize("NFKD", character):
            if not combining(part) and category(part) != "Cf":
                characters.append(part)
                places.append(place)
    return "".join(characters), places


def _plain(word: str) -> str:
    return "and" if word == "&" else word.casefold()


def words_of(text: str) -> tuple[str, ...]:
    """As they are compared."""
    return tuple(_plain(match[0]) for match in _WORD.finditer(_folded(text)[0]))


def _strange_letters(text: _Text) -> Iterator[Finding]:
    for token in text.tokens:
        if any(letter.isalpha() and not name(letter, "").startswith("LATIN") for letter in token.folded):
            why = "Letters of another alphabet can look like a name that is not found"
            yield _finding(text, token.start, token.end, why, Weight.MASK, "[word]")


# --- Names --------------------------------------------------------------------------------


def _names(text: _Text, known: Known) -> Iterator[Finding]:
    by_first: dict[str, list[_Name]] = {}
    for one in (*_places(known), *_people(known)):
        by_first.setdefault(one.tokens[0], []).append(one)
    tokens = text.tokens
    for at, token in enumerate(tokens):
        for one in by_first.get(token.folded, ()):
            here = tokens[at : at + len(one.tokens)]
            if tuple(each.folded for each in here) != one.tokens or (one.needs_capital and not token.is_capital):
                continue
            weight = one.weight
            if weight is Weight.REASON and one.mask == "[name]" and token.begins_sentence:
                weight = Weight.LOOK if one.tokens[0] in ORDINARY_WORDS else weight
            yield _finding(text, token.start, here[-1].end, one.why, weight, one.mask)


def _places(known: Known) -> Iterator[_Name]:
    for place in known.places:
        tokens = words_of(place)
        if tokens:
            doubtful = len(tokens) == 1 and tokens[0] in PLACES_LIKE_WORDS
            weight = Weight.REASON if doubtful else Weight.MASK
            yield _Name(tokens, "The name of a place", weight, "[area]", needs_capital=doubtful)
    for region in known.regions:
        yield _Name(words_of(region), "The name of a region", Weight.REASON, "[area]")


def _people(known: Known) -> Iterator[_Name]:
    """A whole name however it is written; each part of it where it is written as a name."""
    for person in known.people:
        tokens = words_of(person)
        if len(tokens) > 1:
            yield _Name(tokens, "The name of a person", Weight.MASK, "[name]")
        for part in tokens:
            if len(part) > 2:
                doubtful = part in ORDINARY_WORDS
                weight = Weight.REASON if doubtful or part != tokens[-1] else Weight.MASK
                yield _Name((part,), "Part of the name of a person", weight, "[name]", needs_capital=True)


# --- Contacts and telling facts -----------------------------------------------------------

_CONTACTS = (
    ("An email address", r"[^\s@]+@[^\s@]+\.[^\s@.,;:!?)]+"),
    ("An address on the web", r"(?i:https?://\S+|www\.\S+)"),
    ("A name on a social network", r"(?<!\w)@\w{2,}"),
    ("A telephone number", r"(?<![\w£])(?:\+|\(?0)(?:[\s().-]{0,2}\d){8,13}(?!\d)"),
    ("A postcode", r"(?i:\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2}\b)"),
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_ROLES = (
    "mayor|mayoress|leader of the council|chief executive|lead member|cabinet member|portfolio holder|"
    "director of children[’']?s services|dcs|assistant director|head of (?:service|commissioning)|"
    "police and crime commissioner|children[’']?s commissioner|chief constable|bishop|mp|section 151 officer"
)
_TELLING = (
    ("A role that few people hold", "[role]", rf"(?i:\b(?:our|the|my|a|new|former|acting)\s+(?:{_ROLES})\b)"),
    (
        "A date",
        "[date]",
        rf"(?i:\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTHS})\s+(?:\d{{1,2}},?\s+)?(?:19|20)\d\d\b)",
    ),
    ("A date", "[date]", rf"\b{_DAY}\s+(?:{_MONTHS})\b"),
    ("A date", "[date]", r"\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)?\d\d\b"),
    ("A year", "[date]", r"\b(?:19|20)\d\d(?:[/–-]\d{2,4})?\b"),
    ("A sum of money", "[amount]", r"£\s?\d[\d,.]*\s?(?i:(?:m|k|bn|million|billion|thousand)\b)?"),
    ("An exact number", "[amount]", r"(?<![\w£.,])\d{1,3}(?:,\d{3})+(?!\w)|(?<![\w£.,])\d{3,}(?![\w/])"),
    (
        "It says that few or no others are like this",
        LEFT_OUT,
        r"(?i:\b(?:the\s+)?(?:only|first|last|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|largest|"
        r"smallest|biggest|newest|oldest|lowest|highest|worst|best)\s+(?:\w+\s+)?(?:area|authority|council|county|"
        r"borough|city|unitary|region|pathfinder|pilot|in the country|in england|in the region)\b|\bunique(?:ly)?\b)",
    ),
    (
        "Something that is public of few areas",
        LEFT_OUT,
        r"(?i:\b(?:improvement notice|improvement board|special measures|section 114|judged inadequate|"
        r"rated inadequate|serious case review|government intervention|commissioner appointed|beacon status)\b)",
    ),
    (
        "The name of an organisation",
        "[organisation]",
        r"(?:\b[A-Z][\w’'&-]*\s+){1,5}(?:Council|Trust|School|Academy|College|Hospital|Partnership|Foundation|"
        r"Alliance|Consortium|Board|University|Charity|Centre|Ltd|Limited|CIC|LLP|plc)\b",
    ),
    (
        "A name, perhaps",
        "[organisation]",
        r"(?<![.!?:“]\s)(?<!^)\b[A-Z][a-z’'-]+(?:\s+(?:of\s+|and\s+|for\s+)?[A-Z][a-z’'-]+)+\b",
    ),
)
_COMMON = frozenset({"children", "local", "lead", "every", "child", "matters", "i"})


def _contacts(text: _Text) -> Iterator[Finding]:
    for why, pattern in _CONTACTS:
        yield from _matches(text, pattern, why, Weight.MASK, "[contact]")


def _telling(text: _Text) -> Iterator[Finding]:
    for why, mask, pattern in _TELLING:
        for found in _matches(text, pattern, why, Weight.LOOK, mask):
            if not set(words_of(found.words)) <= _COMMON:
                yield found


def _matches(text: _Text, pattern: str, why: str, weight: Weight, mask: str) -> Iterator[Finding]:
    for match in re.finditer(pattern, text.passage):
        if not text.is_marked(*match.span()):
            yield _finding(text, *match.span(), why, weight, mask)


def _finding(text: _Text, start: int, end: int, why: str, weight: Weight, mask: str) -> Finding:
    return Finding(text.passage[start:end], start, end, why, weight, mask)


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
