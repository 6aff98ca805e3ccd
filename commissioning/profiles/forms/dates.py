"""The date field of a profile: a year is enough."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from commissioning.govuk.fields import DATE_PARTS, DateField, DatePartError, DateWidget

from ..dates import Known, Precision

EARLIEST = date(1800, 1, 1)
AHEAD = timedelta(days=3653)  # ten years; further is a slip of the hand
HINT = "A year is enough: leave out the day, or day and month, where you do not know them. For example, 3 2019"


def today() -> date:
    return timezone.localdate()


class KnownDateWidget(DateWidget):
    def decompress(self, value: Known | None) -> list[Any]:
        return value.parts if value else ["", "", ""]


class KnownDateField(DateField):
    """Gives a `Known`. Which of the boxes are filled says how exactly it is known."""

    widget = KnownDateWidget

    def __init__(self, *, subject: str, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", HINT)
        super().__init__(earliest=EARLIEST, **kwargs)
        self._subject = subject  # of its errors: the label is a question

    @property
    def subject(self) -> str:
        return self._subject

    def to_python(self, value: Any) -> Known | None:
        if value is None or isinstance(value, Known):
            return value
        given = {part: str(text or "").strip() for part, text in zip(DATE_PARTS, value, strict=True)}
        if not any(given.values()):
            return None
        if not given["year"]:
            raise DatePartError(f"{self.subject} must include a year", "incomplete", ["year"])
        if given["day"] and not given["month"]:
            raise DatePartError(f"{self.subject} must include a month where it has a day", "incomplete", ["month"])
        first = super().to_python([given[part] or "1" for part in DATE_PARTS])
        return Known(first, _known_to(given))

    def validate(self, value: Known | None) -> None:
        super().validate(value and value.first)


def _known_to(given: dict[str, str]) -> Precision:
    if given["day"]:
        return Precision.DAY
    return Precision.MONTH if given["month"] else Precision.YEAR


def ends_too_early(cleaned: dict[str, Any]) -> bool:
    """Only where it is certain: something of 2019 may have ended in March 2019."""
    starts, ends = cleaned.get("starts"), cleaned.get("ends")
    return bool(starts and ends and ends.last < starts.first)


ENDS_TOO_EARLY = "The end must be the same as or after the start"
