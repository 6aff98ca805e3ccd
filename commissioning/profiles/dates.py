"""A date as far as it is known: of much of an area's history, people remember the year and no more."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.dateformat import format as format_date


class Precision(TextChoices):
    DAY = "day", "Day"
    MONTH = "month", "Month"
    YEAR = "year", "Year"


_WRITTEN = {Precision.DAY: "j F Y", Precision.MONTH: "F Y", Precision.YEAR: "Y"}


@dataclass(frozen=True)
class Known:
    """`first` is the first of the days it may have been."""

    first: date
    precision: Precision

    @classmethod
    def around(cls, day: date, precision: str) -> "Known":
        """The day, month or year that the day lies in."""
        known_to = Precision(precision)
        if known_to is Precision.YEAR:
            return cls(day.replace(month=1, day=1), known_to)
        return cls(day.replace(day=1) if known_to is Precision.MONTH else day, known_to)

    @property
    def last(self) -> date:
        if self.precision is Precision.YEAR:
            return self.first.replace(month=12, day=31)
        if self.precision is Precision.MONTH:
            return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return self.first

    @property
    def parts(self) -> list[int | str]:
        """Day, month and year as the boxes of a form hold them; what is not known is empty."""
        day = self.first.day if self.precision is Precision.DAY else ""
        month = "" if self.precision is Precision.YEAR else self.first.month
        return [day, month, self.first.year]

    def __str__(self) -> str:
        """ "5 March 2019", "March 2019" or "2019"."""
        return format_date(self.first, _WRITTEN[self.precision])


def span(starts: Known | None, ends: Known | None) -> str:
    """ "2014 to March 2019", "Since 2014", "Until March 2019"; empty when neither is known."""
    if starts and ends:
        return f"{starts} to {ends}"
    if starts:
        return f"Since {starts}"
    return f"Until {ends}" if ends else ""
