"""The days on which partners can give their view, and when to remind them. Pure.

Days are London's; the last one counts to its end.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .workflow import ABOUT, GIVING_VIEWS, State

LONDON = ZoneInfo("Europe/London")
LONGEST = timedelta(days=183)  # a mistyped year must not ask partners for ever
USUAL = timedelta(days=21)
REMIND = (7, 2)  # days before the last


@dataclass(frozen=True)
class Window:
    """The first and the last day, or neither yet, on a self-assessment in that state."""

    opens_on: date | None
    closes_on: date | None
    state: State

    @property
    def is_set(self) -> bool:
        return self.closes_on is not None

    @property
    def has_moved_on(self) -> bool:
        return self.state not in GIVING_VIEWS

    def is_ahead(self, today: date) -> bool:
        return self.opens_on is not None and today < self.opens_on

    def is_over(self, today: date) -> bool:
        return self.closes_on is not None and self.closes_on < today

    def is_open(self, today: date) -> bool:
        return not self.why_closed(today)

    def why_closed(self, today: date) -> str:
        """One sentence for whoever wants to give a view; empty while it is open."""
        if self.has_moved_on:
            return f"This self-assessment is {ABOUT[self.state].label.lower()}, so views are no longer taken."
        if self.opens_on is None or self.closes_on is None:
            return "No time for giving views has been set yet."
        if self.is_ahead(today):
            return f"Views can be given from {written(self.opens_on)}."
        if self.is_over(today):
            return f"The time for giving views ended on {written(self.closes_on)}."
        return ""


def written(day: date) -> str:
    """ "3 December 2026"."""
    return f"{day.day} {day:%B %Y}"


def end_of(day: date) -> datetime:
    """The first moment after that day in London."""
    return datetime.combine(day + timedelta(days=1), time.min, LONDON)


def is_reminder_due(closes_on: date, last_told: date, today: date) -> bool:
    """Whether a day to be reminded on has come since they were last told. An invitation tells them too."""
    left = (closes_on - today).days
    come = [closes_on - timedelta(days=days) for days in REMIND if 0 <= left <= days]
    return bool(come) and last_told < max(come)
