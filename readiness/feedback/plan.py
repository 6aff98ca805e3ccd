"""What the area will do, as its plan stood when the snapshot was made. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import words


@dataclass(frozen=True)
class PlannedAction:
    """`standards`: those of this set, by their labels. Owner and measure are empty where nobody has said."""

    title: str
    standards: tuple[str, ...]
    owner: str
    due_on: date | None
    measure: tuple[str, ...]
    status: str

    @property
    def standards_listed(self) -> str:
        return "; ".join(self.standards)

    @property
    def who_and_when(self) -> str:
        parts = [self.owner] if self.owner else []
        parts += [f"by {words.on_day(self.due_on)}"] if self.due_on else []
        return ", ".join(parts) or "no owner or date yet"


def actions_of(
    data: Mapping[str, Any], labels: Mapping[str, str], statuses: Mapping[str, str]
) -> tuple[PlannedAction, ...]:
    """The next due first, those without a date last. `labels`: of the set's standards, by code."""
    found = [_action(kept, labels, statuses) for kept in data.get("actions", ())]
    return tuple(sorted(found, key=lambda action: (action.due_on is None, action.due_on or date.min, action.title)))


def _action(kept: Mapping[str, Any], labels: Mapping[str, str], statuses: Mapping[str, str]) -> PlannedAction:
    return PlannedAction(
        title=words.one_line(kept["title"]),
        standards=tuple(labels[code] for code in labels if code in kept["standards"]),
        owner=words.one_line(kept["owner"]),
        due_on=date.fromisoformat(kept["due_on"]) if kept["due_on"] else None,
        measure=words.paragraphs(kept["measure"]),
        status=statuses.get(kept["status"], kept["status"]),
    )


def message(actions: Sequence[PlannedAction]) -> str:
    """How many there are, and which comes next."""
    if not actions:
        return "No action is in the plan yet."
    planned = f"{words.capital(words.count(len(actions), 'action'))} {words.are(len(actions))} in the plan"
    first = actions[0]
    if first.due_on is None:
        return f"{planned}, none of them with a date yet." if len(actions) > 1 else f"{planned}, without a date yet."
    which = "the first due" if len(actions) > 1 else "due"
    return f"{planned}, {which} on {words.on_day(first.due_on)}: {words.quoted(first.title)}."
