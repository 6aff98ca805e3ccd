"""What stands behind a report beside the standards: who took part, who signed, and what other parts of the service
had put into the snapshot. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from . import words

SENT_BY = "the commissioning champion"
SIGNED_BY = "the director of children’s services"  # as older snapshots did not say


@dataclass(frozen=True)
class Milestone:
    """Sent or signed: the role that did it, and when."""

    label: str
    by: str
    at: datetime


@dataclass(frozen=True)
class TookPart:
    """One kind of partner: how many views it gave, and how many people stand behind them."""

    label: str
    views: int
    people: int


@dataclass(frozen=True)
class Taking:
    """Who took part. `asked` counts everybody who was asked and not withdrawn, the champion included."""

    kinds: tuple[TookPart, ...]
    asked: int

    @property
    def views(self) -> int:
        return sum(kind.views for kind in self.kinds)

    @property
    def people(self) -> int:
        return sum(kind.people for kind in self.kinds)

    @property
    def message(self) -> str:
        if self.asked == self.views == 1:
            return "Nobody but the champion was asked for a view."
        many = words.number(self.views)
        given = f"All {many}" if self.views == self.asked else f"{words.capital(many)} of the {self.asked}"
        given += " views asked for were given"
        if self.people == self.views:
            return f"{given}."
        return f"{given}, by {self.people} people; a group gives one view between them."


@dataclass(frozen=True)
class Signing:
    """How it was signed. `board_discussed_on` is None where the board had not discussed it."""

    as_role: str
    board_discussed_on: date | None
    comment: tuple[str, ...]
    also_led: bool

    @property
    def role(self) -> str:
        return words.small(self.as_role)

    @property
    def board(self) -> str:
        if self.board_discussed_on:
            return f"The children’s partnership board discussed it on {words.on_day(self.board_discussed_on)}."
        return "The children’s partnership board had not discussed it when it was signed."


@dataclass(frozen=True)
class Addition:
    """A table that another part of the service had put into the snapshot: every row as wide as the headings."""

    key: str
    title: str
    intro: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def taking_of(data: Mapping[str, Any], labels: Mapping[str, str]) -> Taking | None:
    """By kind of partner, in the order of `labels`; None in snapshots that kept nothing about it."""
    if "took_part" not in data:
        return None
    kept = data["took_part"]
    kinds = []
    for kind, label in labels.items():
        views = [one for one in kept if one["partner_kind"] == kind]
        if views:
            kinds.append(TookPart(label, len(views), sum(one["present"] or 1 for one in views)))
    return Taking(tuple(kinds), data["asked"])


def signing_of(data: Mapping[str, Any]) -> Signing | None:
    """None while nobody has signed, and in snapshots that did not keep it."""
    kept = data.get("signature")
    if not kept or data["moment"] != "signed":
        return None
    discussed = kept["board_discussed_on"]
    return Signing(
        as_role=kept["as_role"],
        board_discussed_on=date.fromisoformat(discussed) if discussed else None,
        comment=words.paragraphs(kept["comment"]),
        also_led=kept["also_led"],
    )


def milestones(data: Mapping[str, Any], sent_at: datetime | None) -> tuple[Milestone, ...]:
    at, signing = datetime.fromisoformat(data["at"]), signing_of(data)
    if data["moment"] != "signed":
        return (Milestone("Sent to the director", SENT_BY, at),)
    sent = [Milestone("Sent to the director", SENT_BY, sent_at)] if sent_at else []
    signed_by = f"the {signing.role}" if signing else SIGNED_BY
    return (*sent, Milestone("Signed on behalf of the partnership", signed_by, at))


def additions(data: Mapping[str, Any]) -> tuple[Addition, ...]:
    return tuple(
        Addition(
            key=f"addition-{number}",
            title=panel["title"],
            intro=panel.get("intro", ""),
            columns=tuple(panel["columns"]),
            rows=tuple(tuple(row) for row in panel["rows"]),
        )
        for number, panel in enumerate(data.get("panels", ()), 1)
        if panel["rows"]
    )
