"""What the area shows or cites for a standard, with its strength in words: apart from the level. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import words

NOT_SAID = "Strength not said"


@dataclass(frozen=True)
class Piece:
    """`strength` in the area's own judgement; `citation` says where it can be found, empty where nobody did."""

    title: str
    citation: str
    strength: str
    is_shown: bool  # as a file; else cited


def pieces_of(record: Mapping[str, Any], strengths: Mapping[str, str]) -> tuple[Piece, ...]:
    return tuple(
        Piece(
            title=words.one_line(kept["title"]),
            citation=words.one_line(kept["citation"]),
            strength=strengths.get(kept["strength"], NOT_SAID),
            is_shown=kept["kind"] == "shown",
        )
        for kept in record.get("evidence", ())
    )


def message(by_standard: Sequence[Sequence[Piece]]) -> str:
    pieces = sum(map(len, by_standard))
    if not pieces:
        return "No evidence is cited or shown."
    backed = sum(bool(found) for found in by_standard)
    cited = f"{words.capital(words.count(pieces, 'piece'))} of evidence {words.are(pieces)} cited or shown"
    return f"{cited}, for {words.number(backed)} of the {words.count(len(by_standard), 'standard')}."
