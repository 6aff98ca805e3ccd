"""How long something is kept, counted backwards from a moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Period:
    """Years are those of the calendar: nothing goes a day early because a year had 366."""

    years: int = 0
    days: int = 0

    def before(self, now: datetime) -> datetime:
        """What is older than this has been kept for the whole period."""
        year = now.year - self.years
        try:
            begun = now.replace(year=year)
        except ValueError:  # 29 February, in a year without
            begun = now.replace(year=year, day=28)
        return begun - timedelta(days=self.days)

    def __str__(self) -> str:
        if self.years:
            return "1 year" if self.years == 1 else f"{self.years} years"
        return "1 day" if self.days == 1 else f"{self.days} days"
