"""Reads an editor's own sentences against the figures they stand beside, and says what cannot be true.

Warnings, not refusals: a machine reads figures, not meaning. It knows figures in digits, and what stands next to them.
Loaded by web pages.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .words import MAJORITY, MINORITY, SHARES, Said, may_say, ranked

NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
SHARE = rf"((?:{NUMBER})(?:\.\d+)?) ?(?:%|per ?cent\b)"
COUNT = rf"({NUMBER}) (?:out )?of (?:the )?({NUMBER})(?![\d.,]*\d)(?! ?(?:%|per ?cent))"
PERCENT = re.compile(rf"(?<![\d.,]){SHARE}(?: of (?:the )?({NUMBER})(?![\d.,]*\d)(?! ?(?:%|per ?cent)))?", re.I)
OF = re.compile(rf"(?<![\d.,]){COUNT}", re.I)
BESIDE = re.compile(rf"(?<![\d.,])(?:{COUNT}[^().;]{{0,60}}\({SHARE}|{SHARE} ?\({COUNT})", re.I)
BARE = re.compile(rf"\b[nN] ?= ?(?:{NUMBER})")
UNIT = re.compile(
    r"\s+(?!(?:and|or|but|in|at|to|with|by|for|who|that|which|is|are|was|were|had|have|has|said?|agreed?)\b)[^\W\d_]+",
    re.I,
)
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")

MOST = r"highest|largest|biggest|greatest|most (?:often|common|commonly|frequently|likely|cited)"
RANK = re.compile(
    rf"\b(?:(second|third|fourth|fifth)[ -](?:{MOST})|({MOST}|leading|main|top)"
    r"|(?<!at )(lowest|smallest|fewest|least))\b",
    re.I,
)
PLACES = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}

WORDS = {
    **{share.words: share.words for share in SHARES if share.words != "very few"},
    **{share.words.removeprefix("about "): share.words for share in SHARES if share.words.startswith("about ")},
    **dict.fromkeys(("more than half", "over half", "the majority", "a majority", "majority", "most of"), MAJORITY),
    **dict.fromkeys(("fewer than half", "less than half", "under half", "a minority"), MINORITY),
}
ANY_WORD = "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
OTHERWISE = r"(?:more|less|fewer) than|over|under|almost|nearly|at least|up to"  # "more than a third" is no third
IN_WORDS = re.compile(rf"(?<!\w)(?:({ANY_WORD})|(?:{OTHERWISE}) (?:{ANY_WORD}))(?!\w)", re.I)


@dataclass(frozen=True)
class Contradiction:
    """`extract`: the words in question; `why`: what is wrong with them, as a sentence."""

    extract: str
    why: str


Check = Callable[[str, Sequence[Said]], Iterator[Contradiction]]


def contradictions(text: str, figures: Sequence[Said]) -> list[Contradiction]:
    """What `text` says that none of the figures beside it allows, sentence by sentence."""
    checks: tuple[Check, ...] = (_percentages, _counts, _units, _ranks, _shares)
    sentences = [" ".join(sentence.split()) for sentence in SENTENCE.split(text)]
    return [found for sentence in sentences for check in checks for found in check(sentence, figures)]


def can_give(percentage: str, base: int) -> bool:
    """Whether so many people can make a percentage, as it is printed: 81 per cent of 53 is 43."""
    share = Fraction(percentage.replace(",", ""))
    half = Fraction(1, 2 * 10 ** len(percentage.partition(".")[2]))
    count = round(share * base / 100)
    return 0 <= count <= base and abs(Fraction(100 * count, base) - share) <= half if base else False


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _percentages(sentence: str, figures: Sequence[Said]) -> Iterator[Contradiction]:
    known = sorted({said.base for said in figures})
    for found in PERCENT.finditer(sentence):
        bases = [_number(found[2])] if found[2] else known
        if bases and not any(can_give(found[1], base) for base in bases):
            people = " or ".join(map(str, bases))
            yield Contradiction(found[0], f"No number of {people} is {found[1]} per cent.")


def _counts(sentence: str, figures: Sequence[Said]) -> Iterator[Contradiction]:
    for found in OF.finditer(sentence):
        if _number(found[1]) > _number(found[2]):
            yield Contradiction(found[0], "The count is larger than what it is a part of.")
    for found in BESIDE.finditer(sentence):
        count, base, share = (found[1], found[2], found[3]) if found[1] else (found[5], found[6], found[4])
        if not _agree(_number(count), _number(base), share):
            yield Contradiction(found[0], f"{count} of {base} is not {share} per cent.")


def _agree(count: int, base: int, percentage: str) -> bool:
    half = Fraction(1, 2 * 10 ** len(percentage.partition(".")[2]))
    return base > 0 and abs(Fraction(100 * count, base) - Fraction(percentage.replace(",", ""))) <= half


def _units(sentence: str, figures: Sequence[Said]) -> Iterator[Contradiction]:
    for found in OF.finditer(sentence):
        if not UNIT.match(sentence, found.end()):
            yield Contradiction(found[0], "Say what is counted: directors, champions, authorities.")
    for found in BARE.finditer(sentence):
        yield Contradiction(found[0], "Say what is counted, as in “15 of 47 directors”.")


def _ranks(sentence: str, figures: Sequence[Said]) -> Iterator[Contradiction]:
    """A sentence with one figure's label and one word of rank."""
    named = [said for said in figures if _names(said).search(sentence)]
    if len(named) != 1:
        return
    words = list(RANK.finditer(_names(named[0]).sub("", sentence)))
    if len(words) != 1 or not named[0].base:
        return
    order = ranked(figures)
    own = next(one for one in order if one.said == named[0])
    lower = sum(one.place > own.place for one in order)
    place, top, bottom = words[0].groups()
    if (place and own.place != PLACES[place.lower()]) or (top and own.place != 1) or (bottom and lower):
        yield Contradiction(words[0][0], f"“{own.said.label}” is {own.words} of {len(order)}: {own.said.of_whom}.")


def _names(said: Said) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(said.label)}(?!\w)", re.I)


def _shares(sentence: str, figures: Sequence[Said]) -> Iterator[Contradiction]:
    """A sentence with one share in words, and one figure it must be of."""
    told = [found for found in IN_WORDS.finditer(sentence) if found[1]]
    counts = [(_number(found[1]), _number(found[2])) for found in OF.finditer(sentence)]
    percentages = [(int(Fraction(found[1].replace(",", "")) * 100), 10_000) for found in PERCENT.finditer(sentence)]
    given = counts or percentages
    if len(told) != 1 or len(given) != 1 or not given[0][1]:
        return
    words = WORDS[told[0][1].lower()]
    if not may_say(words, *given[0]):
        yield Contradiction(told[0][0], f"{given[0][0]:,} of {given[0][1]:,} is not {words}.")
