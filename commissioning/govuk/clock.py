"""A time of day as people write it, and the moment it stands for: twice a year the clocks in London change."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

_WRITTEN = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?(am|pm)?")
_WORDS = {"midday": time(12), "noon": time(12)}


def parsed(text: str) -> time | None:
    """ "9:30", "09.30", "9am", "2.15pm", "midday". None for anything else: a bare "9" could be in either half."""
    text = re.sub(r"\s|\.(?=[mM]\b|$)", "", text.lower()).replace("a.m", "am").replace("p.m", "pm")
    if text in _WORDS:
        return _WORDS[text]
    found = _WRITTEN.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class ClockField(forms.CharField):
    """Gives a `datetime.time`, or None when empty and not required."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 9:30am or 14:00")
        kwargs.setdefault("widget", forms.TextInput({"class": "govuk-input--width-5"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, time):
            return value
        text = super().to_python(value)
        if not text:
            return None
        found = parsed(text[:20])
        if found is None:
            raise ValidationError(f"{self.label} must be a time, such as 9:30am or 14:00")
        return found

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class NoSuchTime(ValueError):
    """The hour that the clocks leave out when they go forward."""


def in_london(day: date, at: time) -> datetime:
    """That moment; of an hour that comes twice, the first. Raises NoSuchTime."""
    moment = timezone.make_aware(datetime.combine(day, at))
    if timezone.localtime(moment.astimezone(UTC)).time() != at:
        raise NoSuchTime
    return moment
