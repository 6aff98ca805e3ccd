"""An editor's own words beside the figures of a section: figures filled in where they are named, and warnings where the
words cannot be true of them. Web pages load it.

In `[[training]]` stands the figure of that name, with its base; `[[training:count]]`, `[[training:words]]` and
`[[training:rank]]` put it as “39 of 50 commissioners”, “about three quarters” and “joint second”. What is filled in
cannot contradict the table.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..analysis.commentary import Contradiction, contradictions
from ..analysis.questions import ASKED
from ..analysis.words import LOW, Said, Unit, ranked, share_words

NAMED = re.compile(r"\[\[\s*([\w.-]{1,64})\s*(?::\s*(\w{1,10})\s*)?\]\]")
WAYS = {"": "figure", "count": "count", "words": "words", "rank": "rank"}


@dataclass(frozen=True)
class Known:
    """The figures of a section that its commentary may speak of, by basis and name. None that is withheld."""

    by_basis: Mapping[str, Mapping[str, Said]]

    @property
    def named(self) -> Mapping[str, Said]:
        return self.by_basis.get(ASKED, {})

    def as_data(self) -> dict[str, list[list]]:
        return {
            basis: [[name, one.label, one.count, one.base, one.unit.one, one.unit.many] for name, one in said.items()]
            for basis, said in self.by_basis.items()
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Iterable[Sequence]]) -> "Known":
        return cls(
            {
                basis: {name: Said(label, count, base, Unit(one, many)) for name, label, count, base, one, many in rows}
                for basis, rows in data.items()
            }
        )


NOTHING = Known({})


def filled(text: str, known: Known) -> tuple[str, list[str]]:
    """The words with their figures, and a sentence for each name that is none."""
    problems: list[str] = []

    def put(found: re.Match[str]) -> str:
        name, way = found[1], found[2] or ""
        said = _said(known, name, way)
        if said is None:
            problems.append(f"“{found[0]}” names no figure of this section that may be printed.")
        return said or found[0]

    return NAMED.sub(put, text), problems


def _said(known: Known, name: str, way: str) -> str | None:
    one = known.named.get(name)
    if one is None or way not in WAYS or not one.base:
        return None
    if way == "":
        return one.figure
    if way == "count":
        return one.of_whom
    if one.reliability == LOW:
        return None
    if way == "words":
        return share_words(one.count, one.base)
    return next(each.words for each in ranked(_firm(known.named.values())) if each.said == one)


def _firm(figures: Iterable[Said]) -> list[Said]:
    return [one for one in figures if one.reliability != LOW]


def paragraphs(text: str) -> list[str]:
    return [" ".join(piece.split()) for piece in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if piece.strip()]


def warnings(text: str, known: Known) -> list[Contradiction]:
    """What none of the bases allows: of those with a view another service may well lead."""
    said, _ = filled(text, known)
    every = [list(figures.values()) for figures in known.by_basis.values() if figures] or [[]]
    found = [contradictions(said, figures) for figures in every]
    doubted = set.intersection(*({one.extract for one in some} for some in found))
    return [one for one in found[0] if one.extract in doubted]
