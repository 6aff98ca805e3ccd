"""The local lead's challenge and the area's response, as far as the area prints them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..levels import Answer
from . import words

AGREE, LOWER, HIGHER = "agree", "lower", "higher"
_SAID = {
    AGREE: "The local lead agrees with the level",
    LOWER: "The local lead sees it lower",
    HIGHER: "The local lead sees it higher",
}


@dataclass(frozen=True)
class Exchange:
    """About one level: what the local lead said of it, and the area's reply, both by paragraph."""

    finding: str
    about: Answer
    now: Answer
    reason: tuple[str, ...]
    response: tuple[str, ...]

    @property
    def is_disputed(self) -> bool:
        return self.finding != AGREE

    @property
    def said(self) -> str:
        return _SAID[self.finding]

    @property
    def outcome(self) -> str:
        if self.now == self.about:
            return f"The area keeps {_level(self.now)}."
        return f"The area moved from {_level(self.about)} to {_level(self.now)}."


@dataclass(frozen=True)
class Challenge:
    """The chapter. `message` alone where the area keeps the challenge to itself, or there was none."""

    message: str
    is_printed: bool
    points: tuple[tuple[str, Exchange], ...] = ()  # title of the standard, and what was said of it


def _level(answer: Answer) -> str:
    return f"level {answer.level}" if answer.level else words.quoted(words.small(answer.words))


def exchange_of(record: Mapping[str, Any]) -> Exchange | None:
    kept = record.get("challenge")
    if not kept:
        return None
    return Exchange(
        finding=kept["finding"],
        about=Answer(kept["about"]["level"], kept["about"]["no_level"]),
        now=Answer(record.get("level"), record.get("no_level", "")),
        reason=words.paragraphs(kept["reason"]),
        response=words.paragraphs(kept["response"]),
    )


def challenge(data: Mapping[str, Any], exchanges: Sequence[tuple[str, Exchange]]) -> Challenge | None:
    """None in snapshots that kept nothing about it."""
    if "was_challenged" not in data:
        return None
    if not data["was_challenged"]:
        return Challenge(_went_without(data.get("why_unchallenged", "")), is_printed=False)
    if not data["challenge_printed"]:
        return Challenge(
            "The local lead challenged these levels and the area answered. The area keeps both to itself.",
            is_printed=False,
        )
    points = tuple((title, exchange) for title, exchange in exchanges if exchange.is_disputed or exchange.reason)
    return Challenge(_message([exchange for _, exchange in exchanges]), is_printed=True, points=points)


def _went_without(why: str) -> str:
    reason = why.partition(": ")[2] or why
    return (
        f"It went to the director without a challenge: {words.small(reason).rstrip('.')}."
        if reason
        else ("It went to the director without a challenge.")
    )


def _message(exchanges: Sequence[Exchange]) -> str:
    """ "The local lead agreed with 11 of the 12 answers and saw one as higher; the area kept its own answer there."""
    disputed = [exchange for exchange in exchanges if exchange.is_disputed]
    total = len(exchanges)
    if not disputed:
        return f"The local lead challenged all {words.count(total, 'answer')} and agreed with every one of them."
    parts = [
        f"{words.number(len(found))} as {finding}"
        for finding in (HIGHER, LOWER)
        if (found := [exchange for exchange in disputed if exchange.finding == finding])
    ]
    agreed = total - len(disputed)
    with_ = f"agreed with {words.number(agreed)} of the {words.count(total, 'answer')} and " if agreed else ""
    return f"The local lead {with_}saw {' and '.join(parts)}; {_after(disputed)}."


def _after(disputed: Sequence[Exchange]) -> str:
    """What the area then did."""
    moved, all_ = sum(exchange.now != exchange.about for exchange in disputed), len(disputed)
    if not moved:
        return "the area kept its own answer there" if all_ == 1 else "the area kept its own answers there"
    if moved == all_:
        return "the area changed its answer there" if all_ == 1 else "the area changed its answers there"
    return f"the area changed {words.number(moved)} of those answers and kept {words.number(all_ - moved)}"
