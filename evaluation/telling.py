"""What in a passage tells who speaks: names of people and places, contacts, and facts that are true of few.

Each finding is one of three kinds: what has to be masked; what has to be masked unless somebody says why it may stand,
for words such as “Reading” that are a place only sometimes; and what may tell somebody something, to be looked at.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from unicodedata import category, combining, name, normalize

from .passages import LEFT_OUT, MARK
from .place_names import ORDINARY_WORDS, PLACES_LIKE_WORDS

_WORD = re.compile(r"[^\W_]+|&")


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
    parts of an area too. Of one area: its organisations and its people's jobs, which may be anybody's elsewhere.
    """

    people: Sequence[str] = ()
    places: Sequence[str] = ()
    regions: Sequence[str] = ()
    organisations: Sequence[str] = ()
    jobs: Sequence[str] = ()


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
        self.marked = [match.span() for match in MARK.finditer(self.passage)]

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
    for one in (*_places(known), *_local(known), *_people(known)):
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


def _local(known: Known) -> Iterator[_Name]:
    """One word alone, such as “council”, names no organisation and no job."""
    for words, why, mask in (
        (known.organisations, "The name of an organisation here", "[organisation]"),
        (known.jobs, "A job that somebody here has", "[role]"),
    ):
        for tokens in map(words_of, words):
            if len(tokens) > 1:
                yield _Name(tokens, why, Weight.REASON, mask)


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
