"""Form fields and widgets that Django lacks: a date in three boxes, choices with hints, money.

What they look like is in `templates/govuk/`; what a page calls wrong is here.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from .text import visible

DATE_PARTS = ("day", "month", "year")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


class _WithChoiceExtras:
    """What a list of choices may have beside labels.

    `hints` maps a choice's value to one sentence without links; `divider_before` is the value that
    "or" stands before; `inline` is for two short choices; `small` for dense, much-used screens.
    """

    def __init__(
        self,
        *args: Any,
        hints: Mapping[Any, str] | None = None,
        divider_before: Any = None,
        inline: bool = False,
        small: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}
        self.divider_before = None if divider_before is None else str(divider_before)
        self.inline = inline
        self.small = small


class Radios(_WithChoiceExtras, forms.RadioSelect):
    pass


class Checkboxes(_WithChoiceExtras, forms.CheckboxSelectMultiple):
    """`exclusive` is the value ("none of these") that unticks all others."""

    def __init__(self, *args: Any, exclusive: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exclusive = None if exclusive is None else str(exclusive)


class AffixedInput(forms.TextInput):
    """A box with a unit before or after it, such as £ or days."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, prefix: str = "", suffix: str = "") -> None:
        super().__init__(attrs)
        self.prefix = prefix
        self.suffix = suffix


class LineField(forms.CharField):
    """One line of text, without what nobody can see."""

    def to_python(self, value: Any) -> str:
        return visible(super().to_python(value) or "")


class ParagraphsField(forms.CharField):
    """Long text. A line break counts once against the limit, as the counter on the page has it: browsers send two."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text and text.replace("\r\n", "\n")


class MoneyField(forms.DecimalField):
    """Pounds, and pence when given. Takes "£1,200.50" as people type it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault(
            "widget", AffixedInput({"class": "govuk-input--width-10", "inputmode": "decimal"}, prefix="£")
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[£,\s]", "", value)
        return super().to_python(value)


class DateWidget(forms.MultiWidget):
    """Day, month and year, posted as name-day, name-month and name-year. `labels`: what its boxes are called."""

    labels: Sequence[str] = tuple(part.capitalize() for part in DATE_PARTS)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(DATE_PARTS, forms.TextInput), attrs)
        self.widgets_names = [f"-{part}" for part in DATE_PARTS]

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if value else ["", "", ""]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-day" if id_ else id_


class DatePartError(ValidationError):
    """A wrong date, and which of its boxes are wrong."""

    def __init__(self, message: str, code: str, parts: Sequence[str] = DATE_PARTS) -> None:
        super().__init__(message, code=code)
        self.parts = tuple(parts)


class DateField(forms.Field):
    """A date that somebody knows. Gives a `datetime.date`, or None when empty and not required.

    `earliest` and `latest` are inclusive. Month names are taken, because hundreds of people type them;
    the year must have four digits, because 26 is not the year 26.
    """

    widget = DateWidget
    default_error_messages = {"required": "Enter a date"}

    def __init__(
        self, *, earliest: datetime.date | None = None, latest: datetime.date | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("help_text", "For example, 27 3 2026")
        super().__init__(**kwargs)
        self.earliest = earliest
        self.latest = latest

    @property
    def subject(self) -> str:
        """How an error names this date at the start of a sentence."""
        return str(self.label or "Date")

    def to_python(self, value: Any) -> datetime.date | None:
        if value is None or isinstance(value, datetime.date):
            return value
        given = {part: str(text or "").strip() for part, text in zip(DATE_PARTS, value, strict=True)}
        missing = [part for part in DATE_PARTS if not given[part]]
        if len(missing) == len(DATE_PARTS):
            return None
        if missing:
            raise DatePartError(f"{self.subject} must include a {' and '.join(missing)}", "incomplete", missing)
        return self._real_date(given)

    def _real_date(self, given: dict[str, str]) -> datetime.date:
        not_real = f"{self.subject} must be a real date"
        if not re.fullmatch(r"[0-9]{1,2}", given["day"]) or not 1 <= int(given["day"]) <= 31:
            raise DatePartError(not_real, "invalid", ["day"])
        month = _month_number(given["month"])
        if month is None:
            raise DatePartError(not_real, "invalid", ["month"])
        if not re.fullmatch(r"[1-9][0-9]{3}", given["year"]):
            raise DatePartError("Year must include 4 numbers", "year", ["year"])
        try:
            return datetime.date(int(given["year"]), month, int(given["day"]))
        except ValueError:
            raise DatePartError(not_real, "invalid") from None

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise DatePartError(
                f"{self.subject} must be on or after {date_format(self.earliest, 'j F Y')}", "too_early"
            )
        if value and self.latest and value > self.latest:
            raise DatePartError(f"{self.subject} must be on or before {date_format(self.latest, 'j F Y')}", "too_late")


def _month_number(text: str) -> int | None:
    """1 to 12 for "3", "03", "March", "mar" or "Sept."; None for anything else."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else None
    word = text.lower().rstrip(".")
    matches = [number for number, month in enumerate(MONTHS, 1) if len(word) >= 3 and month.startswith(word)]
    return matches[0] if len(matches) == 1 else None
